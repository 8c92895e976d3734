import { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { FairleadError, inputError } from '../../errors.ts'
import { pathFault } from '../../tree/paths.ts'
import { BadTar, readTar, TooLarge } from '../../tree/tar.ts'
import type { RenderLimits } from './limits.ts'
import { checkStaged, stagedPathFault } from './staged-paths.ts'

const zip = promisify(gzip)

/** How many files a package holds, and how many megabytes they are, unpacked. */
export type PackageLimits = Pick<RenderLimits, 'files' | 'size'>

/**
 * The files of a packed chart by their paths from the chart's own folder.
 *
 * A package has one reading here, or none: what Helm, which loads it as it is (Flux), a controller that unpacks it
 * (Argo CD) and we would take in different ways is refused. Names with backslashes are the files behind them for
 * Helm alone; files of a second folder are part of the chart for Helm alone; of two files with one name each takes
 * another. Hidden files and a `.helmignore` are files like all others: `helm package` puts them in, and what they
 * mean depends on who loads the chart (`HelmJob.packed`).
 *
 * Rule: helm pkg/chart/loader/archive/archive.go (LoadArchiveFiles)
 *
 * @param name what messages call it
 * @throws FairleadError (input) where it is no package, has more than one reading, holds links, or is too large
 */
export async function openPackage(
  content: Uint8Array,
  name: string,
  limits: PackageLimits,
): Promise<Map<string, Uint8Array>> {
  let folder: string | undefined
  const files = await read(content, name, limits, (path) => {
    const fault = stagedPathFault(path)
    if (fault !== undefined) throw broken(name, `contains a path that is not allowed: ${fault}`)
    const slash = path.indexOf('/')
    if (slash < 0) throw broken(name, `contains ${path} outside the folder of its chart`)
    folder ??= path.slice(0, slash)
    if (path.slice(0, slash) !== folder)
      throw broken(
        name,
        `contains two folders, ${folder} and ${path.slice(0, slash)}, but a chart must be a single folder`,
      )
    return path.slice(slash + 1)
  })
  checkStaged(files.keys(), `the files of the package ${name}`)
  return files
}

/**
 * Packs a chart: what a renderer reads from it is exactly what is in these files, whatever package they came from.
 *
 * @param files by their paths from the chart's own folder
 * @throws FairleadError (input) where one may not be staged
 */
export async function packChart(files: ReadonlyMap<string, Uint8Array>): Promise<Uint8Array> {
  checkStaged(files.keys(), 'the files of a chart')
  // Few charts are packed.
  const { pack } = await import('tar-stream')
  const archive = pack()
  for (const [path, data] of files) archive.entry({ name: `chart/${path}` }, Buffer.from(data))
  archive.finalize()
  const chunks: Buffer[] = []
  for await (const chunk of archive) chunks.push(chunk as Buffer)
  return zip(Buffer.concat(chunks), { level: 1 })
}

/**
 * The regular files of a `.tgz` that is no chart by their paths.
 *
 * @throws FairleadError (input) as `openPackage`
 */
export function unpack(
  content: Uint8Array,
  name: string,
  limits: PackageLimits,
): Promise<Map<string, Uint8Array>> {
  return read(content, name, limits, (path) => {
    const clean = path.replace(/^(\.\/)+/, '')
    const fault = pathFault(clean)
    if (fault !== undefined) throw broken(name, `contains a path that is not allowed: ${fault}`)
    return clean
  })
}

/** @param place gives the path of a file by its entry's */
async function read(
  content: Uint8Array,
  name: string,
  limits: PackageLimits,
  place: (path: string) => string,
): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>()
  try {
    await readTar(Readable.from([content]), limits.size * 1024 * 1024, (entry) => {
      if (entry.type !== 'file') throw broken(name, `contains ${entry.path}, a ${entry.type}`)
      const path = place(entry.path)
      const known = files.get(path)
      if (known && !entry.content.equals(known))
        throw broken(name, `contains two files with the name ${path}`)
      if (files.size >= limits.files) throw broken(name, `contains more than ${limits.files} files`)
      files.set(path, entry.content)
    })
  } catch (error) {
    if (error instanceof FairleadError) throw error
    if (error instanceof TooLarge)
      throw broken(name, `unpacks to more than ${Math.ceil(limits.size * 10) / 10} MiB`)
    if (error instanceof BadTar) throw broken(name, error.message)
    throw broken(name, 'is not a valid gzip file')
  }
  return files
}

function broken(name: string, what: string): Error {
  return inputError(`the package ${name} ${what}`, { at: { file: name } })
}

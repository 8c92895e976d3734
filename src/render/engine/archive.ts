import { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { FairleadError, inputError } from '../../errors.ts'
import { pathFault } from '../../tree/paths.ts'
import { BadTar, readTar, TooLarge } from '../../tree/tar.ts'
import type { RenderLimits } from './limits.ts'
import { checkStaged, stagedPathFault } from './staged-paths.ts'

const zip = promisify(gzip)

/** The maximum number of files in a package, and their maximum unpacked size in megabytes. */
export type PackageLimits = Pick<RenderLimits, 'files' | 'size'>

/**
 * Returns the files of a packed chart by their paths from the chart's own folder.
 *
 * A package that can be read in more than one way is refused: Helm, which loads it as it is (Flux), a controller that
 * unpacks it (Argo CD) and Fairlead must all see the same files. Only Helm reads a backslash in a name as a slash.
 * Only Helm treats files of a second folder as part of the chart. If two files have the same name, each program uses
 * a different one. Hidden files and a `.helmignore` are files like any other: `helm package` includes them, and their
 * meaning depends on the program that loads the chart (`HelmJob.packed`).
 *
 * Rule: helm pkg/chart/loader/archive/archive.go (LoadArchiveFiles)
 *
 * @param name the name of the package in messages
 * @throws FairleadError (input) if it is not a package, can be read in more than one way, contains links, or is too
 *   large
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
 * Packs a chart, so that a renderer reads exactly these files, whatever package they came from.
 *
 * @param files files by their paths from the chart's own folder
 * @throws FairleadError (input) if a file may not be staged
 */
export async function packChart(files: ReadonlyMap<string, Uint8Array>): Promise<Uint8Array> {
  checkStaged(files.keys(), 'the files of a chart')
  // Imported here, because few charts are packed.
  const { pack } = await import('tar-stream')
  const archive = pack()
  for (const [path, data] of files) archive.entry({ name: `chart/${path}` }, Buffer.from(data))
  archive.finalize()
  const chunks: Buffer[] = []
  for await (const chunk of archive) chunks.push(chunk as Buffer)
  return zip(Buffer.concat(chunks), { level: 1 })
}

/**
 * Returns the regular files of a `.tgz` by path, without the checks of a chart's layout.
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

/** @param place returns the path of a file for the path of its entry */
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

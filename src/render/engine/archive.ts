import { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { FairleadError, inputError } from '../../errors.ts'
import { pathFault } from '../../git/paths.ts'
import { readTar, TooLarge } from '../../tree/tar.ts'
import type { RenderLimits } from './limits.ts'

const zip = promisify(gzip)

/** Charts in charts in charts … */
const MAX_DEPTH = 5

/** What is left of the limits for all packages of a chart together. */
export interface Budget {
  files: number
  /** Megabytes. */
  size: number
}

/**
 * Unpacks a packed chart, and packs its regular files anew: what a renderer reads from it is then exactly what
 * was seen here, whatever the package held beside them.
 *
 * @param name what messages call it
 * @param budget is made less by what it holds
 * @param see is called with each file, its path from the chart's own folder; gives what is packed, undefined for nothing
 * @throws FairleadError (input) where it is no package, holds links or paths that leave it, or is too large
 */
export async function repack(
  content: Uint8Array,
  name: string,
  budget: Budget,
  see: (path: string, content: Uint8Array) => Uint8Array | undefined,
  depth = 0,
): Promise<Uint8Array> {
  if (depth > MAX_DEPTH) throw inputError(`${name} is packed more than ${MAX_DEPTH} times`)
  // Few charts are packed.
  const { pack } = await import('tar-stream')
  const archive = pack()
  const files = await unpack(content, name, budget)
  budget.files -= files.size
  for (const data of files.values()) budget.size -= data.length / 1024 / 1024
  for (const [path, data] of files) {
    const inner = path.slice(path.indexOf('/') + 1)
    if (/\.(tgz|tar\.gz)$/i.test(inner)) {
      const packed = await repack(data, `${name}: ${inner}`, budget, see, depth + 1)
      archive.entry({ name: path }, Buffer.from(packed))
    } else {
      const kept = see(inner, data)
      if (kept) archive.entry({ name: path }, Buffer.from(kept))
    }
  }
  archive.finalize()
  const chunks: Buffer[] = []
  for await (const chunk of archive) chunks.push(chunk as Buffer)
  return zip(Buffer.concat(chunks), { level: 1 })
}

/**
 * The regular files of a `.tgz` by their paths.
 *
 * @throws FairleadError (input) as `repack`
 */
export async function unpack(
  content: Uint8Array,
  name: string,
  limits: Pick<RenderLimits, 'files' | 'size'>,
): Promise<Map<string, Uint8Array>> {
  const broken = (what: string) => inputError(`the package ${name} ${what}`, { at: { file: name } })
  const files = new Map<string, Uint8Array>()
  try {
    await readTar(Readable.from([content]), limits.size * 1024 * 1024, (entry) => {
      const { path, type } = entry
      if (type !== 'file' && type !== 'contiguous-file') throw broken(`holds ${path}, a ${type}`)
      const clean = path.replace(/^\.\//, '')
      const fault = pathFault(clean)
      if (fault !== undefined) throw broken(`holds a path that is not allowed: ${fault}`)
      if (files.size >= limits.files) throw broken(`holds more than ${limits.files} files`)
      files.set(clean, entry.content)
    })
  } catch (error) {
    if (error instanceof FairleadError) throw error
    if (error instanceof TooLarge)
      throw broken(`unpacks to more than ${Math.ceil(limits.size * 10) / 10} MiB`)
    const isPacked = !(error as NodeJS.ErrnoException).code?.startsWith('Z_')
    throw broken(isPacked ? 'is no tar file' : 'is no gzip file')
  }
  return files
}

import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import { extract, pack } from 'tar-stream'
import type { Header } from 'tar-stream'
import { inputError } from '../../errors.ts'
import { pathFault } from '../../git/paths.ts'
import type { RenderLimits } from './limits.ts'

const unzip = promisify(gunzip)
const zip = promisify(gzip)

/** Charts in charts in charts … */
const MAX_DEPTH = 5

/**
 * Unpacks a packed chart, and packs its regular files anew: what a renderer reads from it is then exactly what
 * was seen here, whatever the package held beside them.
 *
 * @param name what messages call it
 * @param see is called with each file, its path from the chart's own folder; gives whether it stays
 * @throws FairleadError (input) where it is no package, holds links or paths that leave it, or is too large
 */
export async function repack(
  content: Uint8Array,
  name: string,
  limits: RenderLimits,
  see: (path: string, content: Uint8Array) => boolean,
  depth = 0,
): Promise<Uint8Array> {
  if (depth > MAX_DEPTH) throw inputError(`${name} is packed more than ${MAX_DEPTH} times`)
  const archive = pack()
  for (const [path, data] of await unpack(content, name, limits)) {
    const inner = path.slice(path.indexOf('/') + 1)
    if (/\.(tgz|tar\.gz)$/i.test(inner)) {
      const packed = await repack(data, `${name}: ${inner}`, limits, see, depth + 1)
      archive.entry({ name: path }, Buffer.from(packed))
    } else if (see(inner, data)) archive.entry({ name: path }, Buffer.from(data))
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
  const size = limits.size * 1024 * 1024
  let tar: Buffer
  try {
    tar = await unzip(content, { maxOutputLength: size })
  } catch (error) {
    const large = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
    throw broken(large ? `unpacks to more than ${limits.size} MiB` : 'is no gzip file')
  }
  const files = new Map<string, Uint8Array>()
  const reader = extract()
  reader.end(tar)
  try {
    for await (const entry of reader) {
      const { name: path, type } = entry.header as Header
      const chunks: Buffer[] = []
      for await (const chunk of entry) chunks.push(chunk as Buffer)
      if (type === 'directory') continue
      if (type !== 'file' && type !== 'contiguous-file') throw broken(`holds ${path}, a ${type}`)
      const clean = path.replace(/^\.\//, '')
      const fault = pathFault(clean)
      if (fault !== undefined) throw broken(`holds a path that is not allowed: ${fault}`)
      if (files.size >= limits.files) throw broken(`holds more than ${limits.files} files`)
      files.set(clean, Buffer.concat(chunks))
    }
  } catch (error) {
    if (error instanceof Error && error.name === 'FairleadError') throw error
    throw broken('is no tar file')
  }
  return files
}

import { pipeline } from 'node:stream/promises'

/** A file or a link of an archive. */
export interface TarEntry {
  /** As the archive has it: it may be absolute or lead out of any folder, so check it before it is used. */
  readonly path: string
  /** In the words of tar: `file`, `symlink`, `link`, … */
  readonly type: string
  /** Of a link, the path that it leads to. */
  readonly content: Buffer
}

/** An archive unpacks to more than its limit. */
export class TooLarge extends Error {}

/**
 * Reads a packed tar archive (`.tar.gz`) as it comes; folders are passed over. Nothing is written anywhere.
 *
 * @param packed the archive's bytes
 * @param limit the most bytes that it may unpack to, the headers of its entries counted
 * @param see is called with each entry in its turn; what it throws ends the reading
 * @throws TooLarge where it unpacks to more than the limit; nothing is unpacked any more then
 * @throws Error where it is no such archive (with zlib's code where it is not packed), or its source fails
 */
export async function readTar(
  packed: AsyncIterable<Uint8Array>,
  limit: number,
  see: (entry: TarEntry) => void,
): Promise<void> {
  // Loaded only here: most commands read no archive.
  const [{ createGunzip }, { extract }] = await Promise.all([import('node:zlib'), import('tar-stream')])
  const reader = extract()
  reader.on('entry', ({ name, type, linkname }, stream, next) => {
    const chunks: Buffer[] = []
    stream.on('data', (chunk) => chunks.push(chunk as Buffer))
    stream.on('error', next)
    stream.on('end', () => {
      try {
        if (type === 'symlink' || type === 'link')
          see({ path: name, type, content: Buffer.from(linkname ?? '') })
        else if (type !== 'directory') see({ path: name, type: type ?? 'file', content: joined(chunks) })
        next()
      } catch (error) {
        next(error as Error)
      }
    })
  })
  let size = 0
  const limited = async function* (unpacked: AsyncIterable<Buffer>) {
    for await (const chunk of unpacked) {
      size += chunk.length
      if (size > limit) throw new TooLarge(`the archive unpacks to more than ${limit} bytes`)
      yield chunk
    }
  }
  await pipeline(packed, createGunzip({ chunkSize: 256 * 1024 }), limited, reader)
}

function joined(chunks: readonly Buffer[]): Buffer {
  const [first] = chunks
  return chunks.length === 1 && first ? first : Buffer.concat(chunks)
}

import { gzipSync } from 'node:zlib'

/** An entry of an archive, as malformed as a test needs it. No library writes such entries. */
export interface RawEntry {
  readonly name: string
  readonly content?: string
  /** Its type flag in the header. Default: a file. */
  readonly type?: string
  readonly mode?: number
  readonly link?: string
  /** The value of its size field, if it is not the length of its content. */
  readonly size?: number
  readonly magic?: string
}

/** Returns the blocks of an entry. */
export function rawEntry(entry: RawEntry): Buffer {
  const content = Buffer.from(entry.content ?? '', 'latin1')
  const block = Buffer.alloc(512)
  const octal = (value: number, at: number, length: number) =>
    block.write(value.toString(8).padStart(length - 1, '0'), at, 'latin1')
  block.write(entry.name, 0, 100, 'latin1')
  octal(entry.mode ?? 0o644, 100, 8)
  octal(0, 108, 8)
  octal(0, 116, 8)
  octal(entry.size ?? content.length, 124, 12)
  octal(0, 136, 12)
  block.write(entry.type ?? '0', 156, 'latin1')
  block.write(entry.link ?? '', 157, 100, 'latin1')
  block.write(entry.magic ?? 'ustar\x0000', 257, 'latin1')
  block.fill(' ', 148, 156)
  octal(
    block.reduce((sum, byte) => sum + byte, 0),
    148,
    7,
  )
  return Buffer.concat([block, content, Buffer.alloc((512 - (content.length % 512)) % 512)])
}

/** Returns the extended header (`x`, or `g` for all entries that follow) with these records. */
export function pax(records: Readonly<Record<string, string>>, type: 'x' | 'g' = 'x'): Buffer {
  const text = Object.entries(records).map(([key, value]) => {
    const rest = ` ${key}=${Buffer.from(value).toString('latin1')}\n`
    let length = rest.length + 1
    while (`${length}${rest}`.length !== length) length++
    return `${length}${rest}`
  })
  return rawEntry({ name: 'pax', type, content: text.join('') })
}

/** The end of an archive. */
export const END = Buffer.alloc(1024)

/** Packs entries and blocks. */
export function rawTar(...parts: readonly (RawEntry | Buffer)[]): Buffer {
  return gzipSync(unpackedTar(...parts, END))
}

export function unpackedTar(...parts: readonly (RawEntry | Buffer)[]): Buffer {
  return Buffer.concat(parts.map((part) => (Buffer.isBuffer(part) ? part : rawEntry(part))))
}

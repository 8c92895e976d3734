/** A file or a link of an archive. */
export interface TarEntry {
  /** As stored in the archive: it may be absolute or lead out of any folder, so check it before use. */
  readonly path: string
  /** `link` is a hard link. */
  readonly type: 'file' | 'link' | 'symlink'
  /** The content of a file, or the target of a link. */
  readonly content: Buffer
}

/** The error for an archive that unpacks to more than its limit. */
export class TooLarge extends Error {}

/**
 * The error for an archive that is broken, or that programs read in different ways. A message is such as `holds a
 * device`.
 */
export class BadTar extends Error {}

const BLOCK = 512
/** The maximum number of bytes of a long name or of the extended headers of an entry. */
const MAX_EXTENSION = 64 * 1024
/** The keys of an extended header, besides the names, that do not change how an archive is read. */
const HARMLESS =
  /^(atime|ctime|mtime|comment|uid|gid|uname|gname|SCHILY\.(dev|ino|nlink|fflags)|(SCHILY|LIBARCHIVE)\.(xattr|acl|creationtime)\b.*)$/

/**
 * Reads a gzip-compressed tar archive (`.tar.gz`) as a stream and skips folders. Nothing is written to disk.
 *
 * An archive is read in exactly one way: as Go's archive/tar reads it, which Helm, Argo CD and Flux use. Everything
 * that programs read in different ways is an error: entries after the end, sparse files, sizes that are stated twice,
 * folders with content, files with the mode of a folder, names that are not UTF-8. Therefore no library is used: the
 * available ones are lenient, each in its own way.
 *
 * Rules: POSIX pax, section Extended Description; Go's archive/tar (reader.go, strconv.go)
 *
 * @param packed the archive's bytes
 * @param limit the maximum number of unpacked bytes, including the headers of the entries
 * @param see is called with each entry in order; an error that it throws stops the reading
 * @throws TooLarge if the archive unpacks to more than the limit; unpacking stops then
 * @throws BadTar if it is not such an archive
 * @throws Error with zlib's code if it is not compressed, or the error of its source
 */
export async function readTar(
  packed: AsyncIterable<Uint8Array>,
  limit: number,
  see: (entry: TarEntry) => void,
): Promise<void> {
  // Loaded only here, because most commands read no archive.
  const [{ createGunzip }, { pipeline }] = await Promise.all([
    import('node:zlib'),
    import('node:stream/promises'),
  ])
  await pipeline(packed, createGunzip({ chunkSize: 256 * 1024 }), async (unpacked: AsyncIterable<Buffer>) => {
    await readBlocks(new Blocks(unpacked, limit), see)
  })
}

async function readBlocks(blocks: Blocks, see: (entry: TarEntry) => void): Promise<void> {
  /** The content of extended headers for the next entry. */
  let names: Names | undefined
  for (;;) {
    const block = await blocks.next()
    if (!block || isZero(block)) {
      if (names) throw new BadTar('ends where a file should follow')
      if (block) await blocks.expectEnd()
      return
    }
    const { name, type, size, link, mode } = readHeader(block)
    switch (type) {
      case 'x':
      case 'L':
      case 'K': {
        const said = extension(type, await blocks.content(size, MAX_EXTENSION))
        if (names && (type === 'x' || names.isPax || Object.keys(said).some((key) => key in (names ?? {}))))
          throw new BadTar('contains the name of a file twice')
        names = { ...names, ...said, ...(type === 'x' ? { isPax: true } : {}) }
        break
      }
      case 'g':
        if (names) throw new BadTar('contains the name of a file twice')
        for (const key of records(await blocks.content(size, MAX_EXTENSION)).keys())
          if (key !== 'comment') throw new BadTar(`has a setting for all files (${shown(key)})`)
        break
      default: {
        const path = names?.path ?? name
        const target = names?.link ?? link
        names = undefined
        const kind = kindOf(type, path)
        if (kind !== 'file' && size !== 0) throw new BadTar(`holds ${shown(path)}, a ${kind} with content`)
        const fileType = mode & 0o170000
        if (kind !== 'symlink' && fileType !== 0 && fileType !== (kind === 'folder' ? 0o040000 : 0o100000))
          throw new BadTar(`holds ${shown(path)}, a ${kind} whose mode says otherwise`)
        const content = kind === 'file' ? await blocks.content(size) : Buffer.from(target)
        if (kind !== 'folder') see({ path, type: kind, content })
      }
    }
  }
}

function kindOf(type: string, path: string): TarEntry['type'] | 'folder' {
  if (type === '1') return 'link'
  if (type === '2') return 'symlink'
  if (type === '5') return 'folder'
  if (type !== '0' && type !== '\0') throw new BadTar(`holds ${shown(path)}, which is not a regular file`)
  // Old programs wrote folders this way; other readers create a file from it.
  if (path.endsWith('/')) throw new BadTar(`holds ${shown(path)}, a file with the name of a folder`)
  return 'file'
}

interface Names {
  readonly path?: string
  readonly link?: string
  readonly isPax?: boolean
}

interface Header {
  readonly name: string
  readonly type: string
  readonly size: number
  readonly mode: number
  readonly link: string
}

function readHeader(block: Buffer): Header {
  const magic = block.toString('latin1', 257, 265)
  const isGnu = magic === 'ustar  \0'
  // The last bytes identify star's own format, whose prefix is shorter.
  if ((!isGnu && !magic.startsWith('ustar\0')) || block.toString('latin1', 508) === 'tar\0')
    throw new BadTar('is not a tar file')
  let sum = 8 * 32
  for (let i = 0; i < BLOCK; i++) if (i < 148 || i >= 156) sum += block[i] ?? 0
  if (sum !== number(block, 148, 8)) throw new BadTar('has a header with a wrong checksum')
  // These numbers are not used, but Go rejects an archive in which they are invalid.
  for (const [at, length] of [
    [108, 8],
    [116, 8],
    [136, 12],
    [329, 8],
    [337, 8],
  ] as const)
    if (((block[at] ?? 0) & 0x80) === 0) number(block, at, length)
  // GNU's format has other fields here, which only its incremental archives use.
  if (isGnu && !isZero(block.subarray(345, 500))) throw new BadTar('is part of an incremental archive')
  const prefix = isGnu ? '' : text(block.subarray(345, 500))
  const name = text(block.subarray(0, 100))
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    type: String.fromCharCode(block[156] ?? 0),
    size: number(block, 124, 12),
    mode: number(block, 100, 8),
    link: text(block.subarray(157, 257)),
  }
}

/** Reads a number in octal digits; archives do not need the other forms here. */
function number(block: Buffer, at: number, length: number): number {
  const field = block.toString('latin1', at, at + length)
  const [, digits] = /^ *([0-7]*)[ \0]*$/.exec(field) ?? []
  if (digits === undefined) throw new BadTar('has a header with an invalid number')
  return digits === '' ? 0 : Number.parseInt(digits, 8)
}

/** Returns the text before the first NUL. */
function text(field: Buffer): string {
  const end = field.indexOf(0)
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      end < 0 ? field : field.subarray(0, end),
    )
  } catch {
    throw new BadTar('has a name that is not valid UTF-8')
  }
}

function extension(type: 'x' | 'L' | 'K', content: Buffer): Names {
  if (type === 'L') return { path: text(content) }
  if (type === 'K') return { link: text(content) }
  const said = records(content)
  for (const key of said.keys())
    if (key !== 'path' && key !== 'linkpath' && !HARMLESS.test(key))
      throw new BadTar(`has an extension that is not supported (${shown(key)})`)
  const [path, link] = [said.get('path'), said.get('linkpath')]
  return { ...(path === undefined ? {} : { path }), ...(link === undefined ? {} : { link }) }
}

/** Returns the records of an extended header: `17 path=some/file\n`. The number is the length in bytes. */
function records(content: Buffer): Map<string, string> {
  const found = new Map<string, string>()
  for (let at = 0; at < content.length;) {
    const space = content.indexOf(0x20, at)
    const digits = content.toString('latin1', at, Math.max(space, at))
    const end = at + Number(digits)
    const equals = content.indexOf(0x3d, space)
    if (
      !/^[1-9]\d{0,5}$/.test(digits) ||
      end > content.length ||
      content[end - 1] !== 0x0a ||
      equals < 0 ||
      equals >= end
    )
      throw new BadTar('has a broken extended header')
    const key = text(content.subarray(space + 1, equals))
    // The value of a harmless record may be any bytes.
    const bytes = content.subarray(equals + 1, end - 1)
    const value = HARMLESS.test(key) || bytes.includes(0) ? '' : text(bytes)
    const isNumber = /^([acm]time|[ug]id)$/.test(key)
    if (isNumber && !/^(-?\d+(\.\d+)?)?$/.test(bytes.toString('latin1')))
      throw new BadTar('has a broken extended header')
    if (found.has(key)) throw new BadTar(`has an extended header with ${shown(key)} twice`)
    if (value === '' && !HARMLESS.test(key)) throw new BadTar(`has an extended header with no ${shown(key)}`)
    found.set(key, value)
    at = end
  }
  return found
}

/** The blocks of an archive, read as a stream. */
class Blocks {
  readonly #source: AsyncIterator<Buffer>
  readonly #limit: number
  #buffer: Buffer = Buffer.alloc(0)
  #size = 0

  constructor(source: AsyncIterable<Buffer>, limit: number) {
    this.#source = source[Symbol.asyncIterator]()
    this.#limit = limit
  }

  /** Returns the next block; undefined at the end. */
  async next(): Promise<Buffer | undefined> {
    const block = await this.#take(BLOCK)
    if (block.length === 0) return undefined
    if (block.length < BLOCK) throw new BadTar('ends in the middle')
    return block
  }

  /** Returns the content of an entry, without the padding of its last block. */
  async content(size: number, most = Infinity): Promise<Buffer> {
    if (size > this.#limit) throw new TooLarge(`the archive unpacks to more than ${this.#limit} bytes`)
    if (size > most) throw new BadTar('has an extended header that is too long')
    const padded = Math.ceil(size / BLOCK) * BLOCK
    const content = await this.#take(padded)
    if (content.length < padded) throw new BadTar('ends in the middle')
    return content.subarray(0, size)
  }

  /** Checks that no data follows an empty block: some readers would continue, others stop there. */
  async expectEnd(): Promise<void> {
    for (let rest = await this.#take(BLOCK); rest.length > 0; rest = await this.#take(BLOCK))
      if (!isZero(rest)) throw new BadTar('has data after its end')
  }

  /** Returns this number of bytes, or the remaining ones if there are fewer. */
  async #take(size: number): Promise<Buffer> {
    if (this.#buffer.length < size) {
      const chunks = [this.#buffer]
      for (let length = this.#buffer.length; length < size;) {
        const { value, done } = await this.#source.next()
        if (done === true) break
        this.#size += value.length
        if (this.#size > this.#limit)
          throw new TooLarge(`the archive unpacks to more than ${this.#limit} bytes`)
        chunks.push(value)
        length += value.length
      }
      this.#buffer = Buffer.concat(chunks)
    }
    const taken = this.#buffer.subarray(0, size)
    this.#buffer = this.#buffer.subarray(taken.length)
    return taken
  }
}

const ZEROS = Buffer.alloc(BLOCK)

function isZero(bytes: Buffer): boolean {
  for (let at = 0; at < bytes.length; at += BLOCK) {
    const part = bytes.subarray(at, at + BLOCK)
    if (!part.equals(ZEROS.subarray(0, part.length))) return false
  }
  return true
}

function shown(name: string): string {
  return /[\p{Cc}\p{Cf}]/u.test(name) ? JSON.stringify(name) : name
}

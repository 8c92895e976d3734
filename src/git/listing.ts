import { fileMode } from '../tree/file-mode.ts'
import { EntryListing, LONGEST_PATH, refuseLong } from '../tree/listing.ts'
import type { Listing, TreeEntry } from '../tree/tree.ts'

/** An entry with git's id of its content. */
export interface BlobEntry extends TreeEntry {
  readonly oid: string
}

/**
 * Returns a listing of the output of `git ls-tree -r -z`. The output is searched directly, because its records are
 * sorted by path.
 *
 * @param output records of `mode type id<tab>path`, each followed by a NUL
 * @throws FairleadError (input) if a path is longer than any system supports
 */
export function listingOfText(output: string): Listing {
  // No regular expression: for a long record it would scan the rest once for every character.
  for (let start = 0, end = 0; (end = output.indexOf('\0', start)) >= 0; start = end + 1)
    if (end - start > LONGEST_PATH) refuseLong(output.slice(output.indexOf('\t', start) + 1, end))
  // Git sorts by bytes, and strings compare by UTF-16: the order is the same for ASCII.
  // oxlint-disable-next-line no-control-regex
  return /^[\0-\x7f]*$/.test(output) ? new TextListing(output) : new EntryListing(entriesOf(output))
}

/** Returns all entries of the output of `git ls-tree -z`, without folders. */
export function entriesOf(output: string): BlobEntry[] {
  return output.split('\0').filter(Boolean).flatMap(parseEntry)
}

class TextListing implements Listing {
  readonly #text: string
  #whole: EntryListing | undefined
  #asked = 0

  constructor(text: string) {
    this.#text = text
  }

  get(path: string): TreeEntry | undefined {
    // After many lookups, it is faster to parse all entries.
    if (this.#whole || ++this.#asked > 500) return this.#entries().get(path)
    const [entry] = parseEntry(this.#recordAt(this.#find(path)))
    return entry?.path === path ? entry : undefined
  }

  isFolder(path: string): boolean {
    return path === '' || this.#pathAt(this.#find(`${path}/`))?.startsWith(`${path}/`) === true
  }

  children(folder: string): readonly string[] {
    const prefix = folder === '' ? '' : `${folder}/`
    const children: string[] = []
    for (let at = this.#find(prefix); ;) {
      const path = this.#pathAt(at)
      if (path === undefined || !path.startsWith(prefix)) return children
      const slash = path.indexOf('/', prefix.length)
      const child = slash < 0 ? path : path.slice(0, slash)
      children.push(child)
      // Entries in a subfolder are skipped: `0` comes right after `/`.
      at = slash < 0 ? this.#next(at) : this.#find(`${child}0`)
    }
  }

  below(folder: string): readonly TreeEntry[] {
    const prefix = folder === '' ? '' : `${folder}/`
    const start = this.#find(prefix)
    return entriesOf(this.#text.slice(start, folder === '' ? undefined : this.#find(`${folder}0`)))
  }

  folders(): readonly string[] {
    return this.#entries().folders()
  }

  all(): readonly TreeEntry[] {
    return this.#entries().all()
  }

  links(): readonly TreeEntry[] {
    const links: TreeEntry[] = []
    const mark = '120000 blob '
    for (let at = this.#text.indexOf(mark); at >= 0; at = this.#text.indexOf(mark, at + 1))
      if (at === 0 || this.#text[at - 1] === '\0') links.push(...parseEntry(this.#recordAt(at)))
    return links
  }

  #entries(): EntryListing {
    return (this.#whole ??= new EntryListing(entriesOf(this.#text)))
  }

  /** Returns the position of the first record whose path is not less than a text; the end if there is none. */
  #find(path: string): number {
    let [low, high] = [0, this.#text.length]
    while (low < high) {
      const start = this.#text.lastIndexOf('\0', ((low + high) >> 1) - 1) + 1
      const middle = Math.max(start, low)
      if ((this.#pathAt(middle) ?? '') < path) low = this.#next(middle)
      else high = middle
    }
    return low
  }

  #next(at: number): number {
    return this.#text.indexOf('\0', at) + 1
  }

  #recordAt(at: number): string {
    return this.#text.slice(at, Math.max(at, this.#next(at) - 1))
  }

  #pathAt(at: number): string | undefined {
    if (at >= this.#text.length) return undefined
    return this.#text.slice(this.#text.indexOf('\t', at) + 1, this.#next(at) - 1)
  }
}

/** Parses one record of `git ls-tree -z`; returns nothing for a folder. */
function parseEntry(record: string): BlobEntry[] {
  const tab = record.indexOf('\t')
  const [mode = '', type = '', oid = ''] = record.slice(0, Math.max(0, tab)).split(' ')
  const path = record.slice(tab + 1)
  return type === 'tree' || oid === '' ? [] : [{ path, mode: fileMode(mode), oid }]
}

import { inputError } from '../errors.ts'
import { folderOf } from './paths.ts'
import type { Listing, Tree, TreeEntry } from './tree.ts'

/** The maximum length of a path on Linux (PATH_MAX). */
export const LONGEST_PATH = 4096

/**
 * Returns a tree's listing.
 *
 * @throws FairleadError (input) if a path is longer than 4096 characters
 */
export async function listingOf(tree: Tree): Promise<Listing> {
  return tree.listing ? tree.listing() : new EntryListing(await tree.list())
}

/**
 * Throws if a path is longer than any system supports, before patterns are matched against it.
 *
 * @throws FairleadError (input) if it is longer than 4096 characters
 */
export function refuseLong(path: string): void {
  if (path.length > LONGEST_PATH)
    throw inputError(
      `the path "${path.slice(0, 40)}…" has ${path.length} characters; the limit is ${LONGEST_PATH}, because no system supports longer paths`,
    )
}

/** A listing of individual entries. */
export class EntryListing implements Listing {
  readonly #sorted: readonly TreeEntry[]
  #byPath: Map<string, TreeEntry> | undefined
  #children: Map<string, string[]> | undefined

  constructor(entries: readonly TreeEntry[]) {
    for (const { path } of entries) refuseLong(path)
    this.#sorted = isSorted(entries) ? entries : entries.toSorted((a, b) => (a.path < b.path ? -1 : 1))
  }

  get(path: string): TreeEntry | undefined {
    this.#byPath ??= new Map(this.#sorted.map((entry) => [entry.path, entry]))
    return this.#byPath.get(path)
  }

  isFolder(path: string): boolean {
    return path === '' || this.#folders().has(path)
  }

  children(folder: string): readonly string[] {
    return this.#folders().get(folder) ?? []
  }

  below(folder: string): readonly TreeEntry[] {
    if (folder === '') return this.#sorted
    const prefix = `${folder}/`
    const start = firstFrom(this.#sorted.length, (i) => (this.#sorted[i]?.path ?? '') >= prefix)
    // `0` comes right after `/` in the order of characters.
    const end = firstFrom(this.#sorted.length, (i) => (this.#sorted[i]?.path ?? '') >= `${folder}0`)
    return this.#sorted.slice(start, end)
  }

  folders(): readonly string[] {
    return [...this.#folders().keys()].filter((folder) => folder !== '')
  }

  all(): readonly TreeEntry[] {
    return this.#sorted
  }

  links(): readonly TreeEntry[] {
    return this.#sorted.filter(({ mode }) => mode === '120000')
  }

  #folders(): Map<string, string[]> {
    if (this.#children) return this.#children
    const children = new Map<string, string[]>()
    for (const { path } of this.#sorted) {
      let child = path
      for (let folder = folderOf(path); ; folder = folderOf(folder)) {
        const known = children.get(folder)
        if (known) {
          known.push(child)
          break
        }
        children.set(folder, [child])
        if (folder === '') break
        child = folder
      }
    }
    return (this.#children = children)
  }
}

/** A listing with the same files as another listing, some with other content. */
export class EditedListing implements Listing {
  readonly #other: Listing
  readonly #edited: ReadonlyMap<string, TreeEntry>
  #all: readonly TreeEntry[] | undefined

  /**
   * Replaces entries of another listing.
   *
   * @param edited entries of files that the other listing also has, with the same modes
   */
  constructor(other: Listing, edited: readonly TreeEntry[]) {
    this.#other = other
    this.#edited = new Map(edited.map((entry) => [entry.path, entry]))
  }

  get(path: string): TreeEntry | undefined {
    return this.#edited.get(path) ?? this.#other.get(path)
  }

  isFolder(path: string): boolean {
    return this.#other.isFolder(path)
  }

  children(folder: string): readonly string[] {
    return this.#other.children(folder)
  }

  below(folder: string): readonly TreeEntry[] {
    return this.#other.below(folder).map((entry) => this.#edited.get(entry.path) ?? entry)
  }

  folders(): readonly string[] {
    return this.#other.folders()
  }

  all(): readonly TreeEntry[] {
    return (this.#all ??= this.#other.all().map((entry) => this.#edited.get(entry.path) ?? entry))
  }

  links(): readonly TreeEntry[] {
    return this.#other.links()
  }
}

/**
 * Returns the first index below `length` that meets a condition, if all later ones also meet it; `length` if none
 * does.
 */
function firstFrom(length: number, isSo: (i: number) => boolean): number {
  let [low, high] = [0, length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (isSo(middle)) high = middle
    else low = middle + 1
  }
  return low
}

function isSorted(entries: readonly TreeEntry[]): boolean {
  return entries.every((entry, i) => i === 0 || (entries[i - 1]?.path ?? '') < entry.path)
}

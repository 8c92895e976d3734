import type { Listing, Tree, TreeEntry } from './tree.ts'
import { listingOf } from './listing.ts'

/**
 * Returns a tree without some of its files.
 *
 * @param isKept whether to keep a file; called repeatedly
 * @param isFolderKept whether to keep a folder even if none of its files are kept
 */
export function filteredTree(
  tree: Tree,
  isKept: (entry: TreeEntry) => boolean,
  isFolderKept: (path: string) => boolean,
): Tree {
  let listing: Promise<Listing> | undefined
  const filtered = () =>
    (listing ??= listingOf(tree).then((other) => new FilteredListing(other, isKept, isFolderKept)))
  return {
    name: tree.name,
    ...(tree.costly === undefined ? {} : { costly: tree.costly }),
    list: async () => (await filtered()).all(),
    listing: filtered,
    async read(paths) {
      const known = await filtered()
      return tree.read(paths.filter((path) => known.get(path) !== undefined))
    },
  }
}

class FilteredListing implements Listing {
  readonly #other: Listing
  readonly #isKept: (entry: TreeEntry) => boolean
  readonly #isFolderKept: (path: string) => boolean
  #all: readonly TreeEntry[] | undefined

  constructor(
    other: Listing,
    isKept: (entry: TreeEntry) => boolean,
    isFolderKept: (path: string) => boolean,
  ) {
    this.#other = other
    this.#isKept = isKept
    this.#isFolderKept = isFolderKept
  }

  get(path: string): TreeEntry | undefined {
    const entry = this.#other.get(path)
    return entry && this.#isKept(entry) ? entry : undefined
  }

  isFolder(path: string): boolean {
    if (!this.#other.isFolder(path)) return false
    return path === '' || this.#isFolderKept(path) || this.#other.below(path).some(this.#isKept)
  }

  children(folder: string): readonly string[] {
    return this.#other
      .children(folder)
      .filter((child) => (this.#other.get(child) ? this.get(child) !== undefined : this.isFolder(child)))
  }

  below(folder: string): readonly TreeEntry[] {
    return this.#other.below(folder).filter(this.#isKept)
  }

  folders(): readonly string[] {
    return this.#other.folders().filter((folder) => this.isFolder(folder))
  }

  all(): readonly TreeEntry[] {
    return (this.#all ??= this.#other.all().filter(this.#isKept))
  }

  links(): readonly TreeEntry[] {
    return this.#other.links().filter(this.#isKept)
  }
}

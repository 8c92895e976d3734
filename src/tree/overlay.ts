import { once } from '../once.ts'
import { EditedListing, EntryListing, listingOf } from './listing.ts'
import type { Tree, TreeEntry, TreeFile } from './tree.ts'

/**
 * Returns a tree in which some files have other content, as if they had been written.
 *
 * @param edits by path, of regular files; files that the tree does not have are added
 */
export function overlayTree(tree: Tree, edits: ReadonlyMap<string, Uint8Array>): Tree {
  const listing = once(async () => {
    const other = await listingOf(tree)
    // Without an id, because the id of the old content would be wrong for the new one.
    const entries = [...edits.keys()].map((path): TreeEntry => ({
      path,
      mode: other.get(path)?.mode ?? '100644',
    }))
    if (entries.every(({ path }) => other.get(path) !== undefined)) return new EditedListing(other, entries)
    return new EntryListing([...other.all().filter(({ path }) => !edits.has(path)), ...entries])
  })
  return {
    name: `${tree.name} with the change`,
    ...(tree.costly === undefined ? {} : { costly: tree.costly }),
    list: async () => (await listing()).all(),
    listing,
    async read(paths) {
      const others = paths.filter((path) => !edits.has(path))
      const found = new Map(others.length > 0 ? await tree.read(others) : [])
      const own = paths.filter((path) => edits.has(path))
      if (own.length === 0) return found
      const known = await listing()
      for (const path of own) {
        const content = edits.get(path)
        const mode: TreeFile['mode'] = known.get(path)?.mode ?? '100644'
        if (content) found.set(path, { content, mode })
      }
      return found
    },
  }
}

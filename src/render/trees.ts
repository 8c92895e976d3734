import type { Tree, TreeEntry, TreeFile } from '../tree/tree.ts'

/** Returns a tree with some files replaced or added. */
export function overlay(tree: Tree, files: Readonly<Record<string, string>>): Tree {
  const encoder = new TextEncoder()
  const own = new Map<string, TreeFile>(
    Object.entries(files).map(([path, text]) => [path, { content: encoder.encode(text), mode: '100644' }]),
  )
  return {
    name: tree.name,
    ...(tree.costly === undefined ? {} : { costly: tree.costly }),
    async list() {
      const others = (await tree.list()).filter(({ path }) => !own.has(path))
      const all = [...others, ...[...own.keys()].map((path): TreeEntry => ({ path, mode: '100644' }))]
      return all.toSorted((a, b) => (a.path < b.path ? -1 : 1))
    },
    async read(paths) {
      const others = paths.filter((path) => !own.has(path))
      const found = new Map(others.length > 0 ? await tree.read(others) : [])
      for (const path of paths) {
        const file = own.get(path)
        if (file) found.set(path, file)
      }
      return found
    },
  }
}

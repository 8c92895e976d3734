import type { Tree, TreeFile } from './tree.ts'

/** Returns a tree of files in memory, such as those of a package. No file is executable. */
export function memoryTree(name: string, files: ReadonlyMap<string, Uint8Array>): Tree {
  const entries = [...files.keys()].toSorted().map((path) => ({ path, mode: '100644' as const }))
  return {
    name,
    list: () => Promise.resolve(entries),
    read(paths) {
      const found = new Map<string, TreeFile>()
      for (const path of paths) {
        const content = files.get(path)
        if (content) found.set(path, { content, mode: '100644' })
      }
      return Promise.resolve(found)
    },
  }
}

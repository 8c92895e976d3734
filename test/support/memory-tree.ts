import type { Tree } from '../../src/tree/tree.ts'
import type { Files } from './git.ts'

/** Returns a tree of the given files: strings, or mode and content, as for `commitFiles`. */
export function memoryTree(files: Files, name = 'the infra repo'): Tree {
  const entries = Object.entries(files)
    .map(([path, file]) => {
      const [mode, content] = typeof file === 'string' ? ['100644', file] : file
      return { path, mode: mode as '100644', content: Buffer.from(content, 'latin1') }
    })
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))
  return {
    name,
    list: async () => entries.map(({ path, mode }) => ({ path, mode })),
    read: async (paths) =>
      new Map(entries.filter(({ path }) => paths.includes(path)).map(({ path, ...file }) => [path, file])),
  }
}

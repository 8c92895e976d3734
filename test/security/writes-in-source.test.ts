import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

/**
 * The files that may change the disk. Below a folder that a stranger controls, only `src/files/write.ts` writes. Each
 * of the others changes a folder that belongs to Fairlead. A new entry must explain whose folder it is.
 */
const allowed: Readonly<Record<string, string>> = {
  'files/write.ts': 'the one place that writes files in checkouts',
  'files/folders.ts': 'enters and makes folders for it, without following a link',
  'files/outputs.ts': 'removes what a run will write, itself and not what it leads to',
  'cache/folder-cache.ts': 'removes entries of a cache that was found to be trusted (cache/shelf.ts)',
  'cache/keep-file.ts': 'writes entries of such a cache',
  'cache/shelf.ts': 'makes the folder of a cache, after it was looked at',
  'forge/gitlab/lease.ts': 'certificates in a temporary folder',
  'forge/local/store.ts': 'a repository in a temporary folder',
  'git/checkout.ts': 'an index and the sides of a merge in a temporary folder',
  'git/foreign.ts': 'a repository of our own in a temporary folder',
  'git/git.ts': 'the same',
  'render/remote-sources/remote-sources.ts': 'a home in a temporary folder',
  'render/remote-sources/git.ts': 'repositories in a temporary folder',
  'render/remote-sources/kept-packs.ts': 'packs in such a repository and in a trusted cache',
  'render/programs/kept.ts': 'removes old entries of such a cache',
  'render/engine/environment.ts': 'a home in a temporary folder',
  'render/engine/tools.ts': 'a fetched renderer, in a temporary folder of ours',
  'render/engine/stage.ts': 'what renderers read, in a temporary folder, at paths that were checked',
  'runtime/actions.ts': "adds to the step's summary, a file that the runner has made",
  'temporary/abandoned.ts': 'removes temporary folders of processes that are gone',
  'temporary/folders.ts': 'makes and removes temporary folders',
}

/** Any other function of `node:fs` can change the disk, or has not been checked. */
const harmless =
  /^(type )?(constants|Dirent|Stats|BigIntStats|FileHandle|access(Sync)?|createReadStream|exists(Sync)?|glob(Sync)?|lstat(Sync)?|read(dir|File|link)?(Sync)?|realpath(Sync)?|stat(Sync)?|statfs(Sync)?)$/

const root = fileURLToPath(new URL('../../src/', import.meta.url))

/** Returns the imports of `node:fs` in a file that may change a disk. */
function changing(text: string): string[] {
  const imports = [
    ...text.matchAll(/import\s+(type\s+)?([^;'"]*?)\s+from\s+['"](?:node:)?fs(?:\/promises)?['"]/g),
  ]
  const other =
    /(?:import|require|getBuiltinModule)\(\s*['"](?:node:)?fs|export[^;'"]*from\s+['"](?:node:)?fs|['"]fs-extra['"]/
  const found = imports.flatMap(([, isType, names = '']) => {
    const listed = /^\{([^]*)\}$/.exec(names.trim())?.[1]
    if (isType !== undefined) return []
    return listed === undefined ? [names] : listed.split(',').map((name) => name.trim().replace(/ as .*/, ''))
  })
  return [...found, ...(other.exec(text) ?? [])].filter((name) => name !== '' && !harmless.test(name))
}

const writers = globSync('**/*.ts', { cwd: root })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => changing(readFileSync(root + path, 'utf8')).length > 0)

it('only known places of the source change the disk', () => {
  expect(writers.filter((path) => !(path in allowed)).toSorted()).toEqual([])
})

it('no place is listed that does not', () => {
  expect(Object.keys(allowed).filter((path) => !writers.includes(path))).toEqual([])
})

it.each([
  "import { writeFile } from 'node:fs/promises'",
  "import {\n  readFile,\n  cp,\n} from 'fs/promises'",
  "import * as fs from 'node:fs'",
  "import fs from 'fs'",
  "const { rm } = await import('node:fs/promises')",
  "export { writeFileSync } from 'node:fs'",
  "process.getBuiltinModule('fs').writeFileSync('x', '')",
])('sees %j', (text) => {
  expect(changing(text)).not.toEqual([])
})

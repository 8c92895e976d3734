/** Reads and edits trees by path. */
import type { ObjectStore, TreeEntry } from './objects.ts'

export interface ListedEntry extends TreeEntry {
  readonly path: string
}

/** The new entry for each path; null deletes the entry. */
export type TreeEdits = ReadonlyMap<string, { readonly mode: string; readonly oid: string } | null>

const directoryMode = '040000'

export function entryType(mode: string): 'tree' | 'commit' | 'blob' {
  if (mode === directoryMode) return 'tree'
  return mode === '160000' ? 'commit' : 'blob'
}

export async function findEntry(
  store: ObjectStore,
  tree: string,
  path: string,
): Promise<TreeEntry | undefined> {
  let found: TreeEntry | undefined = { mode: directoryMode, name: '', oid: tree }
  for (const name of path.split('/').filter((segment) => segment !== '')) {
    if (found.mode !== directoryMode) return undefined
    const entries: readonly TreeEntry[] = (await store.readTree(found.oid)) ?? []
    found = entries.find((entry) => entry.name === name)
    if (found === undefined) return undefined
  }
  return found
}

/**
 * Returns every entry below a tree. Directories are included and come before their entries, as in the responses of
 * forges.
 */
export async function listEntries(
  store: ObjectStore,
  tree: string,
  recursive: boolean,
  prefix = '',
): Promise<ListedEntry[]> {
  const listed: ListedEntry[] = []
  for (const entry of (await store.readTree(tree)) ?? []) {
    const path = `${prefix}${entry.name}`
    listed.push({ ...entry, path })
    if (recursive && entry.mode === directoryMode) {
      listed.push(...(await listEntries(store, entry.oid, true, `${path}/`)))
    }
  }
  return listed
}

/**
 * Writes a new tree with the edits applied to the base, and returns its id. A directory without entries disappears,
 * as in git.
 */
export async function editTree(
  store: ObjectStore,
  base: string | undefined,
  edits: TreeEdits,
): Promise<string> {
  const entries = new Map<string, TreeEntry>()
  for (const entry of base === undefined ? [] : ((await store.readTree(base)) ?? [])) {
    entries.set(entry.name, entry)
  }
  const nested = new Map<string, Map<string, { mode: string; oid: string } | null>>()
  for (const [path, edit] of edits) {
    const slash = path.indexOf('/')
    if (slash >= 0) {
      const below = nested.get(path.slice(0, slash)) ?? new Map()
      nested.set(path.slice(0, slash), below.set(path.slice(slash + 1), edit))
    } else if (edit === null) {
      entries.delete(path)
    } else {
      entries.set(path, { ...edit, name: path })
    }
  }
  for (const [name, below] of nested) {
    const existing = entries.get(name)
    const oid = await editTree(store, existing?.mode === directoryMode ? existing.oid : undefined, below)
    if (((await store.readTree(oid)) ?? []).length === 0) entries.delete(name)
    else entries.set(name, { mode: directoryMode, name, oid })
  }
  return store.writeTree([...entries.values()])
}

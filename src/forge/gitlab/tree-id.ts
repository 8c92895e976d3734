import { createHash } from 'node:crypto'
import type { FileMode } from '../../tree/tree.ts'
import { inFolder } from '../../tree/paths.ts'

/** One entry of a folder: a file, a link, a submodule or a folder, with the id of its object. */
export interface FolderEntry {
  readonly name: string
  /** The mode as GitLab writes it: six digits, `040000` for a folder. */
  readonly mode: string
  readonly id: string
}

/** A file that a commit writes; undefined deletes it. */
export type NewFile = Pick<FolderEntry, 'id'> & { readonly mode: FileMode }

/**
 * Returns git's id of a blob.
 *
 * @param like an id of the same repository, which has the same hash algorithm
 */
export function blobId(content: Uint8Array, like: string): string {
  return objectId('blob', content, like)
}

/**
 * Returns git's id of a tree: the hash of its entries, ordered as if the names of folders ended with a slash.
 *
 * Source: https://git-scm.com/book/en/v2/Git-Internals-Git-Objects, and `base_name_compare` in git's read-cache.c
 */
export function treeId(entries: readonly FolderEntry[], like: string): string {
  const key = ({ name, mode }: FolderEntry) => Buffer.from(mode === '040000' ? `${name}/` : name)
  const parts = entries
    .toSorted((a, b) => Buffer.compare(key(a), key(b)))
    .map(({ name, mode, id }) =>
      Buffer.concat([Buffer.from(`${mode.replace(/^0/, '')} ${name}\0`), Buffer.from(id, 'hex')]),
    )
  return objectId('tree', Buffer.concat(parts), like)
}

/**
 * Returns the id of a tree after changes. Only the folders on the paths of the changes are listed.
 *
 * @param list returns the entries of a folder, or none if it does not exist
 */
export async function changedTreeId(
  list: (folder: string) => Promise<readonly FolderEntry[]>,
  changes: ReadonlyMap<string, NewFile | undefined>,
  like: string,
): Promise<string> {
  return treeId(await changedFolder(list, '', changes, like), like)
}

async function changedFolder(
  list: (folder: string) => Promise<readonly FolderEntry[]>,
  folder: string,
  changes: ReadonlyMap<string, NewFile | undefined>,
  like: string,
): Promise<FolderEntry[]> {
  const entries = new Map((await list(folder)).map((entry) => [entry.name, entry]))
  const below = new Map<string, Map<string, NewFile | undefined>>()
  for (const [path, file] of changes) {
    const slash = path.indexOf('/')
    const name = slash < 0 ? path : path.slice(0, slash)
    if (slash >= 0) {
      const some = below.get(name) ?? new Map<string, NewFile | undefined>()
      below.set(name, some.set(path.slice(slash + 1), file))
    } else if (file) entries.set(name, { name, ...file })
    else entries.delete(name)
  }
  await Promise.all(
    [...below].map(async ([name, some]) => {
      // A file replaces the folder, so its contents are removed.
      if (changes.get(name) !== undefined) return
      const inside = await changedFolder(list, inFolder(folder, name), some, like)
      if (inside.length > 0) entries.set(name, { name, mode: '040000', id: treeId(inside, like) })
      else entries.delete(name)
    }),
  )
  return [...entries.values()]
}

function objectId(type: string, content: Uint8Array, like: string): string {
  const hash = createHash(like.length === 64 ? 'sha256' : 'sha1')
  return hash.update(`${type} ${content.length}\0`).update(content).digest('hex')
}

import { remoteError } from '../errors.ts'
import type { FileMode, Tree, TreeEntry } from '../tree/tree.ts'
import { createGit } from './git.ts'
import type { Git } from './git.ts'
import { fetchBlobs, missingBlobs, readBlobs } from './objects.ts'

export interface RevisionTreeOptions {
  /** For messages: `main at 1a2b3c4`; the start of the revision where it is not given. */
  readonly name?: string
  /** The remote to fetch blobs from that a partial clone left out. */
  readonly promisor?: string | undefined
  /** Brings the commit itself, where it may not be here yet. Runs once, before the first reading. */
  readonly prepare?: () => Promise<void>
}

interface Listed extends TreeEntry {
  readonly id: string
}

/** The tree of a commit (or of anything that git resolves to a tree) in a repository. */
export function revisionTree(git: Git, revision: string, options: RevisionTreeOptions = {}): Tree {
  let listing: Promise<ReadonlyMap<string, Listed>> | undefined
  let missing: Promise<Set<string>> | undefined

  async function listFiles(): Promise<ReadonlyMap<string, Listed>> {
    await options.prepare?.()
    const output = await git.run(['ls-tree', '-r', '-z', '--full-tree', revision, '--'])
    return new Map(output.split('\0').filter(Boolean).map(parseEntry))
  }

  async function read(paths: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> {
    listing ??= listFiles()
    const files = await listing
    const found = [...new Set(paths)].flatMap((path) => {
      const entry = files.get(path)
      return entry && entry.mode !== '160000' ? [entry] : []
    })
    const { promisor } = options
    if (promisor !== undefined && found.length > 0) {
      missing ??= missingBlobs(git, revision)
      const absent = await missing
      const wanted = found.map(({ id }) => id).filter((id) => absent.delete(id))
      await fetchBlobs(git, promisor, wanted)
    }
    const blobs = await readBlobs(
      git,
      found.map(({ id }) => id),
    )
    return new Map(
      found.map(({ path, id }) => {
        const content = blobs.get(id)
        if (!content) throw remoteError(`the content of ${path} is missing in the repository (blob ${id})`)
        return [path, content]
      }),
    )
  }

  return {
    name: options.name ?? revision.slice(0, 12),
    async list() {
      listing ??= listFiles()
      return [...(await listing).values()].map(({ path, mode }) => ({ path, mode }))
    },
    read,
  }
}

/**
 * The tree of a revision in a folder's repository, a partial clone too.
 *
 * @throws FairleadError (input) where the folder is not there, and on reading where there is no repository or
 *   no such revision
 */
export async function openRevision(directory: string, revision: string): Promise<Tree> {
  const git = createGit({ directory })
  const promisors = await git.attempt(['config', '--get-regexp', String.raw`^remote\..*\.promisor$`, 'true'])
  const promisor = /^remote\.(.*)\.promisor true$/m.exec(promisors.stdout)?.[1]
  return revisionTree(git, revision, { promisor })
}

const modes: ReadonlySet<string> = new Set<FileMode>(['100644', '100755', '120000', '160000'])

/** One entry of `git ls-tree -z`: `mode type id<tab>path`. */
function parseEntry(record: string): [string, Listed] {
  const tab = record.indexOf('\t')
  const [mode = '', , id = ''] = record.slice(0, tab).split(' ')
  const path = record.slice(tab + 1)
  return [path, { path, id, mode: isMode(mode) ? mode : '100644' }]
}

/** Old commits also hold 100664, which git itself reads as 100644. */
function isMode(mode: string): mode is FileMode {
  return modes.has(mode)
}

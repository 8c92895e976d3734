import { remoteError } from '../errors.ts'
import type { FileMode, Tree, TreeEntry } from '../tree/tree.ts'
import type { Environment } from './environment.ts'
import { createGit } from './git.ts'
import type { Git } from './git.ts'
import { fetchBlobs, missingBlobs, readBlobs } from './objects.ts'
import { pathFault } from './paths.ts'

export interface RevisionTreeOptions {
  /** For messages: `main at 1a2b3c4`; the start of the revision where it is not given. */
  readonly name?: string
  /** Brings the blobs that are about to be read, where they may not be here yet. */
  readonly ensureBlobs?: ((ids: readonly string[]) => Promise<void>) | undefined
  /** Brings the commit itself, where it may not be here yet. Runs once, before the first reading. */
  readonly prepare?: () => Promise<void>
}

interface Listed extends TreeEntry {
  readonly type: string
  readonly id: string
}

type Listing = ReadonlyMap<string, Listed>

/** The tree of a commit (or of anything that git resolves to a tree) in a repository. */
export function revisionTree(git: Git, revision: string, options: RevisionTreeOptions = {}): Tree {
  let listing: Promise<Listing> | undefined
  let prepared: Promise<void> | undefined

  async function listFiles(options: readonly string[], paths: readonly string[]): Promise<Listing> {
    await prepare()
    const args = ['ls-tree', ...options, '-z', '--full-tree', revision, '--', ...paths]
    const output = await git.run(args, { environment: { GIT_LITERAL_PATHSPECS: '1' } })
    return new Map(output.split('\0').filter(Boolean).map(parseEntry))
  }

  function prepare(): Promise<void> {
    prepared ??= options.prepare?.() ?? Promise.resolve()
    return prepared
  }

  /** All files once they are listed; before that, the few that are wanted are found faster alone. */
  async function find(paths: readonly string[]): Promise<Listed[]> {
    const wanted = [...new Set(paths)].filter((path) => pathFault(path) === undefined)
    if (wanted.length === 0) return []
    if (wanted.length > 50) listing ??= listFiles(['-r'], [])
    const files = await (listing ?? listFiles([], wanted))
    return wanted.flatMap((path) => {
      const entry = files.get(path)
      return entry?.type === 'blob' ? [entry] : []
    })
  }

  return {
    name: options.name ?? revision.slice(0, 12),
    async list() {
      listing ??= listFiles(['-r'], [])
      return [...(await listing).values()].map(({ path, mode, id }) => ({ path, mode, oid: id }))
    },
    async read(paths) {
      const found = await find(paths)
      const ids = [...new Set(found.map(({ id }) => id))]
      await options.ensureBlobs?.(ids)
      const blobs = await readBlobs(git, ids)
      return new Map(
        found.map(({ path, mode, id }) => {
          const content = blobs.get(id)
          if (!content) throw remoteError(`the content of ${path} is missing in the repository (blob ${id})`)
          return [path, { content, mode }]
        }),
      )
    },
  }
}

/**
 * The tree of a revision in a folder's repository, a partial clone too.
 *
 * @throws FairleadError (input) where the folder is not there, and on reading where there is no repository or
 *   no such revision
 */
export async function openRevision(
  directory: string,
  revision: string,
  environment?: Environment,
): Promise<Tree> {
  const git = createGit({ directory, environment })
  const promisors = await git.attempt(['config', '--get-regexp', String.raw`^remote\..*\.promisor$`, 'true'])
  const promisor = /^remote\.(.*)\.promisor true$/m.exec(promisors.stdout)?.[1]
  if (promisor === undefined) return revisionTree(git, revision)
  let missing: Promise<Set<string>> | undefined
  return revisionTree(git, revision, {
    async ensureBlobs(ids) {
      missing ??= missingBlobs(git, revision)
      const absent = await missing
      await fetchBlobs(
        git,
        promisor,
        ids.filter((id) => absent.delete(id)),
      )
    },
  })
}

const modes: ReadonlySet<string> = new Set<FileMode>(['100644', '100755', '120000', '160000'])

/** One entry of `git ls-tree -z`: `mode type id<tab>path`. */
function parseEntry(record: string): [string, Listed] {
  const tab = record.indexOf('\t')
  const [mode = '', type = '', id = ''] = record.slice(0, tab).split(' ')
  const path = record.slice(tab + 1)
  return [path, { path, type, id, mode: isMode(mode) ? mode : '100644' }]
}

/** Old commits also hold 100664, which git itself reads as 100644. */
function isMode(mode: string): mode is FileMode {
  return modes.has(mode)
}

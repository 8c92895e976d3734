import { remoteError } from '../errors.ts'
import { EditedListing, EntryListing, listingOf } from '../tree/listing.ts'
import type { Listing, Tree } from '../tree/tree.ts'
import type { Environment } from './environment.ts'
import { createGit } from './git.ts'
import type { Git } from './git.ts'
import type { KeptBlobs } from './kept-blobs.ts'
import { entriesOf, listingOfText } from './listing.ts'
import type { BlobEntry } from './listing.ts'
import { readBlobs } from './objects.ts'
import { bringObjects, bringTrees } from './partial.ts'
import { pathFault } from '../tree/paths.ts'

export interface RevisionTreeOptions {
  /** The name for messages: `main at 1a2b3c4`; if not set, the start of the revision. */
  readonly name?: string
  /**
   * Fetches the blobs that will be read; if not set, missing blobs of a partial clone are fetched from its origin.
   */
  readonly ensureBlobs?: ((ids: readonly string[]) => Promise<void>) | undefined
  /** Fetches the commit itself if it may be missing. Runs once, before the first read. */
  readonly prepare?: () => Promise<void>
  /** Another tree that is listed anyway, and the differences to it: then git does not list this one. */
  readonly like?: { readonly tree: Tree; readonly changes: readonly EntryChange[] } | undefined
  /** A cache of contents that several trees share. */
  readonly kept?: KeptBlobs | undefined
}

/** A file, link or submodule that differs in another tree; `entry` is undefined if it does not exist there. */
export interface EntryChange {
  readonly path: string
  readonly entry: BlobEntry | undefined
}

/** Returns the tree of a commit (or of anything that git resolves to a tree) in a repository. */
export function revisionTree(git: Git, revision: string, options: RevisionTreeOptions = {}): Tree {
  let listing: Promise<Listing> | undefined
  let prepared: Promise<void> | undefined

  async function listFiles(options: readonly string[], paths: readonly string[]): Promise<string> {
    await prepare()
    const args = ['ls-tree', ...options, '-z', '--full-tree', revision, '--', ...paths]
    return git.run(args, { environment: { GIT_LITERAL_PATHSPECS: '1' } })
  }

  async function listAll(): Promise<Listing> {
    if (!options.like) return listingOfText(await listFiles(['-r'], []))
    const { tree, changes } = options.like
    const other = await listingOf(tree)
    const edited = changes.flatMap(({ path, entry }) =>
      entry && other.get(path)?.mode === entry.mode ? [entry] : [],
    )
    if (edited.length === changes.length) return new EditedListing(other, edited)
    const entries = new Map(other.all().map((entry) => [entry.path, entry]))
    for (const { path, entry } of changes)
      if (entry) entries.set(path, entry)
      else entries.delete(path)
    return new EntryListing([...entries.values()])
  }

  function prepare(): Promise<void> {
    prepared ??= options.prepare?.() ?? Promise.resolve()
    return prepared
  }

  /** Finds files in the listing if it exists; before that, it is faster to look up only a few files. */
  async function find(paths: readonly string[]): Promise<BlobEntry[]> {
    const wanted = [...new Set(paths)].filter((path) => pathFault(path) === undefined)
    if (wanted.length === 0) return []
    if (wanted.length > 50 || options.like) listing ??= listAll()
    const files = await (listing ?? new EntryListing(entriesOf(await listFiles([], wanted))))
    return wanted.flatMap((path) => {
      const entry = files.get(path)
      return entry && entry.mode !== '160000' ? [entry as BlobEntry] : []
    })
  }

  async function readContents(ids: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> {
    const { kept } = options
    const contents = new Map<string, Uint8Array>()
    for (const id of ids) {
      const content = kept?.get(id)
      if (content) contents.set(id, content)
    }
    const absent = ids.filter((id) => !contents.has(id))
    await (options.ensureBlobs ? options.ensureBlobs(absent) : bringObjects(git, absent))
    for (const [id, content] of await readBlobs(git, absent)) {
      contents.set(id, content)
      // A copy, because the content is a slice of git's whole output, which would stay in memory with it.
      kept?.keep(id, Buffer.from(content))
    }
    return contents
  }

  return {
    name: options.name ?? revision.slice(0, 12),
    async list() {
      listing ??= listAll()
      return (await listing).all()
    },
    listing: () => (listing ??= listAll()),
    async read(paths) {
      const found = await find(paths)
      const blobs = await readContents([...new Set(found.map(({ oid }) => oid))])
      return new Map(
        found.map(({ path, mode, oid }) => {
          const content = blobs.get(oid)
          if (!content)
            throw remoteError(`the content of ${path} is missing in the repository (blob ${oid})`, {
              hint: 'The clone is damaged. Clone it again.',
            })
          return [path, { content, mode }]
        }),
      )
    },
  }
}

/**
 * Returns the tree of a revision in a folder's repository, which may be a partial clone.
 *
 * @throws FairleadError (input) if the folder does not exist; on reading, if there is no repository or no such
 *   revision
 */
export async function openRevision(
  directory: string,
  revision: string,
  environment: Environment,
): Promise<Tree> {
  const git = createGit({ directory, environment })
  await git.about()
  return revisionTree(git, revision, { prepare: () => bringTrees(git, [revision]) })
}

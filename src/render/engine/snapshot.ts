import { createHash } from 'node:crypto'
import type { Fault } from '../../errors.ts'
import { inputError } from '../../errors.ts'
import type { KeptBlobs } from '../../git/kept-blobs.ts'
import { isBelow, pathFault } from '../../tree/paths.ts'
import { followLinks } from '../../tree/links.ts'
import type { Link } from '../../tree/links.ts'
import { isLfsPointer, lfsError } from '../../tree/lfs.ts'
import type { Listing, FileMode, Tree } from '../../tree/tree.ts'
import { listingOf } from '../../tree/listing.ts'
import { SubmoduleNeeded } from '../submodule-needed.ts'
import { BlobReader } from './blobs.ts'
import type { RenderLimits } from './limits.ts'

/**
 * The state of a tree from which stages are filled. Links are followed only to tracked files of the same tree. No
 * tree contains `.git`, so a link to it is broken.
 */

/** A regular file, by its real path. */
export interface SourceFile {
  readonly path: string
  readonly mode: FileMode
}

/** Files by the path where they are staged. */
export type SourceFiles = Map<string, SourceFile>

export type Resolved =
  | { readonly kind: 'file'; readonly file: SourceFile; readonly links: readonly Link[] }
  | { readonly kind: 'folder'; readonly path: string; readonly links: readonly Link[] }
  | { readonly kind: 'submodule'; readonly path: string }
  | { readonly kind: 'missing' }
  /** The path leaves the tree; `link` is the link that leads out of it, if there is one. */
  | { readonly kind: 'outside'; readonly link: string | undefined }

export class Snapshot {
  readonly tree: Tree
  readonly #limits: RenderLimits
  readonly #blobs: BlobReader
  readonly #listing: Listing
  readonly #links: ReadonlyMap<string, string>
  readonly #submodules: readonly string[]

  private constructor(
    tree: Tree,
    listing: Listing,
    links: ReadonlyMap<string, string>,
    limits: RenderLimits,
    kept: KeptBlobs,
  ) {
    this.tree = tree
    this.#limits = limits
    this.#listing = listing
    this.#links = links
    this.#submodules = listing.all().flatMap(({ path, mode }) => (mode === '160000' ? [path] : []))
    this.#blobs = new BlobReader(tree, listing, kept)
  }

  /** Lists a tree and reads the targets of its links. */
  static async open(tree: Tree, limits: RenderLimits, kept: KeptBlobs): Promise<Snapshot> {
    const listing = await listingOf(tree)
    const links = listing.links().map(({ path }) => path)
    const targets = links.length > 0 ? await tree.read(links) : new Map()
    const texts = [...targets].map(([path, { content }]) => [path, Buffer.from(content).toString()] as const)
    return new Snapshot(tree, listing, new Map(texts), limits, kept)
  }

  /** Resolves a path, and follows links as a file system would. The path may contain `.` and `..`. */
  resolve(path: string): Resolved {
    const found = followLinks(this.#links, path)
    if (found.kind !== 'inside') return found.kind === 'endless' ? { kind: 'missing' } : found
    const { path: real, links } = found
    const entry = this.#listing.get(real)
    const submodule = this.#submodules.find((one) => isBelow(real, one))
    if (submodule !== undefined) return { kind: 'submodule', path: submodule }
    if (entry && entry.mode !== '120000')
      return { kind: 'file', file: { path: real, mode: entry.mode }, links }
    return this.isFolder(real) ? { kind: 'folder', path: real, links } : { kind: 'missing' }
  }

  isFolder(path: string): boolean {
    return this.#listing.isFolder(path)
  }

  /**
   * Returns all files below a real folder, by their paths from there. Files behind a link have the name of the link.
   *
   * @throws FairleadError (input) if a link leads out of the tree or is broken, or if there are too many files
   */
  filesBelow(folder: string, submodules: string[] = []): SourceFiles {
    const files: SourceFiles = new Map()
    const visit = (real: string, shown: string, chain: readonly string[]): void => {
      const prefix = real === '' ? '' : `${real}/`
      for (const entry of this.#listing.below(real)) {
        const staged = shown + entry.path.slice(prefix.length)
        if (entry.mode === '160000') submodules.push(entry.path)
        else if (entry.mode !== '120000') this.#put(files, staged, { path: entry.path, mode: entry.mode })
        else {
          const found = this.resolve(entry.path)
          if (found.kind === 'file') this.#put(files, staged, found.file)
          else if (found.kind === 'folder') {
            if (chain.length > 10 || [...chain, entry.path].some((place) => isBelow(place, found.path)))
              throw inputError(`the link ${entry.path} points to a folder that contains it`, {
                at: { file: entry.path },
              })
            visit(found.path, `${staged}/`, [...chain, entry.path, found.path])
          } else throw linkError(entry.path, this.#links.get(entry.path) ?? '', this.tree.name)
        }
      }
    }
    visit(folder, '', [])
    return files
  }

  /** Returns the ids of contents, as git assigns them. Files without an id are read. */
  async ids(files: Iterable<SourceFile>): Promise<Map<string, string>> {
    return this.#blobs.ids([...files].map(({ path }) => path))
  }

  /**
   * Returns the contents of files by their real paths.
   *
   * @throws FairleadError (input) if a file is a Git LFS pointer
   */
  async read(paths: Iterable<string>): Promise<Map<string, Uint8Array>> {
    const contents = await this.readAny(paths)
    for (const [path, content] of contents) if (isLfsPointer(content)) throw lfsError({ file: path })
    return contents
  }

  /** Does the same, but returns Git LFS pointers as they are. */
  async readAny(paths: Iterable<string>): Promise<Map<string, Uint8Array>> {
    return this.#blobs.read([...paths])
  }

  #put(files: SourceFiles, staged: string, file: SourceFile): void {
    const fault = pathFault(staged)
    if (fault !== undefined) throw inputError(`this path is not allowed: ${fault}`)
    if (files.size >= this.#limits.files)
      throw inputError(`there are more than ${this.#limits.files} files to render from`, {
        hint: 'Move files that do not belong to the chart out of its folder.',
      })
    files.set(staged, file)
  }
}

function linkError(path: string, target: string, tree: string): Error {
  return inputError(`the link ${path} points to ${JSON.stringify(target)}, which is not a file in ${tree}`, {
    at: { file: path },
    hint: 'Links are followed only to tracked files of the same repository.',
  })
}

/**
 * Returns the file or folder at a path of a job.
 *
 * @throws FairleadError (input) if it does not exist or leaves the tree
 */
export function resolveOrThrow(
  snapshot: Snapshot,
  path: string,
  what: string,
  details: Omit<Fault, 'message'> = {},
): Resolved & { kind: 'file' | 'folder' } {
  const found = snapshot.resolve(path)
  if (found.kind === 'file' || found.kind === 'folder') return found
  if (found.kind === 'submodule')
    throw new SubmoduleNeeded(found.path, `${what} ${path}`, snapshot.tree.name, details.at)
  if (found.kind === 'missing')
    throw inputError(`${what} ${path} does not exist in ${snapshot.tree.name}`, details)
  throw inputError(
    found.link === undefined
      ? `${what} ${path} leaves the repository`
      : `${what} ${path} leaves the repository by the link ${found.link}`,
    { ...details, hint: details.hint ?? 'Only tracked files of the same repository are rendered.' },
  )
}

/** Returns a hash of staged paths, modes and contents. The same hash means the same stage. */
export function hashFiles(files: SourceFiles, ids: ReadonlyMap<string, string>): string {
  const hash = createHash('sha256')
  for (const [staged, { path, mode }] of [...files].toSorted(([a], [b]) => (a < b ? -1 : 1)))
    hash.update(`${staged}\0${mode === '100755' ? 'x' : '-'}${ids.get(path) ?? ''}\n`)
  return hash.digest('hex')
}

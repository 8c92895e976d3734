/**
 * A tree: the files of an infra repo at one revision. A worktree, a git revision and a forge's API all
 * serve this one interface.
 */

/** Git's file modes: a file, an executable file, a symbolic link, a submodule. */
export type FileMode = '100644' | '100755' | '120000' | '160000'

export interface TreeEntry {
  /** From the root, with forward slashes. */
  readonly path: string
  readonly mode: FileMode
  /** Git's id of the content, where the tree knows it without reading: the same id is the same content. */
  readonly oid?: string
}

/** A file as it was read. */
export interface TreeFile {
  /** Of a link, the path that it leads to. */
  readonly content: Uint8Array
  readonly mode: FileMode
}

/**
 * The files of a tree by their paths, found without looking at all of them: a repo may have tens of thousands, and
 * most questions are about a few.
 */
export interface Listing {
  /** The file, link or submodule of a path. */
  get(path: string): TreeEntry | undefined
  /** Whether something is below a path; the root is the empty one. */
  isFolder(path: string): boolean
  /** The paths of what is directly in a folder, files and folders, in their order. */
  children(folder: string): readonly string[]
  /** All that is below a folder at any depth, in the order of the paths. */
  below(folder: string): readonly TreeEntry[]
  /** All folders but the root. */
  folders(): readonly string[]
  all(): readonly TreeEntry[]
  /** The links. */
  links(): readonly TreeEntry[]
}

export interface Tree {
  /** For messages: `main at 1a2b3c4`, or a folder's name. */
  readonly name: string
  /** True where each few files are a request to a server, so that no more should be read than is needed. */
  readonly costly?: boolean
  /** True where all of it comes from a server: what needs all files must be worth them. */
  readonly isRemote?: boolean
  /** How many files are best read in one call, so that not all of their bytes are held at once; all where it is not given. */
  readonly atOnce?: number
  /** All files, links and submodules, sorted by path; folders only by what they hold. */
  list(): Promise<readonly TreeEntry[]>
  /** The same, to be searched; `listingOf` gives it for any tree. */
  listing?(): Promise<Listing>
  /**
   * The content of files, all in as few requests as the source allows. Paths that are no file in this tree
   * (missing, a folder, a submodule) are left out of the answer. Links are not followed.
   */
  read(paths: readonly string[]): Promise<ReadonlyMap<string, TreeFile>>
}

/**
 * The files of an infra repo at one revision. A working tree, a git revision and a forge's API all implement this
 * interface.
 */

/** Git's file modes: a file, an executable file, a symbolic link, a submodule. */
export type FileMode = '100644' | '100755' | '120000' | '160000'

export interface TreeEntry {
  /** From the root, with forward slashes. */
  readonly path: string
  readonly mode: FileMode
  /** Git's id of the content, if the tree knows it without reading the file: the same id means the same content. */
  readonly oid?: string
}

/** A file as it was read. */
export interface TreeFile {
  /** The content of a file, or the target of a link. */
  readonly content: Uint8Array
  readonly mode: FileMode
}

/**
 * The files of a tree by path, found without reading all of them: a repo may have tens of thousands, and most queries
 * are about a few.
 */
export interface Listing {
  /** Returns the file, link or submodule of a path. */
  get(path: string): TreeEntry | undefined
  /** Reports whether something is below a path; the root is the empty path. */
  isFolder(path: string): boolean
  /** Returns the paths of the files and folders directly in a folder, in order. */
  children(folder: string): readonly string[]
  /** Returns all entries below a folder at any depth, in the order of the paths. */
  below(folder: string): readonly TreeEntry[]
  /** Returns all folders except the root. */
  folders(): readonly string[]
  all(): readonly TreeEntry[]
  /** Returns the links. */
  links(): readonly TreeEntry[]
}

export interface Tree {
  /** The name for messages: `main at 1a2b3c4`, or a folder's name. */
  readonly name: string
  /** True if every few files require a request to a server, so that no more than needed should be read. */
  readonly costly?: boolean
  /** True if all files come from a server: avoid reading all files without need. */
  readonly isRemote?: boolean
  /**
   * The best number of files to read in one call, so that not all of their bytes are in memory at once; all if not
   * set.
   */
  readonly atOnce?: number
  /** Returns all files, links and submodules, sorted by path. Folders are not listed. */
  list(): Promise<readonly TreeEntry[]>
  /** Returns the same as a listing that can be searched; `listingOf` returns one for any tree. */
  listing?(): Promise<Listing>
  /**
   * Returns the content of files, in as few requests as the source allows. Paths that are not a file in this tree
   * (missing, a folder, a submodule) are left out of the result. Links are not followed.
   */
  read(paths: readonly string[]): Promise<ReadonlyMap<string, TreeFile>>
}

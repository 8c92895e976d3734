/** A commit of the repository that an image was built from. */
export interface SourceCommit {
  readonly sha: string
  /** The first line of its message. */
  readonly title: string
  /** The login, else the name in the commit. */
  readonly author: string
  readonly url: string
}

export interface SourceCommits {
  /** Oldest first, at most 100. */
  readonly commits: readonly SourceCommit[]
  readonly total: number
  /** The page that compares the two. */
  readonly url: string
}

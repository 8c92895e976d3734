/**
 * The app repository: the source that images are built from. It shows which of two builds is newer if their tags do
 * not, and which commits are between them.
 */
export interface AppRepo {
  /**
   * Compares a commit with an older build. Each retry after a lost race repeats the question, so an implementation
   * may cache its answers.
   *
   * @throws FairleadError (remote) if the repository cannot be read at the moment. A missing permission or a missing
   *   commit is not an error: the answer is then `unknown`
   */
  compare(question: SourceQuestion): Promise<SourceComparison | SourceUnknown>
}

export interface SourceQuestion {
  /** An app repository: `owner/name`, or the path or address of a git repository. */
  readonly repository: string
  /** Candidate names of the older build, most likely first: a full or abbreviated commit id, or a tag. */
  readonly from: readonly string[]
  /** The commit id, full or abbreviated. */
  readonly to: string
  /** Whether the answer is important enough to wait for a rate limit to reset. */
  readonly isNeeded: boolean
  /**
   * Limits the commits to those that change this folder, a path from the root. If that is not possible: `unknown`.
   */
  readonly path?: string | undefined
}

export interface SourceComparison {
  /** `ahead`: `to` contains `from`; `behind`: `from` contains `to`; `diverged`: neither contains the other. */
  readonly order: 'ahead' | 'behind' | 'identical' | 'diverged'
  /** The candidate that exists in the repository. */
  readonly from: string
  readonly to: string
  /** The commits in `to` that are not in `from`: oldest first, at most 100. */
  readonly commits: readonly SourceCommit[]
  readonly total: number
  /** The page that compares the two; empty if there is none. */
  readonly url: string
}

export interface SourceUnknown {
  readonly order: 'unknown'
  /** The reason, as the end of a sentence. */
  readonly reason: string
}

export interface SourceCommit {
  readonly sha: string
  /** The first line of its message. */
  readonly title: string
  /** The login, or else the author name of the commit. */
  readonly author: string
  /** Empty if it has no page. */
  readonly url: string
}

/** The maximum number of commits in a comparison. */
export const MOST_COMMITS = 100

/** Reports whether a text can be a revision: `..` would compare something else, and a leading dash is an option. */
export function isRevision(text: string): boolean {
  return text !== '' && !text.startsWith('-') && !/\.\.|\s/.test(text)
}

/**
 * Compares a commit with the first candidate that the repository has.
 *
 * @param compare compares the commit with one candidate
 */
export async function compareFirst(
  { from, to }: Pick<SourceQuestion, 'from' | 'to'>,
  compare: (candidate: string) => Promise<SourceComparison | SourceUnknown>,
): Promise<SourceComparison | SourceUnknown> {
  let answer: SourceUnknown = { order: 'unknown', reason: 'no commit to compare with is known' }
  for (const candidate of isRevision(to) ? from.filter(isRevision) : []) {
    const result = await compare(candidate)
    if (result.order !== 'unknown') return result
    answer = result
  }
  return answer
}

/**
 * The app repo, that images are built from. It tells which of two builds is the newer one, where their tags do
 * not, and which commits came between them.
 */
export interface AppRepo {
  /**
   * How a commit stands to an older build. The same question is asked again in every try of a race, so an
   * implementation may remember its answers.
   *
   * @throws FairleadError (remote) where it cannot be asked now, although it may be asked. A right that is
   *   missing, and a commit that is not there, are answers: `unknown`
   */
  compare(question: SourceQuestion): Promise<SourceComparison | SourceUnknown>
}

export interface SourceQuestion {
  /** `owner/name`, or the path or address of a git repository. */
  readonly repository: string
  /** What the older build may be called there, most likely first: a commit id, whole or its beginning, or a tag. */
  readonly from: readonly string[]
  /** The commit, whole or the beginning of its id. */
  readonly to: string
  /** Whether much depends on the answer, so that a rate limit is waited for. */
  readonly isNeeded: boolean
  /** Only the commits that change this folder are wanted, by its path from the root; where that cannot be told: `unknown`. */
  readonly path?: string | undefined
}

export interface SourceComparison {
  /** `ahead`: `to` contains `from`; `behind`: it is contained in it; `diverged`: each has what the other lacks. */
  readonly order: 'ahead' | 'behind' | 'identical' | 'diverged'
  /** The one of the candidates that is known there. */
  readonly from: string
  readonly to: string
  /** The commits that `to` has and `from` has not: oldest first, at most 100. */
  readonly commits: readonly SourceCommit[]
  readonly total: number
  /** The page that compares the two; empty where there is none. */
  readonly url: string
}

export interface SourceUnknown {
  readonly order: 'unknown'
  /** Why, as the end of a sentence. */
  readonly reason: string
}

export interface SourceCommit {
  readonly sha: string
  /** The first line of its message. */
  readonly title: string
  /** The login, else the name in the commit. */
  readonly author: string
  /** Empty where it has no page. */
  readonly url: string
}

/** The most commits that a comparison lists. */
export const MOST_COMMITS = 100

/** Whether a text may be asked for: `..` would compare other things than meant, a dash is an option. */
export function isRevision(text: string): boolean {
  return text !== '' && !text.startsWith('-') && !/\.\.|\s/.test(text)
}

/**
 * The merge of an approved request on a forge, and the state of its base branch afterwards: the basis of the gate's
 * merge.
 */

/** The forge's merge methods. */
export type MergeMethod = 'merge' | 'squash' | 'rebase' | 'fast-forward'

/** An explanation, as a sentence with a period, and the fix. */
export interface Explained {
  readonly message: string
  readonly cure: string
}

/** The merge settings of one branch. */
export interface MergeRules {
  /** Set if a merge queue is used, which itself decides on which commit a request is merged. */
  readonly queue: Explained | undefined
  /**
   * Whether the forge's own merge rejects a request that does not contain the tip of the base, also for this token.
   * `unread` is never treated as `yes`.
   */
  readonly upToDate: { readonly word: 'yes' | 'no' | 'unread'; readonly message: string }
  /** The allowed merge methods, the preferred one first. */
  readonly methods: readonly MergeMethod[]
  /** Whether this token may push a merge commit to the branch; `unread` means that only a push can show it. */
  readonly push: { readonly word: 'yes' | 'no' | 'unread' } & Explained
}

/** The current state on the forge. */
export interface Standing {
  /** The commit of the base branch; undefined if there is no such branch. */
  readonly tip: string | undefined
  /** The request; undefined in plain git, which has no requests. */
  readonly request:
    | {
        readonly state: 'open' | 'draft' | 'closed' | 'merged'
        readonly head: string | undefined
        /** The target branch. */
        readonly base: string
        /** The commit that the merge created, if it is merged. */
        readonly merged: string | undefined
      }
    | undefined
}

/** The parts of a commit that matter to a merge. */
export interface MergedCommit {
  readonly id: string
  readonly tree: string
  readonly parents: readonly string[]
}

/**
 * The merge of one request. Every method throws a `FairleadError`: remote if the forge fails and the outcome is
 * unknown; refused or input, with a fix, if the action was not done.
 */
export interface Merging {
  /** The name of the request for people: `#7`; in plain git `the change`. */
  readonly request: string
  /** The target branch. */
  readonly base: string
  rules(): Promise<MergeRules>
  /** Returns the current state, read again on each call. */
  standing(): Promise<Standing>
  /** Returns a commit of the forge; undefined if it has no commit with this id. */
  commit(id: string): Promise<MergedCommit | undefined>
  /** Reports whether a commit is in the history of another one. */
  contains(tip: string, commit: string): Promise<boolean>
  /**
   * Merges the request with the forge's own merge.
   *
   * @param head the expected head: the merge is refused if the request is at another commit
   */
  merge(head: string | undefined, method: MergeMethod): Promise<void>
  /** Creates a merge commit of our own, only in the local repository. */
  createCommit(merge: { readonly tree: string; readonly parents: readonly [string, string] }): Promise<string>
  /**
   * Moves the base branch to a locally created commit, if it is still at `from`.
   *
   * @returns `lost` if it is not
   */
  push(commit: string, from: string): Promise<'moved' | 'lost'>
  /** Returns the forge's own time, in milliseconds since 1970. */
  now(): Promise<number>
}

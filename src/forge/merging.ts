/** How a forge merges a request that was let through, and what its base branch holds afterwards: what a gate merges by. */

/** What the forge's own merge makes of a request. */
export type MergeMethod = 'merge' | 'squash' | 'rebase' | 'fast-forward'

/** Why something is as it is, as a sentence with a full stop, and what to do about it. */
export interface Explained {
  readonly message: string
  readonly cure: string
}

/** What the settings say of merges into one branch. */
export interface MergeRules {
  /** Set if merges are those of a queue, which decides itself onto what a request is merged. */
  readonly queue: Explained | undefined
  /**
   * Whether the forge's own merge refuses a request that does not contain the tip of the base, and refuses it to this
   * token, too. `unread` is never taken for `yes`.
   */
  readonly upToDate: { readonly word: 'yes' | 'no' | 'unread'; readonly message: string }
  /** What its own merge may make, the preferred one first. */
  readonly methods: readonly MergeMethod[]
  /** Whether this token may push a merge commit to the branch; `unread` shows only when it tries. */
  readonly push: { readonly word: 'yes' | 'no' | 'unread' } & Explained
}

/** What is on the forge now. */
export interface Standing {
  /** The commit of the base branch; undefined if there is no such branch. */
  readonly tip: string | undefined
  /** The request; undefined of plain git, which has none. */
  readonly request:
    | {
        readonly state: 'open' | 'draft' | 'closed' | 'merged'
        readonly head: string | undefined
        /** The branch that it goes into. */
        readonly base: string
        /** The commit that it was merged as, once it is. */
        readonly merged: string | undefined
      }
    | undefined
}

/** A commit as far as a merge is judged by it. */
export interface MergedCommit {
  readonly id: string
  readonly tree: string
  readonly parents: readonly string[]
}

/**
 * The merge of one request. Every method throws a `FairleadError`: remote if the forge fails, so that nobody knows
 * whether it was done; refused or input with what to do if it was not.
 */
export interface Merging {
  /** How people name the request: `#7`; of plain git `the change`. */
  readonly request: string
  /** The branch that it goes into. */
  readonly base: string
  rules(): Promise<MergeRules>
  /** What is there now, read anew each time. */
  standing(): Promise<Standing>
  /** A commit of the forge; undefined if it has none of this id. */
  commit(id: string): Promise<MergedCommit | undefined>
  /** Whether a commit is in the history of another one. */
  contains(tip: string, commit: string): Promise<boolean>
  /**
   * The forge's own merge.
   *
   * @param head refused if the request is at another commit
   */
  merge(head: string | undefined, method: MergeMethod): Promise<void>
  /** Makes a merge commit of our own, here alone. */
  createCommit(merge: { readonly tree: string; readonly parents: readonly [string, string] }): Promise<string>
  /**
   * Moves the base branch to a commit that was made here, if it is still at `from`.
   *
   * @returns `lost` if it is not
   */
  push(commit: string, from: string): Promise<'moved' | 'lost'>
  /** The forge's own time, in milliseconds since 1970. */
  now(): Promise<number>
}

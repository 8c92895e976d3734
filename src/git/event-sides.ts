import type { Commit } from './commits.ts'
import type { Head } from './working-tree.ts'

/** The data that a job's event contains about the change that the job runs for. */
export interface EventSides {
  /** The commits to compare the head with directly, in order of preference; if empty, the tip of the base is used. */
  readonly from: readonly string[]
  /** The commits of the base at the time of the event, the nearest first. */
  readonly baseWas: readonly string[]
  /** The commit that may be the forge's merge of the change: its first parent is an even nearer base. */
  readonly trialMerge: string | undefined
  /** The commit of the event; undefined if the checked-out commit is used. */
  readonly head: string | undefined
  /** The ref whose current commit is used if the event does not contain a commit. */
  readonly headAt: string | undefined
  readonly headName: string | undefined
  /** The refs under which the base's repository stores it. */
  readonly headRefs: readonly string[]
  /** Whether the event is about a request, which no other commit may replace. */
  readonly isRequest: boolean
  /** The commit that the CI system checks out. */
  readonly checkedOut: string | undefined
  /** The address of the base's repository if it is not `origin`; otherwise undefined. */
  readonly baseAt: string | undefined
}

export interface TipsOptions {
  /** The branch that the change targets, or any revision. */
  readonly base: string
  /**
   * The change, as any revision. If not set, the commit of the event, or the checkout with its uncommitted changes.
   */
  readonly head?: string | undefined
  /** Whether git may fetch what a shallow, partial or reused clone does not contain. */
  readonly fetch: boolean
  /** Set in a job. */
  readonly event?: EventSides | undefined
}

/** The base and the head of a comparison. */
export interface Tips {
  readonly base: Commit
  readonly head: Head
  /** The branch of the base, if it is known. */
  readonly branch: string | undefined
  /** Whether the two are compared directly, without a merge. */
  readonly isExact: boolean
  readonly warnings: readonly string[]
}

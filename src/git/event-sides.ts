import type { Commit } from './commits.ts'
import type { Head } from './working-tree.ts'

/** What the event of a job tells of the change that it runs for. */
export interface EventSides {
  /** Commits to compare the head with as it is, in the order of preference; else the tip of the base counts. */
  readonly from: readonly string[]
  /** Commits of the base as the event knew it, the nearest first. */
  readonly baseWas: readonly string[]
  /** What may be the forge's merge of the change: its first parent is nearer still. */
  readonly trialMerge: string | undefined
  /** The commit that the event is about; undefined where what is checked out counts. */
  readonly head: string | undefined
  /** The ref whose commit it is now, where the event tells none. */
  readonly headAt: string | undefined
  readonly headName: string | undefined
  /** The refs under which the base's repository keeps it. */
  readonly headRefs: readonly string[]
  /** Whether the event is about a request, which nothing else may stand for. */
  readonly isRequest: boolean
  /** The commit that the CI system checks out. */
  readonly checkedOut: string | undefined
  /** The address of the repository that has the base, where `origin` is another one; undefined where it is that. */
  readonly baseAt: string | undefined
}

export interface TipsOptions {
  /** The branch that the change goes into, or any revision. */
  readonly base: string
  /** The change: any revision. Without it that of the event, or what is checked out, with what is not committed. */
  readonly head?: string | undefined
  /** Whether git may fetch what a shallow, partial or kept clone lacks. */
  readonly fetch: boolean
  /** In a job. */
  readonly event?: EventSides | undefined
}

/** What is compared: a base and a head. */
export interface Tips {
  readonly base: Commit
  readonly head: Head
  /** The branch whose tip the base is, or that it is taken for. */
  readonly branch: string | undefined
  /** Whether the two are compared as they are, and nothing is merged. */
  readonly isExact: boolean
  readonly warnings: readonly string[]
}

import type {
  FileChange,
  Forge,
  ForgeSnapshot,
  MergeMethod,
  PullRequest,
  PullRequestMetadata,
} from '../forge/forge.ts'
import type { Tree } from '../tree/tree.ts'
import type { Pending } from './pending.ts'
import type { RecordedChange } from './trailers.ts'

/** The types of proposed changes and of their results. */

/** The desired content, computed from one tree. */
export interface Draft {
  /** Relative to the tree that it was computed from. */
  readonly changes: readonly FileChange[]
  /** A digest of everything that it changes: equal if nothing is new. The message also contains it. */
  readonly state: string
  readonly message: string
  readonly title: string
  readonly body: string
  /** A newer version already exists. */
  readonly superseded: boolean
  /** What is pending stays unchanged, including its text. */
  readonly leftAlone: boolean
  /** Why the existing version is newer, if it is, as sentences without a period. */
  readonly reasons: readonly string[]
  readonly warnings: readonly string[]
}

/** The input of a draft. */
export interface Ground {
  /**
   * The tree that the changes are applied to: that of the base, or that of the branch if commits by people are kept.
   */
  readonly from: Tree
  /** What is pending on the branch; undefined if there is nothing. */
  readonly pending: Pending | undefined
  /** The tree of the base's tip. */
  readonly base: Tree
  /** The base's tip. */
  readonly commit: string
}

/** A pull request to open or update. */
export interface Proposal<D extends Draft = Draft> {
  readonly key: string
  readonly branch: string
  /** Whether the user set the branch; otherwise its name identifies what goes into it, and its base. */
  readonly isGivenBranch: boolean
  draft(on: Ground): Promise<D>
  /**
   * Reports whether a change belongs to the group, based on what it changes: an older pull request is replaced if all
   * of its changes do.
   */
  isOfGroup(change: RecordedChange): boolean
  readonly metadata: PullRequestMetadata
  readonly asDraft: boolean
  readonly deleteBranch: boolean
  readonly autoMerge: MergeMethod | undefined
  /** Whether to only report the result, and write nothing. */
  readonly dryRun: boolean
}

export type Operation = 'created' | 'updated' | 'unchanged' | 'closed' | 'superseded'

/** The result of a proposal. */
export interface Proposed<D extends Draft = Draft> {
  /** Undefined if no pull request is involved: there was nothing to do, or the base was pushed to. */
  readonly operation: Operation | undefined
  readonly pullRequest: PullRequest | undefined
  readonly branch: string
  readonly head: string | undefined
  readonly draft: D
  /** The tree that its changes are applied to. */
  readonly from: Tree
  /** Whether the forge signed the commit; undefined if no commit was created or the forge signs nothing. */
  readonly verified: boolean | undefined
  readonly warnings: readonly string[]
}

/** Time and randomness, passed in so that tests can control them. */
export interface Pace {
  sleep(milliseconds: number): Promise<void>
  /** From 0 to 1. */
  random(): number
}

/** The destination of proposals, and its current state. */
export interface Target {
  readonly forge: Forge
  readonly pace: Pace
  /** The most recent state. */
  readonly snapshot: ForgeSnapshot
  /** Reads the state of the same base and branches again. */
  again(): Promise<ForgeSnapshot>
}

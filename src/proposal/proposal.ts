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

/** What is to be brought about, and what came of it. */

/** What should stand, computed from one tree. */
export interface Draft {
  /** Against the tree that it was computed from. */
  readonly changes: readonly FileChange[]
  /** A digest of all that it brings: equal where nothing is new. It is in the message, too. */
  readonly state: string
  readonly message: string
  readonly title: string
  readonly body: string
  /** Something newer is there already. */
  readonly superseded: boolean
  /** What is pending stays as it is, text and all. */
  readonly leftAlone: boolean
  /** Why what is there is newer, where it is, as sentences without a stop. */
  readonly reasons: readonly string[]
  readonly warnings: readonly string[]
}

/** What a draft is computed from. */
export interface Ground {
  /** The tree that the changes go onto: the base's, or the branch's where people's commits are kept. */
  readonly from: Tree
  /** What stands on the branch already; undefined where there is none. */
  readonly pending: Pending | undefined
  /** The tree of the base's tip. */
  readonly base: Tree
  /** The base's tip. */
  readonly commit: string
}

/** One pull request to bring about. */
export interface Proposal<D extends Draft = Draft> {
  readonly key: string
  readonly branch: string
  /** Whether a person named the branch; else its name tells what goes into it, and into which base. */
  readonly isGivenBranch: boolean
  draft(on: Ground): Promise<D>
  /** Whether a change belongs to the group, by what it moves: an older pull request gives way where all of its do. */
  isOfGroup(change: RecordedChange): boolean
  readonly metadata: PullRequestMetadata
  readonly asDraft: boolean
  readonly deleteBranch: boolean
  readonly autoMerge: MergeMethod | undefined
  /** Tells what would come of it, and writes nothing. */
  readonly dryRun: boolean
}

export type Operation = 'created' | 'updated' | 'unchanged' | 'closed' | 'superseded'

/** What came of it. */
export interface Proposed<D extends Draft = Draft> {
  /** Undefined where no pull request is concerned: nothing was to be done, or the base was pushed to. */
  readonly operation: Operation | undefined
  readonly pullRequest: PullRequest | undefined
  readonly branch: string
  readonly head: string | undefined
  readonly draft: D
  /** What its changes are made to. */
  readonly from: Tree
  /** Whether the forge signed the commit; undefined where none was made or the forge signs nothing. */
  readonly verified: boolean | undefined
  readonly warnings: readonly string[]
}

/** Time and chance, given so that tests own them. */
export interface Pace {
  sleep(milliseconds: number): Promise<void>
  /** From 0 to 1. */
  random(): number
}

/** Where proposals go, and how it is looked at. */
export interface Target {
  readonly forge: Forge
  readonly pace: Pace
  /** What stood there a moment ago. */
  readonly snapshot: ForgeSnapshot
  /** Looks again at the same base and branches. */
  again(): Promise<ForgeSnapshot>
}

import type { Approval, ForgeFreeze, People, Protection } from '../forge/approvals.ts'
import type { AppChange } from '../review/model.ts'
import type { Policy } from './policy.ts'

/** The inputs and the result of a decision. They do not depend on a forge or a clock. */

/**
 * The possible decisions.
 *
 * - `approved`: everything that the policy requires holds
 * - `pending`: the listed conditions can still be satisfied
 * - `denied`: nothing can satisfy the policy, unless the change or the policy changes
 */
export type Word = 'approved' | 'pending' | 'denied'

/** Files with their owners; or why the owners are not known, as a sentence without a full stop. */
export type Owned =
  | readonly { readonly file: string; readonly owners: readonly string[] }[]
  | { readonly fault: string }

/** The effect of the change on one environment. */
export interface GatedChange {
  /** Over everything that changes in its clusters, and its rules; undefined if a part is not known. */
  readonly digest: string | undefined
  /** Its apps that change or whose state is not known. */
  readonly apps: readonly AppChange[]
  /** The files of the change that control other changes: `fairlead.yaml`, CODEOWNERS, CI. */
  readonly ruleFiles: readonly string[]
  /** All files of the change with their owners, by CODEOWNERS of the base. */
  readonly owned: Owned
  /** The other environments that it changes. */
  readonly alsoChanges: readonly string[]
  /** The reason why it cannot be merged, as a sentence; undefined if it can. */
  readonly conflict: string | undefined
}

/** A record of `sync` about one environment at one time. */
export interface Verified {
  /** Milliseconds since 1970. */
  readonly at: number
  readonly outcome: string
  /** The running images as `repository@sha256:…`, and charts as `repository:version`. */
  readonly artifacts: readonly string[]
}

/** The records of an environment, oldest first; or why they are not usable, as the end of a sentence. */
export type VerifiedHistory = readonly Verified[] | { readonly fault: string }

/** All inputs of a decision. */
export interface Facts {
  readonly policy: Policy
  readonly change: GatedChange
  readonly people: People
  /** The checks of what blocks the change on its forge; empty for plain git, which blocks nothing. */
  readonly protections: readonly Protection[]
  readonly approvals: readonly Approval[]
  /** The records of the environment in `after`; empty if the policy has no `after`. */
  readonly verified: VerifiedHistory
  /**
   * The digests that the tags without a digest in the change have now, by `repository:tag`, as far as registries
   * return them.
   */
  readonly pinned: ReadonlyMap<string, string>
  /** By each commit that was approved with another result: the apps in which it differs from the current change. */
  readonly since: ReadonlyMap<string, readonly string[]>
  /** The active freezes of the forge itself. */
  readonly forgeFreezes?: readonly ForgeFreeze[]
  /** Milliseconds since 1970. */
  readonly now: number
}

/** The result of one rule. */
export interface Reason {
  readonly rule: string
  readonly satisfied: boolean
  /** Whether something can still satisfy it. */
  readonly word: Word
  /** One sentence with a full stop. */
  readonly message: string
  /** The action that would satisfy it, as a sentence. */
  readonly cure: string | undefined
}

/** An approval and whether it counts. */
export interface JudgedApproval {
  readonly approval: Approval
  /** Whether it approves exactly this result and its date is valid, regardless of who gave it. */
  readonly isExact: boolean
  /** The reason why it does not count, as a sentence without a full stop; undefined if it does. */
  readonly why: string | undefined
}

export interface Decision {
  readonly decision: Word
  readonly digest: string | undefined
  readonly reasons: readonly Reason[]
  readonly approvals: readonly JudgedApproval[]
  /** Set if somebody overrode the remaining rules: who, why, and by when it has to be reviewed. */
  readonly override:
    | { readonly by: string; readonly reason: string; readonly reviewUntil: number }
    | undefined
}

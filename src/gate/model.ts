import type { Approval, ForgeFreeze, People, Protection } from '../forge/approvals.ts'
import type { AppChange } from '../review/model.ts'
import type { Policy } from './policy.ts'

/** What a decision is made of, and what comes of it. Nothing here knows a forge or a clock. */

/**
 * - `approved`: everything that the policy asks for holds
 * - `pending`: something that is named can still satisfy it
 * - `denied`: nothing can, as the change and the policy stand
 */
export type Word = 'approved' | 'pending' | 'denied'

/** Files with those who own them; or why nobody can tell, as a sentence without a full stop. */
export type Owned =
  | readonly { readonly file: string; readonly owners: readonly string[] }[]
  | { readonly fault: string }

/** What the change does to one environment. */
export interface GatedChange {
  /** Over everything that changes in its clusters, and its rules; undefined where a part is not known. */
  readonly digest: string | undefined
  /** Its apps that change, or of which nothing is known. */
  readonly apps: readonly AppChange[]
  /** The files of the change that decide about changes: `fairlead.yaml`, CODEOWNERS, CI. */
  readonly ruleFiles: readonly string[]
  /** All files of the change with those who own them, by CODEOWNERS of the base. */
  readonly owned: Owned
  /** The other environments that it changes. */
  readonly alsoChanges: readonly string[]
  /** Why it cannot be merged, as a sentence; undefined where it can. */
  readonly conflict: string | undefined
}

/** What `sync` has recorded about one environment at one time. */
export interface Verified {
  /** Milliseconds since 1970. */
  readonly at: number
  readonly outcome: string
  /** What ran, as `repository@sha256:…`, and charts as `repository:version`. */
  readonly artifacts: readonly string[]
}

/** The records of an environment, the oldest first; or why they say nothing, as the end of a sentence. */
export type VerifiedHistory = readonly Verified[] | { readonly fault: string }

/** All that a decision is made of. */
export interface Facts {
  readonly policy: Policy
  readonly change: GatedChange
  readonly people: People
  /** What should hold the change back on its forge; none of plain git, which holds nothing back. */
  readonly protections: readonly Protection[]
  readonly approvals: readonly Approval[]
  /** What is recorded of the environment that `after` names; empty where it names none. */
  readonly verified: VerifiedHistory
  /** What the tags mean now that the change names without a digest, by `repository:tag`, as far as registries tell. */
  readonly pinned: ReadonlyMap<string, string>
  /** By a commit that was approved with another result: the apps that it differs in from the change as it is now. */
  readonly since: ReadonlyMap<string, readonly string[]>
  /** The freezes of the forge itself that are on. */
  readonly forgeFreezes?: readonly ForgeFreeze[]
  /** Milliseconds since 1970. */
  readonly now: number
}

/** What one rule says. */
export interface Reason {
  readonly rule: string
  readonly satisfied: boolean
  /** Whether something can still satisfy it. */
  readonly word: Word
  /** One sentence with a full stop. */
  readonly message: string
  /** What would satisfy it, as a sentence. */
  readonly cure: string | undefined
}

/** An approval with whether it counts. */
export interface JudgedApproval {
  readonly approval: Approval
  /** Whether it is a yes to exactly this result, given in time, whoever gave it. */
  readonly isExact: boolean
  /** Why it does not count, as a sentence without a full stop; undefined where it does. */
  readonly why: string | undefined
}

export interface Decision {
  readonly decision: Word
  readonly digest: string | undefined
  readonly reasons: readonly Reason[]
  readonly approvals: readonly JudgedApproval[]
  /** Set where somebody let the change pass without the rest: who, why, and until when it has to be reviewed. */
  readonly override:
    | { readonly by: string; readonly reason: string; readonly reviewUntil: number }
    | undefined
}

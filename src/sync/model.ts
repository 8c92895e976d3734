import type { AppRef } from '../affected/app-ref.ts'

/**
 * What became of a commit in one app, or in all, from the gravest to the lightest; the whole is the gravest of its apps.
 *
 * - `failed`: the commit is there, or was tried, and something is wrong
 * - `reverted`: a later commit is live, and what this one changed is as it was before
 * - `unknown`: nothing proves what is
 * - `superseded`: a later commit that contains this one is live and verified
 * - `verified`: this very commit is live, and every fact of the table of rules holds
 * - `nothing`: the commit touches nothing there
 */
export const OUTCOMES = ['failed', 'reverted', 'unknown', 'superseded', 'verified', 'nothing'] as const
export type Outcome = (typeof OUTCOMES)[number]

/** Whether an outcome is a good end (exit code 0). */
export function isGood(outcome: Outcome): boolean {
  return outcome === 'verified' || outcome === 'superseded' || outcome === 'nothing'
}

/** The gravest of some outcomes; `nothing` where there are none. */
export function worstOf(outcomes: readonly Outcome[]): Outcome {
  return OUTCOMES.find((one) => outcomes.includes(one)) ?? 'nothing'
}

/** Seconds from the beginning of the wait until something held for the first time; undefined where it never did. */
export interface Phases {
  /** The controller has compared the commit. */
  readonly noticed?: number
  /** The sync at the commit is over. */
  readonly synced?: number
  /** Everything is healthy, and all pods are new. */
  readonly healthy?: number
  /** The outcome. */
  readonly ended: number
}

/** What became of the commit in one app. */
export interface AppOutcome {
  readonly app: AppRef
  /** The name of its Application on its server; undefined where it is not known. */
  readonly application: string | undefined
  readonly outcome: Outcome
  /** One sentence without a full stop, which holds no value of a Secret. */
  readonly reason: string
  /** The rule of the table that decided, where one did. */
  readonly rule: string | undefined
  /** The commit that the controller has, as it says; undefined where it has none. */
  readonly observed: string | undefined
  readonly supersededBy: string | undefined
  /** Argo CD's own words, such as `Synced` and `Healthy`. */
  readonly sync: string | undefined
  readonly health: string | undefined
  /** The images that run, as the controller lists them. */
  readonly images: readonly string[]
  readonly phases: Phases
  /** Its page in Argo CD. */
  readonly url: string | undefined
  /** What else a reader should know, as sentences: faults that the commit has no part in. */
  readonly notes: readonly string[]
  /** What the cluster says of the object that is at fault: events, the last lines of its log. Masked. */
  readonly details: readonly string[]
}

/** What became of the commit. */
export interface SyncResult {
  readonly outcome: Outcome
  readonly base: string
  readonly revision: string
  readonly waitedSeconds: number
  readonly apps: readonly AppOutcome[]
}

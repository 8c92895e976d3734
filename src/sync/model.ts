import type { AppRef } from '../affected/app-ref.ts'
import type { ApplicationName } from '../controllers/argocd/api/server.ts'

/**
 * The outcomes of a commit in one app or in all apps, from the worst to the best. The outcome of the whole is the
 * worst of its apps.
 *
 * - `failed`: the commit is live, or was tried, and something is wrong
 * - `reverted`: a later commit is live, and what this commit changed is as it was before
 * - `unknown`: the state cannot be proved
 * - `superseded`: a later commit that contains this one is live and verified
 * - `verified`: this very commit is live, and every fact of the table of rules holds
 * - `nothing`: the commit does not affect the app
 */
export const OUTCOMES = ['failed', 'reverted', 'unknown', 'superseded', 'verified', 'nothing'] as const
export type Outcome = (typeof OUTCOMES)[number]

/** The reason of the signal if the job itself is cancelled. */
export const CANCELLED = 'the job was cancelled'

/** Reports whether an outcome counts as success (exit code 0). */
export function isGood(outcome: Outcome): boolean {
  return outcome === 'verified' || outcome === 'superseded' || outcome === 'nothing'
}

/** Returns the worst of some outcomes; `nothing` if the list is empty. */
export function worstOf(outcomes: readonly Outcome[]): Outcome {
  return OUTCOMES.find((one) => outcomes.includes(one)) ?? 'nothing'
}

/** Seconds from the start of the wait until each condition held for the first time; undefined if it never did. */
export interface Phases {
  /** The controller has compared the commit. */
  readonly noticed?: number
  /** The sync at the commit has finished. */
  readonly synced?: number
  /** Everything is healthy, and all pods are new. */
  readonly healthy?: number
  /** The outcome is certain. */
  readonly ended: number
}

/** The outcome of the commit in one app. */
export interface AppOutcome {
  readonly app: AppRef
  /** The name of its Application on its server; undefined if it is not known. */
  readonly application: string | undefined
  readonly outcome: Outcome
  /** One sentence without a full stop, which contains no value of a Secret. */
  readonly reason: string
  /** The rule of the table that decided the outcome, if one did. */
  readonly rule: string | undefined
  /** The commit that the controller reports; undefined if it reports none. */
  readonly observed: string | undefined
  readonly supersededBy: string | undefined
  /** Argo CD's own words, such as `Synced` and `Healthy`. */
  readonly sync: string | undefined
  readonly health: string | undefined
  /** The running images, as the controller lists them. */
  readonly images: readonly string[]
  readonly phases: Phases
  /** Its page in Argo CD. */
  readonly url: string | undefined
  /** Further information for the reader, as sentences: problems that the commit did not cause. */
  readonly notes: readonly string[]
  /** Details from the cluster about the failing object: its events and the last lines of its log. Masked. */
  readonly details: readonly string[]
  /** Further content of a record; undefined if no record is written, or nothing was requested. */
  readonly evidence?: Evidence
}

/** The content of a record about an app in addition to its outcome. */
export interface Evidence {
  /** The name that was requested from its server. */
  readonly application: ApplicationName
  readonly controller: {
    readonly name: 'argocd'
    readonly version: string | undefined
    readonly host: string
  }
  readonly charts: readonly ChartVersion[]
  /** The images with their digests: one entry for each digest of an image. */
  readonly images: readonly RunningImage[]
  /** When the outcome was certain, in milliseconds since 1970, by the controller's clock, if that is known. */
  readonly ended: number | undefined
}

export interface ChartVersion {
  readonly name: string
  readonly version: string
  readonly repository: string
}

/** A running image. */
export interface RunningImage {
  /** The image reference, as the controller lists it. */
  readonly image: string
  /** `sha256:…`; undefined if it is not known. */
  readonly digest: string | undefined
  /** The source of the digest: the reference itself, or the status of a pod. */
  readonly from: 'reference' | 'pod' | undefined
}

/** The result of a wait for a commit. */
export interface SyncResult {
  readonly outcome: Outcome
  /** The reason, if it is not that of an app: a sentence without a full stop. */
  readonly reason?: string
  /** Empty if the job was cancelled before the base was known. The same applies to the revision. */
  readonly base: string
  readonly revision: string
  readonly waitedSeconds: number
  readonly apps: readonly AppOutcome[]
  /** By the controllers' clocks, in milliseconds since 1970; undefined if no controller was asked. */
  readonly clock?: { readonly begun: number; readonly ended: number }
}

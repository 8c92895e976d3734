import type { AppRef } from '../affected/app-ref.ts'
import type { ApplicationName } from '../controllers/argocd/api/server.ts'

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

/** Why a wait ends that its job breaks off: the reason of its signal. */
export const CANCELLED = 'the job was cancelled'

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
  /** The sync at the commit has finished. */
  readonly synced?: number
  /** Everything is healthy, and all pods are new. */
  readonly healthy?: number
  /** The outcome. */
  readonly ended: number
}

/** Outcome of the commit in one app. */
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
  /** What a record holds beside; undefined where none is written, or nothing was asked. */
  readonly evidence?: Evidence
}

/** What a record holds of an app beside its outcome. */
export interface Evidence {
  /** What its server was asked for. */
  readonly application: ApplicationName
  readonly controller: {
    readonly name: 'argocd'
    readonly version: string | undefined
    readonly host: string
  }
  readonly charts: readonly ChartVersion[]
  /** The images with what tells their content: one for each content of an image. */
  readonly images: readonly RunningImage[]
  /** When the outcome was certain, in milliseconds since 1970, by the controller's clock, where that is known. */
  readonly ended: number | undefined
}

export interface ChartVersion {
  readonly name: string
  readonly version: string
  readonly repository: string
}

/** An image that runs. */
export interface RunningImage {
  /** As the controller lists it. */
  readonly image: string
  /** `sha256:…`; undefined where nothing tells it. */
  readonly digest: string | undefined
  /** What tells it: the reference itself, or the status of a pod. */
  readonly from: 'reference' | 'pod' | undefined
}

/** What became of the commit. */
export interface SyncResult {
  readonly outcome: Outcome
  /** Why, where it is not one of the apps: a sentence without a full stop. */
  readonly reason?: string
  /** Empty where the job was cancelled before it was known; so is the revision. */
  readonly base: string
  readonly revision: string
  readonly waitedSeconds: number
  readonly apps: readonly AppOutcome[]
  /** By the controllers' clocks, in milliseconds since 1970; undefined where none was asked. */
  readonly clock?: { readonly begun: number; readonly ended: number }
}

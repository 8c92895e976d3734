import type { AppRef } from '../affected/app-ref.ts'
import type { Lanes } from '../lanes.ts'
import type { ApplicationName } from '../controllers/argocd/api/server.ts'
import type { Ancestry } from './range/ancestry.ts'
import type { ExpectedApp } from './range/expected.ts'
import type { AppOutcome } from './model.ts'
import type { Watch } from './server/watch.ts'

/** An awaited app with its Application and its server. */
export interface Awaited {
  readonly expected: ExpectedApp
  readonly name: ApplicationName
  readonly watch: Watch
}

/** The dependencies of a follower of one app. */
export interface FollowPorts {
  /** The awaited commit. */
  readonly revision: string
  /** The revisions that stand for the commit: its branches, `HEAD` if one is the default branch, and its sha. */
  readonly branches: readonly string[]
  /** Whether the branches of the commit are known. If not, the branch that an app follows may be one of them. */
  readonly isBranchKnown: boolean
  /** Whether the controller is asked to refresh. */
  readonly refreshes: boolean
  /** Whether a problem in something that the commit does not change decides the outcome. */
  readonly unrelated: 'fail' | 'warn'
  /** The time in milliseconds for which a state has to last. */
  readonly settle: number
  isOurs(repoURL: string): boolean
  /** The relations of other commits to the awaited one. */
  readonly ancestry: Pick<Ancestry, 'relationOf' | 'learn'>
  /** Returns the same for a later commit. */
  ancestryOf(commit: string): Pick<Ancestry, 'relationOf' | 'learn'>
  /** Returns what the range up to a later commit does to the app; undefined if that range no longer affects it. */
  expectedAt(commit: string, expected: ExpectedApp): Promise<ExpectedApp | undefined>
  /** Reports whether an app is built from exactly the same content at two commits. */
  isSameAt(older: string, commit: string, expected: ExpectedApp): Promise<boolean>
  /** Reports whether a folder of the repo is identical at two commits; undefined if one of them is not available. */
  isSameFolder(path: string, commits: [string, string]): Promise<boolean | undefined>
  /** Hides the values of the known Secrets. */
  mask(text: string): string
  /** Limits the number of refreshes at the same time. */
  readonly refreshLanes: Lanes
  /** Returns the milliseconds of this process, from a clock that is never adjusted. */
  monotonic(): number
  /** Reports to the user that an app's state has changed. */
  tell(expected: ExpectedApp, state: string): void
  /** Reports the outcome of an app to the user. */
  ended(outcome: AppOutcome): void
  /** Ends the wait; its reason explains why. */
  readonly signal: AbortSignal
}

/**
 * Checks whether a commit may be deployed to an app. Code that triggers a sync calls it immediately before the sync,
 * again for each app, because a gate may have refused since. Nothing triggers a sync yet. A refresh only makes the
 * controller look again and needs no permission.
 *
 * @param app the app, as the review of the commit names it
 * @param revision the full sha of the commit
 * @returns undefined if it may; otherwise why not, as a sentence without a full stop
 * @throws FairleadError if this cannot be determined, which counts as a refusal
 */
export type MayDeploy = (app: AppRef, revision: string) => Promise<string | undefined>

/** The milliseconds between two looks, by the reason for looking again. */
export const PACE = {
  /** The time for which a server that does not answer is asked again before the wait: it may be restarting. */
  retryFor: 20_000,
  objects: 1000,
  objectsEarly: 3000,
  quiet: 10_000,
  withoutStream: 2000,
  refresh: 2000,
  lastRefresh: 15_000,
  render: 10_000,
  holds: 5000,
  events: 5000,
  details: 4000,
  detailsAtEnd: 1500,
}

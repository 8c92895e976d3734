import type { AppRef } from '../affected/app-ref.ts'
import type { Lanes } from '../lanes.ts'
import type { ApplicationName } from '../controllers/argocd/api/server.ts'
import type { Ancestry } from './range/ancestry.ts'
import type { ExpectedApp } from './range/expected.ts'
import type { AppOutcome } from './model.ts'
import type { Watch } from './server/watch.ts'

/** An app that is waited for, and where. */
export interface Awaited {
  readonly expected: ExpectedApp
  readonly name: ApplicationName
  readonly watch: Watch
}

/** What following an app needs from outside. */
export interface FollowPorts {
  /** The commit that is waited for. */
  readonly revision: string
  /** The branches whose tip the commit was made for; `HEAD` among them where that is the default one. */
  readonly branches: readonly string[]
  /** Whether it is known which branches have the commit: else one that an app follows may be among them. */
  readonly isBranchKnown: boolean
  /** Whether the controller is asked to look again. */
  readonly refreshes: boolean
  /** Whether a fault of what the commit does not touch decides. */
  readonly unrelated: 'fail' | 'warn'
  /** Milliseconds for which a state has to stand. */
  readonly settle: number
  isOurs(repoURL: string): boolean
  /** How commits stand to the one that is waited for. */
  readonly ancestry: Pick<Ancestry, 'relationOf' | 'learn'>
  /** The same for a later commit. */
  ancestryOf(commit: string): Pick<Ancestry, 'relationOf' | 'learn'>
  /** What the range up to a later commit does to the app; undefined where it touches it no more. */
  expectedAt(commit: string, expected: ExpectedApp): Promise<ExpectedApp | undefined>
  /** Whether an app is made of the very same at two commits. */
  isSameAt(older: string, commit: string, expected: ExpectedApp): Promise<boolean>
  /** Whether a folder of the repo is the very same at two commits; undefined where one of them cannot be had. */
  isSameFolder(path: string, commits: [string, string]): Promise<boolean | undefined>
  /** Hides the values of the Secrets that are known. */
  mask(text: string): string
  /** So many refreshes go on at once. */
  readonly refreshLanes: Lanes
  /** Milliseconds of this process, of a clock that nobody sets. */
  monotonic(): number
  /** Tells a person that an app's state is another one. */
  tell(expected: ExpectedApp, state: string): void
  /** Tells a person what became of an app. */
  ended(outcome: AppOutcome): void
  /** Ends the wait: its reason says why. */
  readonly signal: AbortSignal
}

/**
 * Whether a commit may be brought into an app. What triggers a sync asks it right before it does so, of each app anew: a
 * gate may have said no since. Nothing triggers one yet; a refresh has the controller look and needs no leave.
 *
 * @param app as the review of the commit names it
 * @param revision the whole sha of the commit
 * @returns undefined where it may; otherwise why not, as a sentence without a full stop
 * @throws FairleadError where nobody can tell, which is no leave
 */
export type MayDeploy = (app: AppRef, revision: string) => Promise<string | undefined>

/** Milliseconds between two looks, by why one looks again. */
export const PACE = {
  /** How long a server that gives no answer is asked again before the wait begins: it may restart. */
  persistence: 20_000,
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

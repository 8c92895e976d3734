import { oneLine } from '../../controllers/argocd/said.ts'
import type { Application } from '../../controllers/argocd/api/shapes.ts'
import { observedAt } from '../../controllers/argocd/verdict/commit.ts'
import type { Found } from '../../controllers/argocd/verdict/table.ts'
import { short } from '../../git/find-commit.ts'
import type { Counted } from './counted.ts'
import type { AppOutcome, Outcome, Phases } from '../model.ts'
import type { Awaited } from '../ports.ts'

/** The end of following an app. */
export interface Ending {
  readonly outcome: Outcome
  /** One sentence without a full stop. */
  readonly reason: string
  /** The objection that decided, if a rule did. */
  readonly by?: Found | undefined
}

/** The known state of an app at the end. */
export interface Standing {
  readonly awaited: Awaited
  readonly counted: Pick<Counted, 'supersededBy'>
  readonly live: Application | undefined
  /** All objections to success. */
  readonly found: readonly Found[]
  readonly phases: Phases
  readonly notes: readonly string[]
  isOurs(repoURL: string): boolean
}

/** Returns the outcome of an app, without the details from the cluster. */
export function outcomeOf({ outcome, reason, by }: Ending, standing: Standing): AppOutcome {
  const { awaited, counted, live, found, phases, notes } = standing
  const { watch, name, expected } = awaited
  const { sync, health, summary } = live?.status ?? {}
  const isOurs = (url: string) => standing.isOurs(url)
  const [observed] = live === undefined ? [] : observedAt({ live, isOurs, expected })
  const namespace = live?.metadata.namespace ?? undefined
  return {
    app: expected.app,
    application: name.name,
    outcome,
    reason,
    rule: by?.rule,
    observed: observed || undefined,
    supersededBy: counted.supersededBy,
    sync: sync?.status || undefined,
    health: health?.status || undefined,
    images: (summary?.images ?? []).toSorted(),
    phases,
    url: live === undefined ? undefined : watch.server.pageOf({ name: name.name, namespace }),
    notes: [
      ...found.filter((one) => one !== by && one.isUnrelated === true).map(noteOf),
      ...warningsOf(live),
      ...notes,
    ],
    details: [],
  }
}

/** Returns the end of a wait without remaining objections. */
export function success({ expected, supersededBy, isReverted }: Counted): Ending {
  const { doubt, isChanged } = expected
  // Argo CD reports success. But it is not known which objects had to change, and whether these are the changed ones.
  if (doubt !== undefined)
    return {
      outcome: 'unknown',
      reason: `it is Synced and Healthy, but the effect of the commit on it is not known: ${doubt}`,
    }
  if (supersededBy === undefined)
    return {
      outcome: 'verified',
      reason: isChanged
        ? 'it is live and healthy'
        : 'Argo CD has compared it at the commit, which changes nothing to sync',
    }
  const later = short(supersededBy)
  return isReverted
    ? { outcome: 'reverted', reason: `${later} is live, and it reverts the changes of this commit` }
    : { outcome: 'superseded', reason: `${later}, which contains this commit, is live and healthy` }
}

/** Returns the end of a wait that an objection decides. */
export function decision(
  by: Found,
  { supersededBy, doubt }: Pick<Counted, 'supersededBy'> & { readonly doubt?: string | undefined },
): Ending {
  const { word, isUnrelated } = by
  const reason =
    supersededBy === undefined ? by.reason : `at ${short(supersededBy)}, a later commit: ${by.reason}`
  return {
    outcome: word === 'failed' ? 'failed' : 'unknown',
    reason:
      isUnrelated === true
        ? `${reason}; ${doubt === undefined ? 'the commit does not touch it' : `it is not known whether the commit touches it: ${doubt}`} (to ignore such errors, set unrelated: warn)`
        : reason,
    by,
  }
}

/**
 * Describes the awaited and the last state, if a wait ended before the outcome was certain.
 *
 * @param why the wait ended, such as `after 600 s`
 * @param fault why the server did not answer; undefined if it did
 */
export function ranOut(why: string, found: readonly Found[], fault: string | undefined): Ending {
  const [first] = found
  const stood = fault ?? first?.reason ?? 'all rules held, but not for long enough yet'
  const awaited = first === undefined || fault === undefined ? '' : `; before that: ${first.reason}`
  return { outcome: 'unknown', reason: `${why}; last state: ${stood}${awaited}`, by: first }
}

function noteOf({ reason, word }: Found): string {
  return word === 'waits'
    ? `Not caused by the commit, and may be temporary: ${reason}.`
    : `Not caused by the commit: ${reason}.`
}

/**
 * Returns Argo CD's warnings: two apps contain the same object, or one app contains it twice. Which of the versions
 * is live may change.
 */
export function warningsOf(live: Application | undefined): string[] {
  const conditions = live?.status?.conditions ?? []
  return conditions
    .filter(({ type }) => type === 'SharedResourceWarning' || type === 'RepeatedResourceWarning')
    .map(({ type, message }) => `Argo CD warns (${type}): ${oneLine(message ?? '')}.`)
}

import { describeLocation } from '../errors.ts'
import type { AppChange } from '../review/model.ts'
import type { ExpectedApp } from './range/expected.ts'
import { worstOf } from './model.ts'
import type { AppOutcome, SyncResult } from './model.ts'

/** Returns the result if no app is affected: `nothing` only if nothing may hide an affected app. */
export function notTouched(
  range: Pick<SyncResult, 'base' | 'revision'>,
  hiding: readonly AppChange[],
): SyncResult {
  const apps = hiding.map(hidden)
  return { ...range, outcome: worstOf(apps.map(({ outcome }) => outcome)), waitedSeconds: 0, apps }
}

/** Returns the outcome of something that hides apps. It is not an app itself: it is not known which apps it hides. */
export function hidden({ app, failures }: AppChange): AppOutcome {
  const [first] = failures.toReversed()
  const at = first?.at === undefined ? '' : ` (${describeLocation(first.at)})`
  const reason = `${first?.message ?? 'it cannot be compared'}${at}`
  const notes = first?.hint === undefined ? [] : [first.hint]
  return { ...notAwaited(app, `the effect of the commit there is not known: ${reason}`), notes }
}

/** Returns the outcome of an app that cannot be awaited. */
export function notAwaited(app: ExpectedApp['app'], reason: string): AppOutcome {
  return {
    app,
    application: undefined,
    outcome: 'unknown',
    reason,
    rule: undefined,
    observed: undefined,
    supersededBy: undefined,
    sync: undefined,
    health: undefined,
    images: [],
    phases: { ended: 0 },
    url: undefined,
    notes: [],
    details: [],
  }
}

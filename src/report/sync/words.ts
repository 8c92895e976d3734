import type { AppRef } from '../../affected/app-ref.ts'
import { OUTCOMES } from '../../sync/model.ts'
import type { AppOutcome, Outcome, SyncResult } from '../../sync/model.ts'
import { shorten } from '../../text/markdown.ts'
import { visibleLine } from '../../text/visible.ts'
import { appName, count, shortCommit } from '../text.ts'

/** Shared by the texts about a commit. */

/** The maximum lengths. Longer names and sentences add no information and hide the rest. */
export const MOST = { name: 120, sentence: 600 }

/** Returns an app with its location, for people: `web (prod, prod-eu)`. */
export function placeOf(app: AppRef): string {
  return shorten(visibleLine(appName(app)), MOST.name)
}

/** Returns a duration: `4.1 s`, `31 s`, `2 min 5 s`. */
export function seconds(value: number): string {
  if (value < 10) return `${value.toFixed(1)} s`
  const whole = Math.round(value)
  return whole < 120 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`
}

/** The outcome of an app as the end of a sentence that begins with its name. */
export const ENDED: Readonly<Record<Outcome, string>> = {
  failed: 'failed',
  reverted: 'was reverted',
  unknown: 'is unknown',
  superseded: 'is live in a later commit',
  verified: 'is live',
  nothing: 'is not touched',
}

/** Returns the apps from the worst outcome to the best, in their original order within each outcome. */
export function worstFirst(apps: readonly AppOutcome[]): AppOutcome[] {
  return apps.toSorted((a, b) => OUTCOMES.indexOf(a.outcome) - OUTCOMES.indexOf(b.outcome))
}

/** Returns the number of each outcome: `1 failed, 19 verified`. */
export function tallyOf(outcomes: readonly Outcome[]): string {
  return OUTCOMES.flatMap((outcome) => {
    const number = outcomes.filter((one) => one === outcome).length
    return number === 0 ? [] : [`${number} ${outcome}`]
  }).join(', ')
}

/** Returns the outcome as a sentence: `failed: 1a2b (since 3c4d) in 20 apps (1 failed, 19 verified), after 31 s.` */
export function headOf(result: SyncResult, shown = (commit: string) => commit): string {
  const { outcome, revision, base, reason, apps, waitedSeconds } = result
  if (revision === '') return `${outcome}: ${visibleLine(reason ?? 'the commit is not known')}.`
  const since = base === '' ? '' : ` (since ${shown(shortCommit(base))})`
  const range = `${shown(shortCommit(revision))}${since}`
  if (reason !== undefined) return `${outcome}: ${range}: ${visibleLine(reason)}.`
  if (apps.length === 0) return `${outcome}: ${range} touches no app.`
  const all = apps.length === 1 ? '' : ` (${tallyOf(apps.map((one) => one.outcome))})`
  return `${outcome}: ${range} in ${count(apps.length, 'app')}${all}, after ${seconds(waitedSeconds)}.`
}

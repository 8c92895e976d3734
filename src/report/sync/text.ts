import type { AppRef } from '../../affected/app-ref.ts'
import type { AppOutcome, SyncResult } from '../../sync/model.ts'
import { visibleLine } from '../../text/visible.ts'
import { wrap } from '../../text/wrap.ts'
import { shortCommit } from '../text.ts'

/** One line while the wait goes on: `web in prod: a sync is running`. */
export function stateLine(app: AppRef, state: string): string {
  return `${placeOf(app)}: ${visibleLine(state)}.`
}

/** What became of a commit, for a terminal or a log. */
export function syncText(result: SyncResult, width: number): string[] {
  const { outcome, revision, base, apps } = result
  const why = result.reason ?? (apps.length === 0 ? 'the commits touch no app' : undefined)
  const [at, since] = [revision, base].map((one) => (one === '' ? 'not known yet' : shortCommit(one)))
  const head = `${at} (since ${since}): ${outcome}${why === undefined ? '' : `, for ${why}`}, after ${seconds(result.waitedSeconds)}.`
  return [head, ...apps.flatMap((app) => linesOf(app, width))]
}

function linesOf(one: AppOutcome, width: number): string[] {
  const states = [one.sync, one.health].filter((state) => state !== undefined).join(', ')
  const first = `  ${one.outcome.padEnd(10)} ${placeOf(one.app)}${states === '' ? '' : ` (${states})`}`
  const details = [`${one.reason}.`, ...one.notes, ...one.details]
  return [
    first,
    ...details.flatMap((text) =>
      wrap(visibleLine(text), Math.max(20, width - 6)).map((line) => `      ${line}`),
    ),
  ]
}

/** Where an app is, for people. */
export function placeOf({ name, environment, cluster, toldApartBy }: AppRef): string {
  const where = [environment, cluster].filter((part) => part !== undefined)
  const place = where.length === 0 ? name : `${name} in ${[...new Set(where)].join(' on ')}`
  return visibleLine(toldApartBy === undefined ? place : `${place} (${toldApartBy})`)
}

export function seconds(value: number): string {
  return value < 10 ? `${value.toFixed(1)} s` : `${Math.round(value)} s`
}

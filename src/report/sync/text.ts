import type { AppRef } from '../../affected/app-ref.ts'
import { isGood } from '../../sync/model.ts'
import type { AppOutcome, SyncResult } from '../../sync/model.ts'
import { alignedRows, cutTo } from '../../text/columns.ts'
import { shorten } from '../../text/markdown.ts'
import { visibleLine } from '../../text/visible.ts'
import { wrap } from '../../text/wrap.ts'
import { columnsFor } from './cells.ts'
import type { Column } from './cells.ts'
import { ENDED, headOf, MOST, placeOf, seconds, tallyOf, worstFirst } from './words.ts'

/** The available room. A log has no limit. */
export interface Room {
  /** Columns of running text. */
  readonly width: number
  /** Rows and columns of the screen; undefined if the output is not shown on one. */
  readonly screen?: { readonly rows: number; readonly columns: number } | undefined
}

/** The state of an app during the wait. */
export interface Told {
  readonly app: AppRef
  /** A sentence without a full stop. */
  readonly state: string
  /** Undefined as long as the app is waited for. */
  readonly outcome?: AppOutcome['outcome'] | undefined
  /** Seconds since the wait began. */
  readonly seconds: number
}

/** Returns one line during the wait: `web (prod), after 4.1 s: a sync is running.` */
export function stateLine({ app, state, outcome, seconds: after }: Told): string {
  const ended = outcome === undefined ? '' : ` ${ENDED[outcome]}`
  return `${placeOf(app)}${ended}, after ${seconds(after)}: ${sentence(state)}`
}

function sentence(text: string): string {
  return `${shorten(visibleLine(text), MOST.sentence).replace(/\.$/, '')}.`
}

/**
 * Returns the outcome of a commit for a terminal or a log. Problems come first, and everything fits on the screen.
 */
export function syncText(result: SyncResult, room: Room): string[] {
  const all = worstFirst(result.apps)
  // The prompt of the shell takes a row.
  const rows = room.screen === undefined ? Number.POSITIVE_INFINITY : room.screen.rows - 1
  const said = [
    ...wrapped(headOf(result), room.width, ''),
    ...faults(all, room, rows - Math.min(all.length, 3) - 4),
  ]
  const shown = all.length === 0 ? [] : ['', ...table(all, { ...room, rows: rows - said.length - 1 })]
  const columns = room.screen?.columns ?? Number.POSITIVE_INFINITY
  return [...said, ...shown].map((line) => cutTo(line, columns))
}

/** Returns the apps that are not live, with their reasons, in a given number of rows. */
function faults(apps: readonly AppOutcome[], { width }: Room, rows: number): string[] {
  const bad = apps.filter((one) => !isGood(one.outcome))
  const told = bad.slice(0, Math.max(1, Math.floor(rows / 3)))
  const each = Math.max(3, Math.floor(rows / Math.max(1, told.length)))
  const rest = bad.slice(told.length)
  const names = rest.map(({ app }) => placeOf(app)).join(', ')
  const more = rest.length === 0 ? [] : [cutTo(`  … and ${rest.length} more: ${names}`, width - 1)]
  return [...told.flatMap((one) => faultLines(one, width, each)), ...more]
}

/** Returns an app that is not live, with the reason. Further notes are warnings, which the job reports itself. */
function faultLines(one: AppOutcome, width: number, most: number): string[] {
  const texts = [sentence(one.reason), ...one.details]
  const lines = [
    `  ${placeOf(one.app)} ${ENDED[one.outcome]}:`,
    ...texts.flatMap((text) => wrapped(shorten(visibleLine(text), MOST.sentence), width, '      ')),
    ...(one.url === undefined ? [] : [`      ${one.url}`]),
  ]
  if (lines.length <= most) return lines
  return [...lines.slice(0, most - 1), `      … and ${lines.length - most + 1} more lines, in --output json`]
}

/** Returns lines of a maximum width. Words that are longer are split. */
function wrapped(text: string, width: number, indent: string): string[] {
  const room = Math.max(20, width - indent.length)
  const words = text.split(' ').flatMap((word) => pieces([...word], room))
  return wrap(words.join(' '), room).map((line) => `${indent}${line}`)
}

function pieces(characters: readonly string[], most: number): string[] {
  const count = Math.max(1, Math.ceil(characters.length / most))
  return Array.from({ length: count }, (_, i) => characters.slice(i * most, (i + 1) * most).join(''))
}

function table(apps: readonly AppOutcome[], { screen, rows }: Room & { readonly rows: number }): string[] {
  // If the screen is too low for all apps, it shows the worst ones and the totals of the others.
  const shown = apps.length + 1 <= rows ? apps : apps.slice(0, Math.max(1, rows - 2))
  const left = apps.slice(shown.length).map(({ outcome }) => outcome)
  const more = left.length === 0 ? [] : [`… and ${left.length} more: ${tallyOf(left)}`]
  const lines = fitting(columnsFor(shown), shown, screen?.columns)
  return [...lines, ...more].map((line) => `  ${line}`)
}

/** Returns the widest table that fits on the screen. The least important columns are removed first. */
function fitting(
  columns: readonly Column[],
  apps: readonly AppOutcome[],
  width: number | undefined,
): string[] {
  const cells = apps.map((one) => columns.map(({ of }) => shorten(visibleLine(of(one)), MOST.sentence)))
  const lines = alignedRows([columns.map(({ head }) => head), ...cells])
  const room = (width ?? Number.POSITIVE_INFINITY) - 3
  if (lines.every((line) => line.length <= room)) return lines
  const last = Math.max(...columns.map(({ goes }) => goes))
  if (last === 0) return lines.map((line) => cutTo(line, room))
  return fitting(
    columns.filter(({ goes }) => goes !== last),
    apps,
    width,
  )
}

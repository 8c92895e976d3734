import type { AppChange, DiffReport, Risk } from '../../diff/model.ts'
import { RISK_LEVELS } from '../../diff/model.ts'
import { appName, count, duration, objectName, thousands } from '../text.ts'
import { capped } from './capped.ts'
import { fence, name, prose, shorten } from './escape.ts'

/** The parts of a comment beside the table and the diffs. Each takes its room in UTF-16 units and keeps to it. */

/** A renderer's message is rarely longer; the report has the rest. */
const MESSAGE_LENGTH = 1500

/** What a reviewer must not miss, the gravest first. */
export function riskList(changes: readonly AppChange[], room: number): string {
  const found = changes.flatMap((change) => [
    ...change.risks.map((risk) => ({ risk, line: riskLine(risk, appName(change.app)) })),
    ...change.objects.flatMap(({ id, risks }) =>
      risks.map((risk) => ({ risk, line: riskLine(risk, appName(change.app), objectName(id)) })),
    ),
  ])
  const ordered = found.toSorted(
    (a, b) => RISK_LEVELS.indexOf(b.risk.level) - RISK_LEVELS.indexOf(a.risk.level),
  )
  return section(
    '**Risks**',
    ordered.map(({ line }) => line),
    room,
    (left) => `- and ${count(left, 'more risk')}`,
  )
}

function riskLine({ rule, level, reason }: Risk, app: string, object?: string): string {
  const where = object === undefined ? name(app) : `${name(app)} ${name(object)}`
  return `- **${level}** ${name(rule)}: ${where}: ${prose(reason)}`
}

export function warningList(warnings: readonly string[], room: number): string {
  return section(
    '**Warnings**',
    warnings.map((warning) => `- ${prose(warning)}`),
    room,
    (left) => `- and ${count(left, 'more warning')}`,
  )
}

/** What could not be compared, with the renderer's own words. */
export function failureList(changes: readonly AppChange[], room: number): string {
  const items = changes.flatMap(({ app, failures }) =>
    failures.map(({ side, message, hint, at }) => {
      const place = at ? [at.file, at.line, at.column].filter((part) => part !== undefined).join(':') : ''
      const where = place === '' ? '' : `, at ${name(place)}`
      const head = `${name(appName(app))}, ${side} the change${where}:`
      const rest = message.length - MESSAGE_LENGTH
      const cut = rest > 0 ? `\n\n(${count(rest, 'more character')} in the report)` : ''
      const help = hint === undefined || hint === '' ? '' : `\n\n${prose(hint)}`
      return `${head}\n\n${fence(shorten(message, MESSAGE_LENGTH), 'text')}${cut}${help}`
    }),
  )
  return section(
    '**Could not be compared**',
    items,
    room,
    (left) => `And ${count(left, 'more failure')}.`,
    '\n\n',
  )
}

export function noteList(changes: readonly AppChange[], room: number): string {
  const items = changes.flatMap(({ app, notes }) =>
    notes.map((note) => `- ${name(appName(app))}: ${prose(note)}`),
  )
  return section('**Notes**', items, room, (left) => `- and ${count(left, 'more note')}`)
}

/** One line on the apps whose inputs were touched and whose objects stay the same. */
export function unchangedLine(changes: readonly AppChange[], room: number): string {
  const apps = changes.filter(({ status }) => status === 'unchanged').map(({ app }) => name(appName(app)))
  return inline(`Touched but unchanged (${thousands(apps.length)}): `, apps, room)
}

/** One line on what differs without saying anything. */
export function noiseLine(changes: readonly AppChange[], room: number): string {
  const fields = changes.reduce((sum, change) => sum + change.noise, 0)
  if (fields === 0) return ''
  const apps = changes.filter(({ noise }) => noise > 0).map(({ app }) => name(appName(app)))
  return inline(`Noise, not shown: ${count(fields, 'field')} of `, apps, room)
}

/** One line on the changed files that are no app's input. */
export function unclaimedLine(files: readonly string[], room: number): string {
  const shown = files.map((file) => name(file))
  return inline(`Changed files that are no app's input (${thousands(files.length)}): `, shown, room)
}

/** What an approval is bound to, by environment. */
export function digestTable(digests: DiffReport['digests'], room: number): string {
  const rows = Object.entries(digests)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([environment, digest]) => `| ${name(environment, 'table')} | ${name(digest, 'table')} |`)
  return section(
    '| Environment | Digest of what changes |\n| --- | --- |',
    rows,
    room,
    (left) => `| and ${thousands(left)} more | |`,
    '\n',
    '\n',
  )
}

/** Versions and timing, small. */
export function footer({ versions, took, shard }: DiffReport, room: number): string {
  const tools = Object.entries(versions)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([tool, version]) => name(`${tool} ${version}`))
  const time = `${duration(took.total)} in all, ${duration(took.inventory)} to find the apps, ${duration(took.rendering)} to render`
  const part = shard === undefined ? '' : ` Part ${shard.index} of ${shard.count}.`
  const rendered = capped(tools, {
    room: room - time.length - part.length - 30,
    separator: ', ',
    more: (left) => `and ${left} more`,
  })
  return `${rendered === '' ? '' : `Rendered with ${rendered}. `}Took ${time}.${part}`
}

function section(
  head: string,
  items: readonly string[],
  room: number,
  more: (left: number) => string,
  separator = '\n',
  gap = '\n\n',
): string {
  if (items.length === 0) return ''
  return `${head}${gap}${capped(items, { room: room - head.length - gap.length, separator, more })}`
}

function inline(head: string, items: readonly string[], room: number): string {
  if (items.length === 0) return ''
  return (
    head +
    capped(items, {
      room: room - head.length - 1,
      separator: ', ',
      most: 40,
      more: (left) => `and ${thousands(left)} more`,
    }) +
    '.'
  )
}

import { CONFIG_FILE } from '../../config/config.ts'
import { groupBy } from '../../group-by.ts'
import { mergeWords } from '../../inventory/on-merge.ts'
import type { AppChange, Review } from '../../review/model.ts'
import { RISK_LEVELS } from '../../risks/risk.ts'
import type { Risk } from '../../risks/risk.ts'
import { causeOf } from '../causes.ts'
import { notedApps } from '../notes.ts'
import { rerendered } from '../rerendered.ts'
import { markdownItem } from '../../findings/markdown.ts'
import {
  RISK_MARKS,
  appName,
  count,
  digestName,
  duration,
  mergeSayingsOf,
  objectName,
  placeText,
  quietCharts,
  restartLines,
  thousands,
  toldFailures,
  valueLines,
  withoutDigest,
} from '../text.ts'
import { capped } from './capped.ts'
import { fence, name, prose, shorten } from '../../text/markdown.ts'

/**
 * The parts of a comment besides the table and the diffs. Each part gets its room in UTF-16 units and stays within
 * it.
 */

/** The maximum length of a renderer's message. Longer ones are rare, and the report contains the rest. */
const MESSAGE_LENGTH = 1500

/** The maximum number of apps that are named for one risk or failure. More would add no information. */
const APPS = 5
/** The maximum number of files of one set that are named. */
const FILES = 10

/**
 * Returns the risks that a reviewer must see, highest first. A risk of several apps or objects is listed once.
 *
 * @param ofChange risks of the change itself
 */
export function riskList(changes: readonly AppChange[], ofChange: readonly Risk[], room: number): string {
  const found = new Map<string, { risk: Risk; places: string[] }>()
  const add = (risk: Risk, ...place: string[]) => {
    const key = JSON.stringify([risk.rule, risk.level, risk.message])
    const same = found.get(key) ?? { risk, places: [] }
    found.set(key, same)
    same.places.push(place.map((part) => name(part)).join(' '))
  }
  for (const risk of ofChange) add(risk, CONFIG_FILE)
  for (const { app, risks, objects } of changes) {
    for (const risk of risks) add(risk, appName(app))
    for (const { id, risks: own } of objects) for (const risk of own) add(risk, appName(app), objectName(id))
  }
  const ordered = [...found.values()].toSorted(
    (a, b) => RISK_LEVELS.indexOf(b.risk.level) - RISK_LEVELS.indexOf(a.risk.level),
  )
  const items = ordered.map(({ risk, places }) => markdownItem(risk, RISK_MARKS[risk.level], firstOf(places)))
  return section('**Risks**\n\n', items, { room, more: (left) => `- and ${count(left, 'more risk')}` })
}

/** Returns the first few names as code. */
function nameList(all: readonly string[], most = APPS): string {
  return firstOf(
    all.map((one) => name(one)),
    most,
  )
}

function firstOf(all: readonly string[], most = APPS): string {
  const left = all.length - most
  return `${all.slice(0, most).join(', ')}${left > 0 ? ` and ${thousands(left)} more` : ''}`
}

export function warningList(warnings: readonly string[], room: number): string {
  const items = warnings.map((warning) => `- ${prose(warning)}`)
  return section('**Warnings**\n\n', items, { room, more: (left) => `- and ${count(left, 'more warning')}` })
}

/**
 * Returns what could not be compared, with the renderer's own messages. A cause that several apps share is listed
 * once.
 */
export function failureList(changes: readonly AppChange[], room: number): string {
  const all = changes.flatMap((change) => toldFailures(change).map((failure) => ({ change, failure })))
  const items = [...groupBy(all, ({ change, failure }) => causeOf(change, failure)).values()].flatMap(
    (some) => {
      const [first] = some
      if (!first) return []
      const { when, message, hint } = first.failure
      const places = [...new Set(some.map(({ failure }) => placeText(failure.at)))].filter(
        (place) => place !== '',
      )
      const where = places.length === 0 ? '' : `, at ${nameList(places)}`
      const apps = [...new Set(some.map(({ change }) => appName(change.app)))]
      const head = `${apps.length > 1 ? `${count(apps.length, 'app')}, same cause: ` : ''}${nameList(apps)}, ${when}${where}:`
      const rest = message.length - MESSAGE_LENGTH
      const cut = rest > 0 ? `\n\n(${count(rest, 'more character')} in the report)` : ''
      const help = hint === undefined || hint === '' ? '' : `\n\n${prose(hint)}`
      return [`${head}\n\n${fence(shorten(message, MESSAGE_LENGTH), 'text')}${cut}${help}`]
    },
  )
  return section('**Could not be compared**\n\n', items, {
    room,
    separator: '\n\n',
    more: (left) => `And ${count(left, 'more failure')}.`,
  })
}

/**
 * Returns the changes in the files of apps that are not compared. A change that several apps share is listed once.
 */
export function valueList(changes: readonly AppChange[], room: number): string {
  const found = new Map<string, { file: string; changes: string[]; apps: string[] }>()
  for (const change of changes)
    for (const one of valueLines(change)) {
      const key = JSON.stringify(one)
      const same = found.get(key) ?? { ...one, apps: [] }
      found.set(key, same)
      same.apps.push(appName(change.app))
    }
  const items = [...found.values()].flatMap(({ file, changes: all, apps }) =>
    all.map((text) => `- ${nameList(apps)}, ${name(file)}: ${name(text)}`),
  )
  return section('**Changes in files that could not be rendered**\n\n', items, {
    room,
    more: (left) => `- and ${count(left, 'more key')}`,
  })
}

/** Returns the notes for the reviewer. A note that several apps share is listed once. */
export function noteList(changes: readonly AppChange[], room: number): string {
  const items = [...notedApps(changes)].map(([note, apps]) => `- ${nameList(apps)}: ${prose(note)}`)
  return section('**Notes**\n\n', items, { room, more: (left) => `- and ${count(left, 'more note')}` })
}

/** Returns which pods are replaced. A line that several apps share is listed once. */
export function restartList(changes: readonly AppChange[], room: number): string {
  const found = new Map<string, string[]>()
  for (const { app, restarts } of changes)
    for (const text of restartLines(restarts)) found.set(text, [...(found.get(text) ?? []), appName(app)])
  const items = [...found].map(([text, apps]) => `- ${nameList(apps)}: ${prose(text)}`)
  return section('**Restarts**\n\n', items, { room, more: (left) => `- and ${count(left, 'more line')}` })
}

/** Returns the effects of a merge by environment, production first. */
export function mergeList(changes: readonly AppChange[], room: number): string {
  const items = mergeSayingsOf(changes).map(({ environment, isWhole, apps, effect }) => {
    const where = environment === undefined ? '' : ` in ${name(environment)}`
    const who = isWhole ? name(environment ?? '') : `${nameList(apps)}${where}`
    return `- ${who} ${mergeWords(effect, isWhole || apps.length === 1)}.`
  })
  return section('**After the merge**\n\n', items, {
    room,
    more: (left) => `- and ${count(left, 'more line')}`,
  })
}

/**
 * Returns one line for each set of versions, on the apps whose inputs changed and whose manifests did not, by files.
 */
export function rerenderedLines(changes: readonly AppChange[], room: number): string {
  const all = rerendered(changes)
  return all
    .map((one) => {
      const { apps, conditions, changes: groups } = one
      const items = groups.map(
        ({ files, apps: readers }) =>
          `${files.length === 0 ? 'another declaration' : nameList(files, FILES)} in ${nameList(readers)}`,
      )
      const facts = [count(apps, 'app'), ...(conditions === '' ? [] : [prose(conditions)])]
      return inline(`Re-rendered, no changes (${facts.join('; ')}): `, items, room / all.length, '; ')
    })
    .join('\n\n')
}

/** Returns one line on the charts whose version changes without any relevant effect. */
export function chartLine(changes: readonly AppChange[], room: number): string {
  const charts = quietCharts(changes).map(([chart, apps]) => `${name(chart)} in ${count(apps, 'app')}`)
  return inline('Charts whose version changes without any other change: ', charts, room)
}

/** Returns one line on the ignored fields. */
export function noiseLine(changes: readonly AppChange[], room: number): string {
  const fields = changes.reduce((sum, change) => sum + change.noise, 0)
  if (fields === 0) return ''
  const apps = changes.filter(({ noise }) => noise > 0).map(({ app }) => name(appName(app)))
  return inline(`${count(fields, 'ignored field')} in `, apps, room)
}

/** Returns one line on the changed files that no app uses. */
export function unclaimedLine(files: readonly string[], room: number): string {
  const shown = files.map((file) => name(file))
  return inline(`Changed files that no app uses (${thousands(files.length)}): `, shown, room)
}

/** Returns the digest that approvals are bound to, or why there is none, by environment. */
export function digestTable(report: Review, room: number): string {
  const digests = Object.entries(report.digests).map(([environment, digest]): [string, string] => [
    environment,
    name(digest, 'table'),
  ])
  const none = withoutDigest(report).map(([environment, why]): [string, string] => [
    environment,
    prose(`no digest, ${why}`),
  ])
  const rows = [...digests, ...none]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([environment, cell]) =>
        `| ${environment === '' ? digestName(environment) : name(environment, 'table')} | ${cell} |`,
    )
  return section('| Environment | Digest of the changes |\n| --- | --- |\n', rows, {
    room,
    more: (left) => `| and ${thousands(left)} more | |`,
  })
}

/** Returns the versions and the timing. */
export function footer({ versions, took, shard }: Review, room: number): string {
  const tools = Object.entries(versions)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([tool, version]) => name(`${tool} ${version}`))
  const time = `${duration(took.total)} in total: ${duration(took.inventory)} to find apps, ${duration(took.rendering)} to render`
  const part = shard === undefined ? '' : ` Part ${shard.index} of ${shard.count}.`
  const rendered = capped(tools, {
    room: room - time.length - part.length - 30,
    separator: ', ',
    more: (left) => `and ${left} more`,
  })
  return `${rendered === '' ? '' : `Rendered with ${rendered}. `}Took ${time}.${part}`
}

/** Returns items below a heading. The room includes both. */
function section(head: string, items: readonly string[], options: Parameters<typeof capped>[1]): string {
  if (items.length === 0) return ''
  return `${head}${capped(items, { ...options, room: options.room - head.length })}`
}

function inline(head: string, items: readonly string[], room: number, separator = ', '): string {
  if (items.length === 0) return ''
  return (
    head +
    capped(items, {
      room: room - head.length - 1,
      separator,
      most: 40,
      more: (left) => `and ${thousands(left)} more`,
    }) +
    '.'
  )
}

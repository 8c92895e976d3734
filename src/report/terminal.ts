import { CONFIG_FILE } from '../config/config.ts'
import { terminalLines } from '../findings/terminal.ts'
import { appRisk, reportRisk, isQuiet } from '../review/level.ts'
import type { AppChange, Review } from '../review/model.ts'
import type { Risk, RiskLevel } from '../risks/risk.ts'
import { isUnknown } from '../review/failures.ts'
import { causeOf } from './causes.ts'
import { notedApps } from './notes.ts'
import type { Rerendered } from './rerendered.ts'
import type { Part, Section } from './same-change.ts'
import { appsOf, movesOf, sectionsOf } from './same-change.ts'
import type { MergeSaying } from '../inventory/on-merge.ts'
import { mergeWords } from '../inventory/on-merge.ts'
import { rerendered } from './rerendered.ts'
import {
  BOTH,
  DIGEST_MEANING,
  appName,
  artifactWord,
  count,
  digestName,
  duration,
  headline,
  imageMove,
  isListed,
  mergeSayingsOf,
  objectName,
  placeText,
  quietCharts,
  restartLines,
  tally,
  thousands,
  toldFailures,
  valueLines,
  visible,
  visibleLine,
  withoutDigest,
} from './text.ts'

export interface TerminalOptions {
  readonly color: boolean
  /** Columns. They limit only rules and bars; no line of a diff is cut. */
  readonly width: number
}

type Tone = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan'

/** Select Graphic Rendition (ECMA-48 8.3.117): on and off. */
const codes: Record<Tone, readonly [on: number, off: number]> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
}

type Paint = (tone: Tone, text: string) => string

const plain: Paint = (_, text) => text
const painted: Paint = (tone, text) => `\u001B[${codes[tone][0]}m${text}\u001B[${codes[tone][1]}m`

/**
 * Returns the report as lines of a terminal or a log. Untrusted text in them contains no escape sequences and no
 * other invisible characters. The only escapes are the colours, if they are enabled. No line begins with untrusted
 * text, so that it cannot be a command to a CI runner.
 */
export function terminal(report: Review, options: TerminalOptions): string[] {
  const paint = options.color ? painted : plain
  const listed = report.apps.filter(isListed)
  const risk = reportRisk(report)
  const told = new Map<string, string>()
  const rest = [
    ...rerendered(report.apps).map(rerenderedLine),
    ...[...notedApps(report.apps.filter((change) => !isListed(change)))].map(
      ([note, apps]) => `Note for ${noted(apps)}: ${line(note)}`,
    ),
    ...quietCharts(report.apps).map(
      ([chart, apps]) =>
        `Chart ${line(chart)} has a new version without any other change in ${count(apps, 'app')}.`,
    ),
    ...noise(report.apps),
    ...names('Changed files that no app uses', report.unclaimed),
    ...Object.entries(report.digests)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([environment, digest]) => `Digest for ${line(digestName(environment))}: ${line(digest)}`),
    ...withoutDigest(report).map(
      ([environment, why]) => `No digest for ${line(digestName(environment))}, ${line(why)}.`,
    ),
    ...(Object.keys(report.digests).length === 0 ? [] : [DIGEST_MEANING]),
    `Took ${duration(report.took.total)}.`,
  ]
  return [
    ...sectionsOf(listed).flatMap((section) => [...sectionLines(section, { ...options, told }, paint), '']),
    // The job reports the warnings itself, as for every command.
    ...[report.told, report.comparedInstead]
      .filter((line) => line !== undefined)
      .map((warning) => `${paint('yellow', 'warning:')} ${line(warning)}`),
    ...report.risks.flatMap((risk) => riskLines(risk, `${CONFIG_FILE}: `, paint)),
    ...mergeSayingsOf(report.apps).map(mergeLine),
    ...rest.map((text) => paint('dim', text)),
    paint('bold', headline(report, 'change').replace(/^This change changes/, 'This changes')) +
      (risk === 'none' ? '' : ` Highest risk: ${paint(toneOf(risk), risk)}.`),
  ]
}

/**
 * Returns a line that shows the progress of rendering: `[#####-----] 12 of 40 web`.
 *
 * @param width the available columns
 */
export function progress(done: number, total: number, label: string, width: number): string {
  const bar = Math.max(5, Math.min(30, Math.floor(width / 3)))
  const full = total === 0 ? bar : Math.floor((Math.min(done, total) / total) * bar)
  const text = `[${'#'.repeat(full)}${'-'.repeat(bar - full)}] ${thousands(done)} of ${thousands(total)} ${line(label)}`
  return text.slice(0, Math.max(0, width - 1)).trimEnd()
}

/** Options with the causes of failures that are already shown, and the app that each one is shown for. */
interface SectionOptions extends TerminalOptions {
  readonly told: Map<string, string>
}

/** Returns why an app could not be rendered. A cause that several apps share is shown with the first of them. */
function failureLines(change: AppChange, { told }: SectionOptions, paint: Paint): string[] {
  return toldFailures(change).flatMap((failure) => {
    const { when, message, hint, at } = failure
    const what = when === BOTH ? 'failed to render on both the base and the head' : `failed to render ${when}`
    const where = at ? ` (${line(placeText(at))})` : ''
    const cause = causeOf(change, failure)
    const first = told.get(cause)
    if (first !== undefined) return [`   ${paint('red', what)}${where}, same error as in ${line(first)}`]
    told.set(cause, appName(change.app))
    return [
      `   ${paint('red', what)}${where}:`,
      ...gutter(message, paint),
      ...(hint === undefined || hint === '' ? [] : [`   hint: ${line(hint)}`]),
    ]
  })
}

function appLines(change: AppChange, options: SectionOptions, paint: Paint): string[] {
  const { width } = options
  const { status, app, images, restarts, risks, notes } = change
  const sums = tally([change])
  const level = appRisk(change)
  const parts = [
    status === 'failed'
      ? 'not compared'
      : isQuiet(change)
        ? 'no changes rendered'
        : `${thousands(sums.added)} added, ${thousands(sums.changed)} changed, ${thousands(sums.removed)} removed`,
    ...(status !== 'failed' && isUnknown(change) ? ['only partly compared'] : []),
    ...(level === 'none' ? [] : [`risk ${level}`]),
  ]
  const title = `${line(appName(app))}${status === 'added' ? ' (new)' : status === 'removed' ? ' (removed)' : ''}`
  const ruler = '-'.repeat(Math.max(3, width - title.length - parts.join(', ').length - 8))
  return [
    `${paint('bold', `== ${title}`)} ${ruler} ${paint(toneOf(level), parts.join(', '))}`,
    ...imageLines(images),
    ...valueLines(change).flatMap(({ file, changes }) => [
      `   changes in ${line(file)} (not rendered):`,
      ...gutter(changes.map(visibleLine).join('\n'), paint),
    ]),
    ...restartLines(restarts).map((text) => `   ${line(text)}`),
    ...risks.flatMap((risk) => riskLines(risk, '   ', paint)),
    ...failureLines(change, options, paint),
    ...notes.map((note) => `   note: ${line(note)}`),
  ]
}

/** Returns the lines of an app, or of several apps whose change is shown once. */
function sectionLines(section: Section, options: SectionOptions, paint: Paint): string[] {
  const { changes, parts } = section
  const isOne = changes.length === 1
  const heads = changes.flatMap((change) =>
    appLines(isOne ? change : { ...change, images: [] }, options, paint),
  )
  const title = `${thousands(changes.length)} apps, the same change`
  return [
    ...heads,
    ...(isOne ? [] : [`   ${paint('bold', `-- ${title}:`)}`, ...imageLines(movesOf(section))]),
    ...parts.flatMap((part) => partLines(section, part, paint)),
  ]
}

function imageLines(images: AppChange['images']): string[] {
  return images.map(
    (image) => `   ${artifactWord(image) || 'image '}${line(image.repository)}: ${line(imageMove(image))}`,
  )
}

function partLines({ changes }: Section, part: Part, paint: Paint): string[] {
  const { places, sameAs } = part
  const { action, id, renamedFrom, risks, diff } = places[0].object
  const tone = action === 'added' ? 'green' : action === 'removed' ? 'red' : 'yellow'
  const was = renamedFrom === undefined ? '' : `, was ${line(objectName(renamedFrom))}`
  const own = appsOf(part)
  const who =
    changes.length === 1
      ? ''
      : own.length === changes.length
        ? ', in all of them'
        : `, in ${someOf(
            own.map(({ app }) => appName(app)),
            5,
          )}`
  const more = places.length === 1 ? '' : ` and ${thousands(places.length - 1)} more`
  return [
    `   ${paint(tone, action)} ${paint('bold', line(objectName(id)))}${was}${more}${who}`,
    ...risks.flatMap((risk) => riskLines(risk, '     ', paint)),
    ...(sameAs
      ? [`     same diff as ${line(objectName(sameAs.object.id))} in ${line(appName(sameAs.change.app))}`]
      : gutter(diff, paint)),
  ]
}

/**
 * Returns a text with a bar before each line. No line can then be taken for a command, and the start of each line is
 * visible.
 */
function gutter(text: string, paint: Paint): string[] {
  if (text === '') return []
  return visible(text.replace(/\n$/, ''))
    .split('\n')
    .map((content) => {
      const tone = toneOfLine(content)
      const shown = content.replaceAll('##[', '# #[')
      return `   ${paint('dim', '|')} ${tone === undefined ? shown : paint(tone, shown)}`
    })
}

function toneOfLine(content: string): Tone | undefined {
  if (content.startsWith('+')) return 'green'
  if (content.startsWith('-')) return 'red'
  return content.startsWith('@@') ? 'cyan' : undefined
}

/** @param indent the text before the risk: spaces, or what the risk belongs to */
function riskLines(risk: Risk, indent: string, paint: Paint): string[] {
  const head = `${paint(toneOf(risk.level), `${risk.level} ${line(risk.rule)}`)}:`
  return terminalLines(risk, { head, indent })
}

function toneOf(level: RiskLevel): Tone {
  return level === 'high' ? 'red' : level === 'medium' ? 'yellow' : level === 'low' ? 'cyan' : 'dim'
}

function noise(changes: readonly AppChange[]): string[] {
  const fields = changes.reduce((sum, change) => sum + change.noise, 0)
  const apps = changes.filter((change) => change.noise > 0).length
  return fields === 0 ? [] : [`${count(fields, 'ignored field')} in ${count(apps, 'app')}.`]
}

function rerenderedLine(all: Rerendered): string {
  const { apps, conditions, changes } = all
  const more = changes.length > 10 ? `; and ${count(changes.length - 10, 'more set')} of files` : ''
  const parts = changes.slice(0, 10).map((one) => {
    const files = one.files.length === 0 ? 'another declaration' : someOf(one.files, 20)
    return `${files} in ${someOf(one.apps, 5)}`
  })
  const facts = [count(apps, 'app'), ...(conditions === '' ? [] : [line(conditions)])]
  return `Re-rendered, no changes (${facts.join('; ')}): ${parts.join('; ')}${more}.`
}

function someOf(all: readonly string[], most: number): string {
  const more = all.length > most ? ` and ${thousands(all.length - most)} more` : ''
  return `${all.slice(0, most).map(line).join(', ')}${more}`
}

function mergeLine({ environment, isWhole, apps, effect }: MergeSaying): string {
  const where = environment === undefined ? '' : ` in ${line(environment)}`
  const who = isWhole ? line(environment ?? '') : `${someOf(apps, 5)}${where}`
  // No line begins with untrusted text.
  return `When merged: ${who} ${mergeWords(effect, isWhole || apps.length === 1)}.`
}

function names(head: string, all: readonly string[]): string[] {
  if (all.length === 0) return []
  const more = all.length > 20 ? `, and ${thousands(all.length - 20)} more` : ''
  return [`${head} (${thousands(all.length)}): ${all.slice(0, 20).map(line).join(', ')}${more}.`]
}

/** Returns the apps of a note: the name of a single app, or the number of apps with the first names. */
function noted(apps: readonly string[]): string {
  const named = apps.slice(0, 5).map(line).join(', ')
  const more = apps.length > 5 ? ` and ${thousands(apps.length - 5)} more` : ''
  return apps.length === 1 ? named : `${count(apps.length, 'app')} (${named}${more})`
}

function line(text: string): string {
  return visibleLine(text).replaceAll('##[', '# #[')
}

import { gravest, reportRisk } from '../../review/level.ts'
import type { Review } from '../../review/model.ts'
import { link } from '../../text/markdown.ts'
import { sectionsOf } from '../same-change.ts'
import {
  DIGEST_MEANING,
  appName,
  count,
  headline,
  isListed,
  objectName,
  shortCommit,
  thousands,
} from '../text.ts'
import { capped } from './capped.ts'
import { name } from '../../text/markdown.ts'
import type { Block } from './objects.ts'
import { blocksOf, foldedApps, GAP } from './objects.ts'
import { pack } from './pack.ts'
import {
  chartLine,
  digestTable,
  failureList,
  footer,
  mergeList,
  noiseLine,
  noteList,
  rerenderedLines,
  restartList,
  riskList,
  unclaimedLine,
  valueList,
  warningList,
} from './sections.ts'
import { appTable } from './table.ts'

export interface CommentOptions {
  /** The longest body that the forge takes, in UTF-16 units: never fewer than the characters that it counts. */
  readonly limit: number
  /** How many comments there may be, the first among them. */
  readonly most: number
  /** `pull request`, or `merge request`. */
  readonly request: string
  /** Whether another job without rights has made the report, so that it is that job's word alone. */
  readonly isForeign?: boolean
  /** Where `report.html` is published: apps and objects link to their places there. */
  readonly page?: string | undefined
  /** Where the whole report is, such as the page of the run. */
  readonly whole?: { readonly text: string; readonly url?: string | undefined } | undefined
}

/** Left to the poster for its hidden mark. */
const MARK = 200
/** Below this a comment could not even hold the counts. */
const LEAST = 10_000

/**
 * The bodies of the comments on a report: one, and further ones where the diffs do not fit. A diff is shown
 * whole or not at all, the gravest first; whatever is left out is counted. No foreign text in them can become a
 * link, a mention, a reference, HTML, or another row of a table.
 *
 * @returns at least one body, each with 200 UTF-16 units less than `limit`
 */
export function comments(report: Review, options: CommentOptions): string[] {
  const { limit, most } = options
  if (limit < LEAST || most < 1) throw new Error(`the limit of a comment must be at least ${LEAST}`)
  const size = limit - MARK
  const listed = report.apps.filter(isListed)
  const before = beginning(report, options, size)
  const after = ending(report, size)
  const sections = sectionsOf(listed)
  const blocks = blocksOf(sections, options.page)
  const named = roomOfLists(size) * NAMED.share
  const note = leftOutNote(blocks, options, named)
  const fixed = named + [...before, note, ...after].reduce((sum, part) => sum + part.length + GAP.length, 0)
  const room = {
    first: size - fixed,
    further: size - further(report, most, most).length - GAP.length,
  }
  const packed = pack(blocks, room, most)
  return packed.comments.map((own, index) => {
    const folded = foldedApps(sections, own)
    if (index > 0) return join([further(report, index + 1, packed.comments.length), folded])
    const more = packed.comments.length - 1
    return join([
      ...before,
      ...(packed.left.length > 0 ? [leftOutNote(packed.left, options, named, more)] : followsNote(more)),
      folded,
      ...after,
    ])
  })
}

/** What sentences of a fixed form take at most, names of branches and a link included (UTF-16 units). */
const SENTENCES = 2_600

/** The room of all lists together: their shares below come to less than the whole of it. */
function roomOfLists(size: number): number {
  return Math.max(0, size - SENTENCES)
}

/** What stands before the diffs. */
export function beginning(report: Review, options: CommentOptions, size: number): string[] {
  const lists = roomOfLists(size)
  const listed = report.apps.filter(isListed)
  const risk = reportRisk(report)
  return [
    `### ${title(report)}`,
    `${headline(report, options.request)}${risk === 'none' ? '' : ` Highest risk: **${risk}**.`}`,
    options.isForeign === true
      ? `An unprivileged job rendered this report from the files of this ${options.request}. Its content, including the digests, is only as trustworthy as that job.`
      : (report.told ?? ''),
    warningList(
      [...(report.comparedInstead === undefined ? [] : [report.comparedInstead]), ...report.warnings],
      lists * 0.05,
    ),
    listed.length === 0 ? lookedAt(report) : appTable(listed, lists * 0.22, options.page),
    mergeList(listed, lists * 0.03),
    restartList(listed, lists * 0.06),
    riskList(listed, report.risks, lists * 0.1),
  ].filter((part) => part !== '')
}

/** What stands after them. */
export function ending(report: Review, size: number): string[] {
  const lists = roomOfLists(size)
  return [
    failureList(report.apps, lists * 0.12),
    valueList(report.apps, lists * 0.06),
    noteList(report.apps, lists * 0.06),
    rerenderedLines(report.apps, lists * 0.06),
    chartLine(report.apps, lists * 0.02),
    noiseLine(report.apps, lists * 0.03),
    unclaimedLine(report.unclaimed, lists * 0.04),
    digestTable(report, lists * 0.08),
    Object.keys(report.digests).length === 0 ? '' : DIGEST_MEANING,
    footer(report, lists * 0.03),
  ].filter((part) => part !== '')
}

/** Where nothing changes: what that was concluded from. */
function lookedAt({ apps, unclaimed }: Review): string {
  if (apps.length === 0 && unclaimed.length === 0) return 'No files differ between the base and the head.'
  const files = new Set([...apps.flatMap((change) => change.files), ...unclaimed]).size
  const them = files === 1 ? 'it' : 'them'
  const touched =
    apps.length === 0
      ? `No app uses ${them}.`
      : apps.length === 1
        ? `1 app uses ${them}; its manifests do not change.`
        : `${count(apps.length, 'app')} use ${them}; their manifests do not change.`
  return `Checked ${count(files, 'changed file')}. ${touched}`
}

function title({ base, head }: Review): string {
  const side = ({ name: ref, commit }: Review['base']) =>
    commit === undefined
      ? name(ref)
      : commit.startsWith(ref)
        ? name(shortCommit(commit))
        : `${name(ref)} (${name(shortCommit(commit))})`
  return `Deployment preview: ${side(base)} → ${side(head)}`
}

function further(report: Review, index: number, all: number): string {
  return `### ${title(report)}, continued (${index} of ${all})`
}

function followsNote(more: number): string[] {
  return more === 0 ? [] : [`More diffs are in ${count(more, 'further comment')}.`]
}

/** How many of what did not fit are named, and the share of the lists' room that their names have. */
const NAMED = { most: 10, share: 0.03 }

/** @param room of the names, in UTF-16 units */
function leftOutNote(left: readonly Block[], { whole }: CommentOptions, room: number, more = 999): string {
  const places = left.flatMap(({ part }) => part.places)
  const apps = new Set(places.map(({ change }) => change)).size
  const level = gravest(left.map((block) => block.level))
  const where = whole === undefined ? 'the report' : link(whole.text, whole.url)
  const names = capped(
    places.map(({ object, change }) => `${name(objectName(object.id))} in ${name(appName(change.app))}`),
    { room, most: NAMED.most, separator: ', ', more: (rest) => `${thousands(rest)} more` },
  )
  const also = followsNote(more).map((sentence) => ` ${sentence}`)
  return `**${count(places.length, 'object')} of ${count(apps, 'app')} did not fit in the comments. See ${where}**: ${names}. Highest risk among them: ${level}.${also.join('')}`
}

function join(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(GAP)
}

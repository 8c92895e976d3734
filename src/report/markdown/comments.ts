import { gravest, reportRisk } from '../../review/level.ts'
import type { Review } from '../../review/model.ts'
import { link, name } from '../../text/markdown.ts'
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
  /**
   * The longest body that the forge accepts, in UTF-16 units. The forge counts characters, of which there are never
   * more.
   */
  readonly limit: number
  /** The maximum number of comments, including the first. */
  readonly most: number
  /** `pull request`, or `merge request`. */
  readonly request: string
  /** Whether an unprivileged job created the report, so that its content is only as trustworthy as that job. */
  readonly isForeign?: boolean
  /** The address where `report.html` is published. Apps and objects link to their sections there. */
  readonly page?: string | undefined
  /** The location of the whole report, such as the page of the run. */
  readonly whole?: { readonly text: string; readonly url?: string | undefined } | undefined
}

/** Reserved for the hidden mark that the poster adds. */
const MARK = 200
/** The minimum limit. A shorter comment could not even contain the counts. */
const LEAST = 10_000

/**
 * Returns the bodies of the comments on a report: one, and further ones if the diffs do not fit. A diff is shown
 * completely or not at all, highest risk first. Everything that is left out is counted. Untrusted text in a body
 * cannot become a link, a mention, a reference, HTML, or another row of a table.
 *
 * @returns at least one body, each 200 UTF-16 units shorter than `limit`
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

/** The maximum length of the sentences with a fixed form, including branch names and a link (UTF-16 units). */
const SENTENCES = 2_600

/** Returns the room of all lists together. The shares of the lists below add up to less than this. */
function roomOfLists(size: number): number {
  return Math.max(0, size - SENTENCES)
}

/** Returns the parts before the diffs. */
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

/** Returns the parts after the diffs. */
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

/** Returns what was checked, for a report without changes. */
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

/**
 * The maximum number of objects that are named if they do not fit, and the share of the lists' room for these names.
 */
const NAMED = { most: 10, share: 0.03 }

/** @param room the room for the names, in UTF-16 units */
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

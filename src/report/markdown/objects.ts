import { appRisk, gravest } from '../../review/level.ts'
import type { AppChange } from '../../review/model.ts'
import { weight } from '../../review/order.ts'
import { RISK_LEVELS } from '../../risks/risk.ts'
import type { RiskLevel } from '../../risks/risk.ts'
import { appsOf, movesOf } from '../same-change.ts'
import type { Part, Section } from '../same-change.ts'
import { markdownItem } from '../../findings/markdown.ts'
import {
  RISK_MARKS,
  appName,
  artifactWord,
  count,
  imageMove,
  kindWord,
  lastPart,
  objectName,
  shownObjects,
  tally,
  thousands,
  words,
} from '../text.ts'
import { pageLink } from '../page-keys.ts'
import { capped } from './capped.ts'
import { fence, htmlName, name } from '../../text/markdown.ts'

/** One change of an object in a comment. It is shown completely or not at all. */
export interface Block {
  readonly section: Section
  readonly part: Part
  readonly level: RiskLevel
  readonly text: string
  /** The block with the same diff. This block refers to it instead of repeating the diff. */
  readonly sameAs: Block | undefined
}

/** The separator between blocks, and around them. */
export const GAP = '\n\n'

/**
 * Returns all objects, highest risk first. Within a level, custom resource definitions come last, and the others are
 * in the order of the report. A diff that several objects share (for example one change in all environments) is shown
 * once, and the others refer to it.
 *
 * @param page the address where the whole report is published as a page
 */
export function blocksOf(sections: readonly Section[], page?: string): Block[] {
  const blocks = new Map<Part['sameAs'], Block>()
  return sections
    .flatMap((section) =>
      section.parts.map((part): Block => {
        const sameAs = part.sameAs && blocks.get(part.sameAs)
        const { risks } = part.places[0].object
        const level = gravest(risks.map((risk) => risk.level))
        const block = { section, part, level, text: partText(section, part, page), sameAs }
        blocks.set(part.places[0], block)
        return block
      }),
    )
    .toSorted(
      (a, b) =>
        RISK_LEVELS.indexOf(b.level) - RISK_LEVELS.indexOf(a.level) ||
        weight(a.part.places[0].object.id) - weight(b.part.places[0].object.id),
    )
}

function partText(section: Section, { places, sameAs }: Part, page: string | undefined): string {
  const [{ object, change }] = places
  const { id, renamedFrom, action, diff, risks } = object
  const was = renamedFrom === undefined ? '' : `, was ${name(objectName(renamedFrom))}`
  const noise = places.reduce((sum, place) => sum + place.object.noise, 0)
  const hidden = noise === 0 ? '' : ` (and ${count(noise, 'ignored field')})`
  const more = places.length === 1 ? '' : ` and ${thousands(places.length - 1)} more`
  const onPage = pageLink(page, change, object)
  const head = `**${action}** ${name(objectName(id))}${was}${more}${whereOf(section, places)}${hidden}${onPage === undefined ? '' : ` ([on the page](${onPage}))`}`
  const reasons = risks.map((risk) => markdownItem(risk, RISK_MARKS[risk.level]))
  const same =
    sameAs && `Same diff as ${name(objectName(sameAs.object.id))} in ${name(appName(sameAs.change.app))}.`
  return [
    head,
    ...(reasons.length > 0 ? [reasons.join('\n')] : []),
    same ?? (diff === '' ? 'No fields differ.' : fence(diff, 'diff')),
  ].join(GAP)
}

/** The maximum number of apps that are named. More are counted. */
const NAMED = 10

/** Returns which of several apps with the same change have a part. */
function whereOf({ changes }: Section, places: Part['places']): string {
  if (changes.length === 1) return ''
  const own = appsOf({ places })
  if (own.length === changes.length)
    return `, the same in ${own.length === 2 ? 'both' : `all ${thousands(own.length)}`} apps`
  const others = changes.filter((change) => !own.includes(change))
  if (others.length < own.length && others.length <= 3)
    return `, the same in all apps but ${others.map(({ app }) => name(appName(app))).join(', ')}`
  return ` in ${named(own)}${own.length === 1 ? ' alone' : ''}`
}

function named(changes: readonly AppChange[], most = NAMED): string {
  const left = changes.length - most
  const shown = changes.slice(0, most).map(({ app }) => name(appName(app)))
  return `${shown.join(', ')}${left > 0 ? ` and ${thousands(left)} more` : ''}`
}

/** Returns the start of the collapsed part of an app, or of several apps with the same change. */
export function opening(section: Section, shown: number): string {
  const { changes } = section
  const [{ app }] = changes
  const objects = changes.reduce((sum, change) => sum + shownObjects(change).length, 0)
  const sums = tally(changes)
  const level = gravest(changes.map(appRisk))
  const where = words(app.environment, app.cluster, app.toldApartBy)
  const title =
    changes.length > 1
      ? `<b>${thousands(changes.length)} apps, the same change</b>${moved(section)}`
      : `${kindWord(app) === '' ? '' : `${kindWord(app)} `}${htmlName(app.name)}${where.length > 0 ? ` (${where.map((part) => htmlName(part)).join(', ')})` : ''}`
  const parts = [
    title,
    `${thousands(sums.added)} added, ${thousands(sums.changed)} changed, ${thousands(sums.removed)} removed`,
    ...(level === 'none' ? [] : [`risk ${RISK_MARKS[level]} ${level === 'high' ? '<b>high</b>' : level}`]),
    ...(shown < objects ? [`${thousands(shown)} of ${count(objects, 'object')} shown here`] : []),
  ]
  const who = changes.length > 1 ? `${GAP}In ${named(changes, 40)}.` : ''
  return `<details>\n<summary>${parts.join('; ')}</summary>${who}`
}

/** Returns the version changes of a section, such as `: chart x 1.0 → 1.1`. */
function moved(section: Section): string {
  const moves = movesOf(section).map(
    (image) => `${artifactWord(image)}${htmlName(`${lastPart(image.repository)} ${imageMove(image)}`)}`,
  )
  return moves.length === 0
    ? ''
    : `: ${capped(moves, { room: 600, separator: ', ', most: 3, more: (left) => `${left} more` })}`
}

export const CLOSING = '</details>'

/** Returns the number of objects that some blocks represent. */
export function objectsIn(blocks: readonly Block[]): number {
  return blocks.reduce((sum, { part }) => sum + part.places.length, 0)
}

/** Returns the collapsed parts of the apps that some blocks belong to, in the order of the report. */
export function foldedApps(sections: readonly Section[], blocks: readonly Block[]): string {
  const own = new Map(blocks.map((block) => [block.part, block]))
  return sections
    .flatMap((section) => {
      const shown = section.parts.flatMap((part) => own.get(part) ?? [])
      if (shown.length === 0) return []
      return [[opening(section, objectsIn(shown)), ...shown.map(({ text }) => text), CLOSING].join(GAP)]
    })
    .join(GAP)
}

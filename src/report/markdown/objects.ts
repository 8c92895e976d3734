import { appRisk, gravest } from '../../diff/level.ts'
import { weight } from '../../diff/order.ts'
import type { AppChange, ObjectChange, RiskLevel } from '../../diff/model.ts'
import { RISK_LEVELS } from '../../diff/model.ts'
import { appName, count, kindWord, objectName, shownObjects, tally, thousands, words } from '../text.ts'
import { fence, htmlName, name, prose } from './escape.ts'

/** One object's diff as it stands in a comment: shown whole or not at all. */
export interface Block {
  readonly change: AppChange
  readonly object: ObjectChange
  readonly level: RiskLevel
  readonly text: string
  /** The block whose diff has the very same lines, which this one only refers to. */
  readonly sameAs: Block | undefined
}

/** Between two blocks, and around them. */
export const GAP = '\n\n'

/**
 * All objects, the gravest first; those of one level as the report has them. The same lines (one change in all
 * environments, say) are shown once, and the others refer to them.
 */
export function blocksOf(changes: readonly AppChange[]): Block[] {
  const first = new Map<string, Block>()
  return changes
    .flatMap((change) =>
      shownObjects(change).map((object) => ({
        change,
        object,
        level: gravest(object.risks.map(({ level }) => level)),
      })),
    )
    .toSorted(
      (a, b) =>
        RISK_LEVELS.indexOf(b.level) - RISK_LEVELS.indexOf(a.level) ||
        weight(a.object.id) - weight(b.object.id),
    )
    .map((part) => {
      const key = sameLines(part.object)
      const sameAs = key === undefined ? undefined : first.get(key)
      const block = { ...part, text: objectText(part.object, sameAs), sameAs }
      if (key !== undefined && !sameAs) first.set(key, block)
      return block
    })
}

/** What two diffs have in common whose lines are the same, wherever in the object they stand. */
function sameLines({ id, action, diff }: ObjectChange): string | undefined {
  return diff === '' ? undefined : JSON.stringify([id.kind, action, diff.replaceAll(/^@@.*@@$/gm, '@@')])
}

function objectText(object: ObjectChange, sameAs: Block | undefined): string {
  const { id, renamedFrom, action, diff, risks, noise } = object
  const was = renamedFrom === undefined ? '' : `, was ${name(objectName(renamedFrom))}`
  const hidden = noise === 0 ? '' : ` (and ${count(noise, 'field')} of noise)`
  const head = `**${action}** ${name(objectName(id))}${was}${hidden}`
  const reasons = risks.map(({ level, rule, reason }) => `- **${level}** ${name(rule)}: ${prose(reason)}`)
  const same =
    sameAs &&
    `The same lines as ${name(objectName(sameAs.object.id))} of ${name(appName(sameAs.change.app))}.`
  return [
    head,
    ...(reasons.length > 0 ? [reasons.join('\n')] : []),
    same ?? (diff === '' ? 'No field differs.' : fence(diff, 'diff')),
  ].join(GAP)
}

/** What opens the folded part of an app. */
export function opening(change: AppChange, shown: number): string {
  const { app } = change
  const objects = shownObjects(change)
  const sums = tally([change])
  const level = appRisk(change)
  const where = words(app.environment, app.cluster, app.toldApartBy)
  const parts = [
    `${kindWord(app) === '' ? '' : `${kindWord(app)} `}${htmlName(app.name)}${where.length > 0 ? ` (${where.map((part) => htmlName(part)).join(', ')})` : ''}`,
    `${thousands(sums.added)} added, ${thousands(sums.changed)} changed, ${thousands(sums.removed)} removed`,
    ...(level === 'none' ? [] : [`risk ${level === 'high' ? '<b>high</b>' : level}`]),
    ...(shown < objects.length
      ? [`${thousands(shown)} of ${count(objects.length, 'object')} shown here`]
      : []),
  ]
  return `<details>\n<summary>${parts.join('; ')}</summary>`
}

export const CLOSING = '</details>'

/** The folded parts of the apps that these blocks belong to, in the order of the report. */
export function foldedApps(changes: readonly AppChange[], blocks: readonly Block[]): string {
  const texts = new Map(blocks.map(({ object, text }) => [object, text]))
  return changes
    .flatMap((change) => {
      const own = change.objects.flatMap((object) => texts.get(object) ?? [])
      return own.length === 0 ? [] : [[opening(change, own.length), ...own, CLOSING].join(GAP)]
    })
    .join(GAP)
}

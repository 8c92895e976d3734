import type { Group } from '../proposal/group.ts'
import { goingBack, isBackward } from '../proposal/going-back.ts'
import type { Pending } from '../proposal/pending.ts'
import { isSameSubject, sharesPlace } from '../proposal/pending.ts'
import { heldByRevert } from '../moves/reverts.ts'
import { revertOf } from '../proposal/reverted.ts'
import { asTitle, titleOf } from '../proposal/text.ts'
import type { RecordedChange } from '../proposal/trailers.ts'
import type { Tree } from '../tree/tree.ts'
import type { Candidate, Judged, Orders } from './orders.ts'
import type { GivenTexts } from './request.ts'

/** A move, and how it stands to what is there. */
export type JudgedCandidate = Candidate & Judged

/** What a choice is made by. */
export interface Choosing {
  readonly order: Orders
  readonly pending: Pending | undefined
  readonly base: Tree
  readonly group: Pick<Group, 'label'>
  /** What a request is called there. */
  readonly noun: string
  readonly texts: GivenTexts
  /** Who goes back on purpose is not held, but it is told. */
  readonly mayGoBack: boolean
}

/** Which moves go ahead. */
export interface Choice {
  /** All of them. */
  readonly judged: readonly JudgedCandidate[]
  readonly going: readonly JudgedCandidate[]
  /** None goes ahead, since something newer is there already. */
  readonly superseded: boolean
  /** None goes ahead, and what is pending stays as it is. */
  readonly leftAlone: boolean
  /** Why what is there is newer, as sentences without a stop. */
  readonly reasons: readonly string[]
  /** Why others were left alone, as sentences without a stop. */
  readonly left: readonly string[]
}

/**
 * Tells which moves of a group go ahead: none that is older than what is there, or was taken back, unless that is asked
 * for; and none while an open request takes something back on purpose.
 *
 * @throws FairleadError (remote) where the app repo does not answer
 */
export async function choose(candidates: readonly Candidate[], by: Choosing): Promise<Choice> {
  const { order, base, group, noun } = by
  const judged: JudgedCandidate[] = []
  // One after another: the first question may answer the others.
  for (const candidate of candidates) judged.push(await judgedOne(candidate, by))
  const back = await goingBack(counting(candidates, by.pending), base, (change, tag) =>
    order.against(change, tag),
  )
  const isHeld = back.some(
    (change) => !judged.some((one) => isBackward({ ...one.move, order: one.order }, change)),
  )
  const refused = judged.filter((one) => one.older.length > 0)
  const unsure = judged.filter((one) => one.older.length === 0 && one.leftAlone !== undefined)
  const going = isHeld ? [] : judged.filter((one) => !refused.includes(one) && !unsure.includes(one))
  const isNone = candidates.length > 0 && going.length === 0
  const leftAlone = isNone && (isHeld || unsure.length > 0)
  return {
    judged,
    going,
    superseded: isNone && !leftAlone,
    leftAlone,
    reasons: refused.flatMap((one) => one.older),
    left: [...(isHeld ? [heldBy(back, group, noun)] : []), ...unsure.flatMap((one) => one.leftAlone ?? [])],
  }
}

async function judgedOne(candidate: Candidate, by: Choosing): Promise<JudgedCandidate> {
  const one = { ...candidate, ...(await by.order.of(candidate, by.pending)) }
  if (by.mayGoBack) return { ...one, older: [], leftAlone: undefined, untold: [], diverged: [] }
  const revert = one.older.length > 0 ? undefined : await revertFor(candidate, by)
  return revert === undefined ? one : { ...one, leftAlone: revert }
}

/** Where nobody vouches for what stands on the branch, it counts only at the places that are asked about. */
function counting(own: readonly Candidate[], pending: Pending | undefined): Pending | undefined {
  return (
    pending && {
      ...pending,
      changes: pending.changes.filter(
        (change) => pending.vouched || own.some(({ record }) => sharesPlace(change, record)),
      ),
    }
  )
}

/** Why a move waits: what it brings was taken back, and nobody has put it there again. */
async function revertFor(
  { told, record }: Candidate,
  { order, texts }: Choosing,
): Promise<string | undefined> {
  const file = record.set[0]?.file
  if (file === undefined || told.from === undefined || told.from === told.to) return undefined
  const [first = ''] = (texts.message ?? texts.title ?? '').split('\n')
  const subjects = [first, titleOf([told]), asTitle(texts.title ?? '')]
  const revert = revertOf(await order.historyOf(file), {
    isOfBuild: (change) =>
      (sharesPlace(change, record) || isSameSubject(change, record)) &&
      change.to === record.to &&
      (change.digest === undefined || record.digest === undefined || change.digest === record.digest),
    // Only one that names the version is of this build.
    subjects: subjects.filter((subject) => subject.includes(told.to)),
  })
  return revert && heldByRevert(revert, told)
}

function heldBy(back: readonly RecordedChange[], { label }: Pick<Group, 'label'>, noun: string): string {
  const versions = [...new Set(back.map(({ to }) => to))].join(', ')
  return `the open ${noun} rolls ${label} back to ${versions} on purpose, so it was not changed: merge or close it, and run this again`
}

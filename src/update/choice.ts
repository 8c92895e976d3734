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

/** A move, and its order relative to the existing versions. */
export type JudgedCandidate = Candidate & Judged

/** The inputs of a choice. */
export interface Choosing {
  readonly order: Orders
  readonly pending: Pending | undefined
  readonly base: Tree
  readonly group: Pick<Group, 'label'>
  /** The name of a request on the forge. */
  readonly noun: string
  readonly texts: GivenTexts
  /** Whether a rollback is intended: then it is not held back, but it is reported. */
  readonly mayGoBack: boolean
}

/** The moves that are made. */
export interface Choice {
  /** All moves. */
  readonly judged: readonly JudgedCandidate[]
  readonly going: readonly JudgedCandidate[]
  /** No move is made, because a newer version already exists. */
  readonly superseded: boolean
  /** No move is made, and what is pending stays unchanged. */
  readonly leftAlone: boolean
  /** Why the existing versions are newer, as sentences without a period. */
  readonly reasons: readonly string[]
  /** Why other moves are not made, as sentences without a period. */
  readonly left: readonly string[]
}

/**
 * Chooses the moves of a group that are made: none that is older than the existing version or was reverted, unless
 * this is requested; and none while an open request rolls something back on purpose.
 *
 * @throws FairleadError (remote) if the app repo does not answer
 */
export async function choose(candidates: readonly Candidate[], by: Choosing): Promise<Choice> {
  const { order, base, group, noun } = by
  const judged: JudgedCandidate[] = []
  // One after another, because the first request may also answer the others.
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

/** Returns what is pending. If the forge does not vouch for it, only changes in the requested locations are used. */
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

/** Returns why a move waits: its version was reverted, and nobody has restored it. */
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
    // Only a subject that contains the version refers to this build.
    subjects: subjects.filter((subject) => subject.includes(told.to)),
  })
  return revert && heldByRevert(revert, told)
}

function heldBy(back: readonly RecordedChange[], { label }: Pick<Group, 'label'>, noun: string): string {
  const versions = [...new Set(back.map(({ to }) => to))].join(', ')
  return `the open ${noun} rolls ${label} back to ${versions} on purpose, so it was not changed: merge or close it, and run this again`
}

import { leavingOut } from '../bump/leave-out.ts'
import type { BumpPlan, Move } from '../bump/request.ts'
import type { FileHistory } from '../git/file-history.ts'
import { once } from '../once.ts'
import { heldByRevert, revertOfValue } from '../proposal/reverted.ts'

/** What the checkout that is edited knows of its past. */
export interface Past {
  /** Undefined where the folder is in no repository. */
  of(path: string): Promise<FileHistory | undefined>
  /** How to have the whole of it. */
  readonly cure: string
}

/** A plan without what was taken back. */
export interface Unreverted {
  readonly plan: BumpPlan
  /** Why some of it is left out, as sentences without a stop. */
  readonly held: readonly string[]
  /** What could not be looked at, as a sentence; undefined where all could. */
  readonly unseen: string | undefined
}

/** Leaves out the moves that bring what a revert has taken back, and that nobody has put there again. */
export async function withoutReverted(plan: BumpPlan, past: Past): Promise<Unreverted> {
  const histories = new Map<string, () => Promise<FileHistory | undefined>>()
  const held = new Map<Move, string>()
  const unseen = new Set<string>()
  for (const [i, move] of plan.moves.entries()) {
    const place = plan.assignments.find((one) => one.move === i && String(one.value) !== one.before)
    if (!place) continue
    const read = histories.get(place.file) ?? once(() => past.of(place.file))
    histories.set(place.file, read)
    const history = await read()
    const revert = history && (await revertOfValue(history, place))
    if (revert) held.set(move, heldByRevert(revert, move))
    else if (history?.isCut === true) unseen.add(move.to)
  }
  return {
    plan: leavingOut(plan, new Set(held.keys())),
    held: [...new Set(held.values())],
    unseen:
      unseen.size === 0
        ? undefined
        : `Whether a revert took ${[...unseen].join(', ')} back is not known: the history of this checkout is cut off. ${past.cure}`,
  }
}

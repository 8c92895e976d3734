import { parseYaml } from '../yaml/parse.ts'
import { setValues } from '../yaml/set.ts'
import { parseKeyPath } from '../yaml/keys.ts'
import type { BumpPlan, Move, PlannedFile } from './request.ts'

/** A plan without some of its moves: the files are edited anew, with the values of the others. */
export function leavingOut(plan: BumpPlan, left: ReadonlySet<Move>): BumpPlan {
  if (left.size === 0) return plan
  const kept = plan.moves.flatMap((move, i) => (left.has(move) ? [] : [i]))
  const renumbered = <T extends { readonly move: number }>(items: readonly T[]): T[] =>
    items.flatMap((item) => (kept.includes(item.move) ? [{ ...item, move: kept.indexOf(item.move) }] : []))
  const assignments = renumbered(plan.assignments)
  const files = plan.files.flatMap(({ path, before }): PlannedFile[] => {
    // The rules were applied when it was planned: a new key was allowed, and so was a shared anchor.
    const own = assignments
      .filter(({ file }) => file === path)
      .map(({ key, document, value, before: old }) => ({
        path: parseKeyPath(key),
        document,
        value,
        create: old === undefined,
        allowShared: true,
      }))
    const after = setValues(parseYaml(before, path), own).text
    return after === before ? [] : [{ path, before, after }]
  })
  return {
    moves: kept.flatMap((i) => plan.moves[i] ?? []),
    files,
    assignments,
    notes: renumbered(plan.notes),
  }
}

import type { MergeResult } from '../../gate/merge/run.ts'
import { visibleLine } from '../../text/visible.ts'
import { shortCommit } from '../text.ts'

/** A merge, with the names that a report uses for it. */
export interface ToldMerge {
  readonly result: MergeResult
  readonly request: string
  readonly base: string
}

/** Returns the outcome of a merge as sentences. */
export function mergeText({ result, request, base }: ToldMerge): string[] {
  const { outcome, isAlready, commit, firstParent, lock, failure, tip } = result
  if (outcome === 'failed') {
    const [{ message }] = failure?.faults ?? [{ message: 'the reason is not known' }]
    return [
      visibleLine(
        `Not merged as approved: ${message}.${tip === undefined ? '' : ` ${base} is at ${shortCommit(tip)}.`}`,
      ),
    ]
  }
  const how =
    lock?.by === 'up-to-date'
      ? 'by the forge, which merges only branches that contain the latest commit'
      : 'by a merge commit that the gate created'
  return [
    visibleLine(
      isAlready
        ? `Nothing to merge: ${request} was already merged into ${base} as ${shortCommit(commit ?? '')}: exactly what was approved.`
        : `Merged ${request} into ${base} as ${shortCommit(commit ?? '')}, ${how}. Read back: its first parent is ${shortCommit(firstParent ?? '')}, and its files are those that were approved.`,
    ),
  ]
}

/** Returns the outcome of a merge as data. */
export function mergeJson({ result: { outcome, isAlready, lock, firstParent, tip, failure } }: ToldMerge) {
  return {
    outcome,
    already: isAlready,
    lock: lock?.by ?? null,
    firstParent: firstParent ?? null,
    tip: tip ?? null,
    reason: failure?.faults[0].message ?? null,
  }
}

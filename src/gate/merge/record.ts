import type { Appended } from '../../records/append.ts'
import type { MergeDraft } from '../../records/merge-entry.ts'
import { RECORD_VERSION } from '../../records/parts.ts'
import type { GateRun } from '../record.ts'
import type { JudgedMerge } from './judged.ts'
import type { MergeResult } from './run.ts'

/** The facts of a merge beyond its result. */
export interface MergeFacts {
  /** A UUID, different from that of the decision. */
  readonly id: string
  readonly run: GateRun
  readonly environment: string
  readonly digest: string | undefined
  readonly branch: string | undefined
  /** The entry of the decision. */
  readonly decision: Pick<Appended, 'sequence' | 'hash'> | undefined
  /** Milliseconds since 1970. */
  readonly now: number
}

/** Returns a merge as an entry of the records. */
export function mergeDraft(
  { base, head, tree }: JudgedMerge,
  { outcome, lock, commit, firstParent, tip, failure }: MergeResult,
  { id, run, environment, digest, branch, decision, now }: MergeFacts,
): MergeDraft {
  return {
    version: RECORD_VERSION,
    kind: 'merge',
    id,
    outcome,
    environment,
    digest,
    base,
    head,
    tree,
    branch,
    request: run.request,
    decision: decision && { sequence: decision.sequence, hash: decision.hash },
    lock: lock?.by,
    merged: commit,
    firstParent,
    tip,
    reason: failure?.faults[0].message,
    at: new Date(now).toISOString(),
    run: run.run,
    tool: { name: 'fairlead', version: run.version },
  }
}

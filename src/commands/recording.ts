import { FairleadError } from '../errors.ts'
import type { Ledger } from '../forge/ledger.ts'
import { short } from '../git/find-commit.ts'
import { append } from '../records/append.ts'
import type { Appended, Pace } from '../records/append.ts'
import type { NewEntry } from '../records/entry.ts'
import { recordOf } from '../sync/record/record.ts'
import type { RunFacts } from '../sync/record/record.ts'
import type { SyncResult } from '../sync/model.ts'

/** The external dependencies of writing a record. */
export interface RecordPorts {
  /**
   * Opens the branch of the records.
   *
   * @throws FairleadError if the branch cannot be determined from the inputs or the job, or there is no token
   */
  ledger(): Promise<Ledger>
  readonly pace: Pace
  /** The known facts about the run. */
  readonly facts: RunFacts
}

/** The result of writing a record. */
export interface Recorded {
  readonly entry?: Appended
  /** Why there is no record, as a sentence with the fix; undefined if no record was required. */
  readonly reason?: string
}

/**
 * Records a result. If the record cannot be written, this is reported, and the result does not change.
 *
 * @param isCancelled whether the wait was interrupted: its outcome is unknown, so nothing is recorded and the next
 *   run waits for the same commits again
 */
export async function record(
  result: SyncResult,
  ports: RecordPorts,
  isCancelled: boolean,
): Promise<Recorded> {
  if (isCancelled)
    return { reason: 'not recorded: the wait was interrupted, so the next run waits for these commits again' }
  const draft = recordOf(result, ports.facts)
  return draft === undefined ? {} : keep(draft, `sync of ${short(draft.commit)} is ${draft.outcome}`, ports)
}

/**
 * Writes an entry of any kind. If it cannot be written, the reason is returned and no error is thrown.
 *
 * @param title the subject of the commit
 */
export async function keep(
  draft: NewEntry,
  title: string,
  { ledger, pace }: Pick<RecordPorts, 'ledger' | 'pace'>,
): Promise<Recorded> {
  try {
    return { entry: await append(await ledger(), draft, pace, title) }
  } catch (error) {
    if (!(error instanceof FairleadError)) throw error
    return { reason: `not recorded: ${told(error)}` }
  }
}

function told({ kind, faults: [{ message, hint }] }: FairleadError): string {
  const cure =
    kind === 'refused'
      ? 'Allow the identity of the job, and nobody else, to write to the branch fairlead-records. See docs/records.md.'
      : hint
  return [message, cure].filter(Boolean).join('. ')
}

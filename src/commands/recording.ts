import { FairleadError } from '../errors.ts'
import type { Ledger } from '../forge/ledger.ts'
import { short } from '../git/find-commit.ts'
import { append } from '../records/append.ts'
import type { Appended, Pace } from '../records/append.ts'
import type { NewEntry } from '../records/entry.ts'
import { recordOf } from '../sync/record/record.ts'
import type { RunFacts } from '../sync/record/record.ts'
import type { SyncResult } from '../sync/model.ts'

/** What writing a record needs from outside. */
export interface RecordPorts {
  /**
   * The branch that the records are on.
   *
   * @throws FairleadError where the inputs or the job do not tell it, or there is no token
   */
  ledger(): Promise<Ledger>
  readonly pace: Pace
  /** What is known of the run. */
  readonly facts: RunFacts
}

/** What became of a record. */
export interface Recorded {
  readonly entry?: Appended
  /** Why there is none, as a sentence with its cure; undefined where none was to be. */
  readonly reason?: string
}

/**
 * Records a result. A record that cannot be written changes nothing of the result: it is told.
 *
 * @param isCancelled whether the wait was broken off: nobody has seen its end, so that the next run has to wait for the
 *   same commits again, as it does where there is no record
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
 * Writes an entry of any kind. One that cannot be written is told, and no error.
 *
 * @param title what the commit says of it
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

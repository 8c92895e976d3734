import { FairleadError } from '../errors.ts'
import type { Seal, Witness } from '../forge/witness.ts'
import type { MergeOutcome } from './gate-merge.ts'
import type { Recorded } from './recording.ts'

/**
 * Stores the hash of a record where write access to the branch of the records is not enough to change it. If it
 * cannot be stored, this is reported, and nothing else changes.
 *
 * @returns why the hash is not stored, as sentences; undefined if it is stored, or nothing is recorded
 */
async function sealed(
  { entry }: Recorded,
  witness: Witness | undefined,
  seal: Omit<Seal, 'hash'>,
): Promise<string | undefined> {
  if (entry === undefined || witness === undefined) return undefined
  const { hash, sequence, commit } = entry
  const place = `Entry ${sequence} of the records (${hash}), in ${commit} on fairlead-records.`
  try {
    await witness.keep({ ...seal, hash, lines: [...seal.lines, place] })
    return undefined
  } catch (error) {
    if (!(error instanceof FairleadError)) throw error
    const [{ message, hint }] = error.faults
    return [`the hash of the record is stored in the records only: ${message}`, hint]
      .filter(Boolean)
      .join('. ')
  }
}

/** The subject of a record. */
interface About {
  readonly environment: string
  readonly head: string
  readonly digest: string | undefined
}

/** Stores the hash of a decision's record; see {@link sealed}. */
export function sealDecision(
  recorded: Recorded,
  witness: Witness | undefined,
  { environment, head, digest, decision }: About & { readonly decision: string },
): Promise<string | undefined> {
  return sealed(recorded, witness, {
    name: `fairlead gate (${environment})`,
    commit: head,
    isGood: decision === 'approved',
    title: `${environment}: ${decision}`,
    lines: [`The decision is ${decision}.`, ...(digest === undefined ? [] : [`Digest: ${digest}.`])],
  })
}

/** Stores the hash of a merge's record; see {@link sealed}. */
export function sealMerge(
  { recorded, result: { outcome, commit, failure } }: MergeOutcome,
  witness: Witness | undefined,
  { environment, head, digest }: About,
): Promise<string | undefined> {
  return sealed(recorded, witness, {
    name: `fairlead merge (${environment})`,
    commit: head,
    isGood: outcome === 'merged',
    title: `${environment}: ${outcome}`,
    lines: [
      commit === undefined ? 'It was not merged.' : `It was merged as ${commit}.`,
      ...(failure === undefined ? [] : [`${failure.faults[0].message}.`]),
      ...(digest === undefined ? [] : [`Digest: ${digest}.`]),
    ],
  })
}

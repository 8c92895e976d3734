import type { Ledger } from '../forge/ledger.ts'
import { chainFaults } from './chain.ts'
import type { ChainFault, SeenEntry } from './chain.ts'
import { allEntries } from './read.ts'

/** Whether the records are what was written. */
export interface Verified {
  /** The commit that was read; undefined where there are no records. */
  readonly commit: string | undefined
  readonly entries: number
  readonly faults: readonly ChainFault[]
}

/**
 * Reads all records and tells where they are broken: what was changed, dropped, or put in between. Where the branch was
 * set back and written anew, the new chain is whole in itself: that shows by what somebody has seen of the old one, such
 * as the hash in the log of a run.
 */
export async function verifyChain(ledger: Ledger, seen: readonly SeenEntry[] = []): Promise<Verified> {
  const commit = await ledger.tip()
  const entries = commit === undefined ? [] : await allEntries(ledger, commit)
  return { commit, entries: entries.length, faults: chainFaults(entries, { isWhole: true, seen }) }
}

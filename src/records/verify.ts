import type { Ledger } from '../forge/ledger.ts'
import { chainFaults } from './chain.ts'
import type { ChainFault, SeenEntry } from './chain.ts'
import { allEntries } from './read.ts'
import type { StoredEntry } from './read.ts'

/** Whether the records are what was written. */
export interface Verified {
  /** The commit that was read; undefined where there are no records. */
  readonly commit: string | undefined
  readonly entries: number
  readonly faults: readonly ChainFault[]
}

/** All records, with where they are broken. */
export interface Chain extends Omit<Verified, 'entries'> {
  /** The oldest first. */
  readonly entries: readonly StoredEntry[]
}

/** Reads all records and looks whether each follows the one before. */
export async function readChain(ledger: Ledger, seen: readonly SeenEntry[] = []): Promise<Chain> {
  const commit = await ledger.tip()
  const entries = commit === undefined ? [] : await allEntries(ledger, commit)
  return { commit, entries, faults: chainFaults(entries, { isWhole: true, seen }) }
}

/**
 * Reads all records and tells where they are broken: what was changed, dropped, or put in between. Where the branch was
 * set back and written anew, the new chain is whole in itself: that shows by what somebody has seen of the old one, such
 * as the hash in the log of a run.
 */
export async function verifyChain(ledger: Ledger, seen: readonly SeenEntry[] = []): Promise<Verified> {
  const { entries, ...chain } = await readChain(ledger, seen)
  return { ...chain, entries: entries.length }
}

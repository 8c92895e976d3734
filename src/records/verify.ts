import type { Ledger } from '../forge/ledger.ts'
import { chainFaults } from './chain.ts'
import type { ChainFault, SeenEntry } from './chain.ts'
import { allEntries } from './read.ts'
import type { StoredEntry } from './read.ts'

/** The result of checking whether the records are unchanged. */
export interface Verified {
  /** The commit that was read; undefined if there are no records. */
  readonly commit: string | undefined
  readonly entries: number
  readonly faults: readonly ChainFault[]
}

/** All records, with the breaks in their chain. */
export interface Chain extends Omit<Verified, 'entries'> {
  /** The oldest first. */
  readonly entries: readonly StoredEntry[]
}

/** Reads all records and checks whether each follows the previous one. */
export async function readChain(ledger: Ledger, seen: readonly SeenEntry[] = []): Promise<Chain> {
  const commit = await ledger.tip()
  const entries = commit === undefined ? [] : await allEntries(ledger, commit)
  return { commit, entries, faults: chainFaults(entries, { isWhole: true, seen }) }
}

/**
 * Reads all records and returns the breaks in their chain: entries that were changed, dropped, or inserted. If the
 * branch was reset and rewritten, the new chain is intact in itself. Only something that was recorded of the old
 * chain, such as the hash in the log of a run, reveals that.
 */
export async function verifyChain(ledger: Ledger, seen: readonly SeenEntry[] = []): Promise<Verified> {
  const { entries, ...chain } = await readChain(ledger, seen)
  return { ...chain, entries: entries.length }
}

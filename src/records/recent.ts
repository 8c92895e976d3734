import type { Ledger } from '../forge/ledger.ts'
import { parseJsonAnswer } from '../shapes/answer.ts'
import type { ParsedAnswer } from '../shapes/answer.ts'
import { chainFaults, linkOf } from './chain.ts'
import { syncEntry } from './entry.ts'
import type { SyncEntry } from './entry.ts'
import { RECORD_VERSION } from './parts.ts'
import { lastEntries } from './read.ts'
import type { StoredEntry } from './read.ts'

/** The last records, and whether they can be trusted. */
export interface Recent {
  /** The newest first. */
  readonly syncs: readonly SyncEntry[]
  /** The breaks in the chain of the entries that were read, as sentences without a full stop. */
  readonly faults: readonly string[]
}

/**
 * Reads the last entries of kind `sync`. Other kinds and unknown versions are skipped.
 *
 * @param most how many entries of any kind are read
 */
export async function recentSyncs(ledger: Ledger, most: number): Promise<Recent> {
  const tip = await ledger.tip()
  const entries = tip === undefined ? [] : await lastEntries(ledger, tip, most)
  const faults = chainFaults(entries).map(({ message }) => message)
  const syncs: SyncEntry[] = []
  for (const entry of entries.toReversed()) {
    const read = syncOf(entry)
    if (read === undefined) continue
    if ('data' in read) syncs.push(read.data)
    else faults.push(`${entry.path} is not a valid entry: ${read.fault}`)
  }
  return { syncs, faults }
}

/** Parses an entry of kind `sync`; undefined for another kind, and for an unknown version. */
export function syncOf(entry: StoredEntry): ParsedAnswer<SyncEntry> | undefined {
  const link = linkOf(entry)
  if ('fault' in link || link.data.kind !== 'sync' || link.data.version > RECORD_VERSION) return undefined
  return parseJsonAnswer(syncEntry, entry.content, 'it')
}

import type { Ledger } from '../../forge/ledger.ts'
import { linkOf } from '../../records/chain.ts'
import { mergeEntry } from '../../records/merge-entry.ts'
import type { MergeEntry } from '../../records/merge-entry.ts'
import { RECORD_VERSION } from '../../records/parts.ts'
import { readChain } from '../../records/verify.ts'
import { parseJsonAnswer } from '../../shapes/answer.ts'

/** A recorded successful merge, with the number of its entry. */
export interface RecordedMerge {
  readonly entry: MergeEntry
  readonly sequence: number
}

/**
 * Finds the newest record that a commit was merged for an environment. Nothing counts if the chain is broken. On a
 * forge with accounts, only entries count that the forge confirms as ours.
 */
export async function recordedMerge(
  ledger: Ledger,
  { environment, head }: { readonly environment: string; readonly head: string },
): Promise<RecordedMerge | undefined> {
  const { commit, entries, faults } = await readChain(ledger)
  if (commit === undefined || faults.length > 0) return undefined
  for (const stored of entries.toReversed()) {
    const link = linkOf(stored)
    if ('fault' in link || link.data.kind !== 'merge' || link.data.version > RECORD_VERSION) continue
    const read = parseJsonAnswer(mergeEntry, stored.content, 'it')
    if ('fault' in read) continue
    const entry = read.data
    if (entry.outcome !== 'merged' || entry.head !== head || entry.environment !== environment) continue
    const vouched = await ledger.vouched?.(commit, [stored.path])
    if (vouched?.has(stored.path) !== false) return { entry, sequence: stored.sequence }
  }
  return undefined
}

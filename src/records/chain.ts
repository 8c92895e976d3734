import { parseJsonAnswer } from '../shapes/answer.ts'
import { chainLink } from './entry.ts'
import type { ChainLink } from './entry.ts'
import { hashOf, pathOf } from './place.ts'
import type { StoredEntry } from './read.ts'

/** A break in the chain of entries. */
export interface ChainFault {
  /**
   * The kind of break:
   *
   * - `unreadable`: it is not a valid entry
   * - `misplaced`: it contains another number, or another entry has its id
   * - `missing`: there is no entry with this number, but there are later ones
   * - `changed`: it is not the entry that the next one was written after, or that somebody has seen
   */
  readonly kind: 'unreadable' | 'misplaced' | 'missing' | 'changed'
  readonly sequence: number
  /** One sentence without a full stop, which names the file. */
  readonly message: string
}

/** An entry that somebody has seen, such as in the summary of a run: it must still exist. */
export interface SeenEntry {
  readonly sequence: number
  /** `sha256:…` of its bytes. */
  readonly hash: string
}

/** Facts beyond the entries. */
export interface ChainKnown {
  /** Whether the first of the entries must be the first of the whole chain. */
  readonly isWhole?: boolean
  readonly seen?: readonly SeenEntry[]
}

/**
 * Finds breaks in the chain of entries: entries that were changed, dropped, inserted, or rewritten after the branch
 * was reset. The last entry has no successor that would reveal a change. Only somebody who has seen it, or the
 * signature of its commit, can reveal it.
 *
 * @param entries the oldest first
 */
export function chainFaults(entries: readonly StoredEntry[], known: ChainKnown = {}): ChainFault[] {
  const { isWhole = false, seen = [] } = known
  const faults: ChainFault[] = []
  const ids = new Map<string, number>()
  let before: StoredEntry | undefined
  let expected = isWhole ? 1 : entries[0]?.sequence
  for (const entry of entries) {
    if (expected !== undefined && expected < entry.sequence) faults.push(missing(expected, entry.sequence))
    expected = entry.sequence + 1
    const link = linkOf(entry)
    if ('fault' in link) faults.push(faultOf('unreadable', entry, `is not a valid entry: ${link.fault}`))
    else {
      const stray = misplaced(entry, link.data, ids)
      // The previous entry of a misplaced entry is not its neighbor here.
      faults.push(...(stray.length > 0 ? stray : changed(before, entry, link.data)))
      ids.set(link.data.id, entry.sequence)
    }
    before = entry
  }
  const last = entries.at(-1)?.sequence ?? 0
  const first = entries[0]?.sequence ?? 1
  for (const { sequence, hash } of seen) {
    const entry = entries.find((one) => one.sequence === sequence)
    if (entry !== undefined && hashOf(entry.content) !== hash)
      faults.push(faultOf('changed', entry, 'is not the entry that was read before'))
    else if (entry === undefined && sequence > last) faults.push(missing(sequence, sequence))
    else if (entry === undefined && (isWhole || sequence >= first)) faults.push(missing(sequence, sequence))
  }
  return unique(faults)
}

/** Parses the fields of an entry that form the chain. */
export function linkOf({ content }: StoredEntry) {
  return parseJsonAnswer(chainLink, content, 'it')
}

function misplaced(entry: StoredEntry, link: ChainLink, ids: ReadonlyMap<string, number>): ChainFault[] {
  const { sequence } = entry
  if (link.sequence !== sequence) return [faultOf('misplaced', entry, `has the number ${link.sequence}`)]
  const twin = ids.get(link.id)
  return twin === undefined ? [] : [faultOf('misplaced', entry, `has the same id as entry ${twin}`)]
}

function changed(before: StoredEntry | undefined, entry: StoredEntry, link: ChainLink): ChainFault[] {
  if (before === undefined)
    return entry.sequence === 1 && link.previous !== null
      ? [faultOf('misplaced', entry, 'is the first entry, but names a previous one')]
      : []
  // If the previous entry is missing, it cannot be checked.
  if (before.sequence !== entry.sequence - 1 || link.previous === hashOf(before.content)) return []
  return [
    faultOf('changed', before, `is not the entry that ${pathOf(entry.sequence)} names as the previous one`),
  ]
}

/** Returns one fault for a gap, regardless of its size. */
function missing(from: number, until: number): ChainFault {
  const message =
    until - from > 1
      ? `the entries from ${pathOf(from)} to ${pathOf(until - 1)} are missing`
      : `${pathOf(from)} is missing`
  return { kind: 'missing', sequence: from, message }
}

function faultOf(kind: ChainFault['kind'], { sequence, path }: StoredEntry, what: string): ChainFault {
  return { kind, sequence, message: `${path} ${what}` }
}

function unique(faults: readonly ChainFault[]): ChainFault[] {
  return [...new Map(faults.map((fault) => [fault.message, fault])).values()]
}

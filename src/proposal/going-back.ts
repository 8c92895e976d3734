import type { VersionMove } from '../moves/move.ts'
import type { Order } from '../moves/order.ts'
import type { Tree } from '../tree/tree.ts'
import type { Pending } from './pending.ts'
import { valueAt } from '../moves/values.ts'
import { tagOf } from './pending.ts'
import type { RecordedChange } from './trailers.ts'

/**
 * Returns the changes of an open pull request that roll back: their version is older than the one that they replaced
 * when they were created, and older than the current one on the base. Somebody intends this, so the next build must
 * not replace them. They are recognized by their values, never by a text.
 *
 * @param order returns the order of a change relative to a tag in its location
 */
export async function goingBack(
  pending: Pending | undefined,
  base: Tree,
  order: (change: RecordedChange, tag: string) => Promise<Order>,
): Promise<RecordedChange[]> {
  if (!pending?.isOpen || pending.changes.length === 0) return []
  const files = await base.read([
    ...new Set(pending.changes.flatMap(({ set }) => set.map(({ file }) => file))),
  ])
  const back: RecordedChange[] = []
  for (const change of pending.changes) {
    const [place] = change.set
    const now = place && valueAt(files.get(place.file)?.content, place)
    const tag = now === undefined ? undefined : tagOf(now)
    const was = place?.was === undefined ? undefined : tagOf(place.was)
    if (tag === undefined || was === undefined || [tag, was].includes(change.to)) continue
    const isBack = (await order(change, was)) === 'older'
    if (isBack && (tag === was || (await order(change, tag)) === 'older')) back.push(change)
  }
  return back
}

/** Reports whether a move does the same as a change that rolls back, or rolls back itself. */
export function isBackward(move: VersionMove, change: RecordedChange): boolean {
  return move.to === change.to || move.order === 'older'
}

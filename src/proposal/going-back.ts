import type { VersionMove } from '../moves/move.ts'
import type { Order } from '../moves/order.ts'
import type { Tree } from '../tree/tree.ts'
import type { Pending } from './pending.ts'
import { valueAt } from '../moves/values.ts'
import { tagOf } from './pending.ts'
import type { RecordedChange } from './trailers.ts'

/**
 * The changes of an open pull request that take something back: their version is older than what they replaced when they
 * were made, and than what the base has now. Somebody wants that, so that the next build must not take their place. It is
 * known by what they move, never by a text.
 *
 * @param order tells how a change stands to a tag in its place
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

/** Whether a move does what a change that goes back does, or takes back itself. */
export function isBackward(move: VersionMove, change: RecordedChange): boolean {
  return move.to === change.to || move.order === 'older'
}

import type { AppChange } from '../../diff/model.ts'
import type { Block } from './objects.ts'
import { CLOSING, GAP, opening } from './objects.ts'

/** Which blocks go into which comment. */
export interface Packed {
  /** One list for each comment that is needed; the first is there even where it is empty. */
  readonly comments: readonly (readonly Block[])[]
  readonly left: readonly Block[]
}

/**
 * Puts each block, in the order given, into the first comment that has room for it.
 *
 * @param room in UTF-16 units, of the first comment and of each further one
 * @param most how many comments there may be
 */
export function pack(
  blocks: readonly Block[],
  room: { first: number; further: number },
  most: number,
): Packed {
  const bins: { room: number; apps: Set<AppChange>; blocks: Block[] }[] = []
  const open = () =>
    bins.push({ room: bins.length === 0 ? room.first : room.further, apps: new Set(), blocks: [] })
  open()
  const left: Block[] = []
  const isLeft = new Set<Block>()
  for (const block of blocks) {
    // Lines that are not there cannot be referred to.
    if (block.sameAs && isLeft.has(block.sameAs)) {
      left.push(block)
      continue
    }
    const own = block.text.length + GAP.length
    const frame = frameSize(block.change)
    if (
      own + frame <= room.further &&
      !bins.some((bin) => fits(bin, block, own, frame)) &&
      bins.length < most
    )
      open()
    const bin = bins.find((candidate) => fits(candidate, block, own, frame))
    if (!bin) {
      left.push(block)
      isLeft.add(block)
      continue
    }
    bin.room -= own + (bin.apps.has(block.change) ? 0 : frame)
    bin.apps.add(block.change)
    bin.blocks.push(block)
  }
  return { comments: bins.map((bin) => bin.blocks), left }
}

function fits(
  bin: { room: number; apps: Set<AppChange> },
  { change }: Block,
  own: number,
  frame: number,
): boolean {
  return own + (bin.apps.has(change) ? 0 : frame) <= bin.room
}

/** What an app takes beside its objects, at its longest. */
function frameSize(change: AppChange): number {
  return opening(change, -change.objects.length).length + CLOSING.length + 2 * GAP.length + 4
}

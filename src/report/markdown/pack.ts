import type { Section } from '../same-change.ts'
import type { Block } from './objects.ts'
import { CLOSING, GAP, opening } from './objects.ts'

/** The distribution of blocks to comments. */
export interface Packed {
  /** One list for each comment that is needed. The first one exists even if it is empty. */
  readonly comments: readonly (readonly Block[])[]
  readonly left: readonly Block[]
}

/**
 * Puts each block, in the given order, into the first comment that has room for it.
 *
 * @param room the room of the first comment and of each further one, in UTF-16 units
 * @param most the maximum number of comments
 */
export function pack(
  blocks: readonly Block[],
  room: { first: number; further: number },
  most: number,
): Packed {
  const bins: { room: number; apps: Set<Section>; blocks: Block[] }[] = []
  const open = () =>
    bins.push({ room: bins.length === 0 ? room.first : room.further, apps: new Set(), blocks: [] })
  open()
  // Computed once for each section, because a section has as many blocks as objects.
  const frames = new Map<Section, number>()
  const frameOf = (section: Section) => {
    const known = frames.get(section) ?? frameSize(section)
    frames.set(section, known)
    return known
  }
  const left: Block[] = []
  const isLeft = new Set<Block>()
  for (const block of blocks) {
    // A block cannot refer to lines that are not shown.
    if (block.sameAs && isLeft.has(block.sameAs)) {
      left.push(block)
      continue
    }
    const own = block.text.length + GAP.length
    const frame = frameOf(block.section)
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
    bin.room -= own + (bin.apps.has(block.section) ? 0 : frame)
    bin.apps.add(block.section)
    bin.blocks.push(block)
  }
  return { comments: bins.map((bin) => bin.blocks), left }
}

function fits(
  bin: { room: number; apps: Set<Section> },
  { section }: Block,
  own: number,
  frame: number,
): boolean {
  return own + (bin.apps.has(section) ? 0 : frame) <= bin.room
}

/** Returns the maximum size of a section without its objects. */
function frameSize(section: Section): number {
  const objects = section.changes.reduce((sum, change) => sum + change.objects.length, 0)
  return opening(section, -objects).length + CLOSING.length + 2 * GAP.length + 4
}

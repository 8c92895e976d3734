import type { Sides } from '../git/sides.ts'
import type { Context } from '../inventory/context.ts'
import { discover } from '../parents/discover.ts'
import type { Rendering, World } from '../render/plan.ts'
import { maskerOf } from '../secrets/masker.ts'
import type { DeclaredOptions, DeclaredSides } from './declared.ts'
import { declaredSides } from './declared.ts'
import type { RenderParts } from './render-pairs.ts'
import type { RenderedPair } from './rendered-pair.ts'
import { renderPairs } from './render-pairs.ts'

/**
 * A change from both of its sides: what they declare, and what the apps that it touches render to. `diff` compares the
 * two commits of a request so, and a bump the files that it is about to write.
 */

/** What both sides are read and rendered with. */
export interface SidesParts extends Omit<DeclaredOptions, 'discover'> {
  readonly renderer: Rendering['renderer']
  /** What a side's apps are rendered in, beside its tree and its addresses. */
  around(side: 'base' | 'head'): Omit<World, 'tree' | 'context'>
}

/** Reads what both sides declare, the apps that only the output of others declares among it. */
export function declareBoth(sides: Sides, parts: SidesParts): Promise<DeclaredSides> {
  const { renderer } = parts
  return declaredSides(sides, {
    ...parts,
    discover: (both) =>
      discover(
        both.map(({ open }, i) => ({
          open,
          world: worldOf(sides, parts, i === 0 ? 'base' : 'head', open.context),
        })),
        { renderer, hide: (message, rendered) => maskerOf(...rendered).text(message) },
      ),
  })
}

/**
 * Renders the apps that the change touches, on the sides that have them.
 *
 * @throws nothing: an app that cannot be rendered is its own result
 */
export function renderBoth(
  sides: Sides,
  { affected, before, after }: DeclaredSides,
  parts: SidesParts,
  run: Pick<RenderParts, 'shard' | 'progress'> = { shard: undefined },
): Promise<RenderedPair[]> {
  return renderPairs(affected, {
    before: { declarations: before, world: worldOf(sides, parts, 'base', before.context) },
    after: { declarations: after, world: worldOf(sides, parts, 'head', after.context) },
    renderer: parts.renderer,
    ...run,
  })
}

function worldOf(sides: Sides, parts: SidesParts, side: 'base' | 'head', context: Context): World {
  return { tree: sides[side].tree, context, ...parts.around(side) }
}

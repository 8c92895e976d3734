import type { Config } from '../config/config.ts'
import type { Context } from '../inventory/context.ts'
import type { OpenInventory } from '../inventory/open.ts'
import { discover } from '../parents/discover.ts'
import { Renders } from '../parents/renders.ts'
import type { Rendering, InfraRepo } from '../render/plan.ts'
import { maskerOf } from '../secrets/masker.ts'
import type { Change } from './change.ts'
import type { DeclaredSides, InventoryStore } from './declared.ts'
import { declaredSides } from './declared.ts'
import type { RenderParts } from './render-pairs.ts'
import { renderPairs } from './render-pairs.ts'
import type { RenderedPair } from './rendered-pair.ts'

/** What both sides of a change are read and rendered with. */
export interface BothParts {
  /** That of the base: what a change makes of it does not count before it is merged. */
  readonly config: Config
  readonly rendering: Rendering
  /** Where inventories are kept over runs, if anywhere. */
  readonly inventories?: InventoryStore | undefined
  /** What the base declares, where it is read already. */
  readonly read?: OpenInventory | undefined
}

/**
 * Reads what both sides of a change declare, the apps that only the output of others declares among it; and pairs
 * those that the change may touch.
 *
 * @throws FairleadError (input) and (remote) where a side cannot be read
 */
export function declareBoth(change: Change, parts: BothParts): Promise<DeclaredSides> {
  const { sides, addresses, source } = change
  return declaredSides(sides, {
    addresses,
    config: parts.config,
    store: parts.inventories,
    read: parts.read,
    reaches: source && ((app) => source.reaches(app)),
    rendersOf: (side, context) =>
      new Renders(infraRepoOf(change, parts, side, context), parts.rendering.renderer),
    discover: (both) => discover(both, (message, rendered) => maskerOf(...rendered).text(message)),
  })
}

/**
 * Renders the apps that a change touches, on the sides that have them, and what these lead to.
 *
 * @throws nothing: an app that cannot be rendered is its own result
 */
export function renderBoth(
  { affected, before, after, renders, apart }: DeclaredSides,
  run: Pick<RenderParts, 'shard' | 'progress'> = { shard: undefined },
): Promise<RenderedPair[]> {
  return renderPairs(affected, {
    before: { declarations: before, renders: renders.before },
    after: { declarations: after, renders: renders.after },
    apart,
    ...run,
  })
}

/** The infra repo on one side: of an app repo the side that is compared. */
function infraRepoOf(
  { sides, standing, source }: Change,
  { rendering: { remoteSources } }: BothParts,
  side: 'base' | 'head',
  context: Context,
): InfraRepo {
  return {
    tree: sides[side].tree,
    context,
    ...standing,
    remoteSources: source?.around(remoteSources, side) ?? remoteSources,
  }
}

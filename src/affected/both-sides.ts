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

/** The settings for reading and rendering both sides of a change. */
export interface BothParts {
  /** The configuration of the base: a change to it has no effect before it is merged. */
  readonly config: Config
  readonly rendering: Rendering
  /** The storage for inventories across runs, if any. */
  readonly inventories?: InventoryStore | undefined
  /** The inventory of the base, if it is already read. */
  readonly read?: OpenInventory | undefined
}

/**
 * Reads the declarations on both sides of a change, including the apps that only the rendered output of others
 * declares, and pairs the apps that the change may affect.
 *
 * @throws FairleadError (input) and (remote) if a side cannot be read
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
 * Renders the affected apps on the sides that have them, and their child apps.
 *
 * @throws nothing: if an app cannot be rendered, the error is its result
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

/** Returns the infra repo on one side. For a change of an app repo, its sources contain that side of the app repo. */
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

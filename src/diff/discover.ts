import { identityOf } from '../inventory/control-planes/identity.ts'
import type { App } from '../inventory/model.ts'
import type { OpenInventory } from '../inventory/read.ts'
import { hubsOf, withRendered } from '../inventory/rendered.ts'
import { groupOf } from '../render/manifests.ts'
import type { Rendered, Renderer } from '../render/model.ts'
import type { Planner, World } from '../render/plan.ts'
import type { Json } from '../yaml/value.ts'
import { maskerOf } from './compare.ts'
import type { SideResult } from './carry-out.ts'
import { carryOut } from './carry-out.ts'

/** One revision as far as its files tell, and the world around it. */
export interface ReadSide {
  readonly open: OpenInventory
  readonly world: World
}

/** What was found, for each side that was given. */
export interface Discovered {
  readonly sides: readonly {
    /** With the apps that others declare. */
    readonly open: OpenInventory
    readonly rendered: ReadonlyMap<App, SideResult>
  }[]
  /** Why apps may be missing, as sentences. */
  readonly faults: readonly string[]
}

/** Apps of apps of apps of apps; more is a circle. */
const MOST_ROUNDS = 4

/**
 * Renders the apps that lead to others (charts of Applications, patched ApplicationSets), and what those lead to,
 * so that an app is found whatever declares it. Without such apps it costs nothing.
 *
 * Where such an app cannot be rendered on one side, nothing is known of what it leads to on either: what it declares
 * would seem to come or to go.
 */
export async function discover(
  sides: readonly ReadSide[],
  parts: { readonly renderer: Renderer; plannerFor(object: Json): Planner | undefined },
): Promise<Discovered> {
  const faults = new Map<string, Set<string>>()
  const states = sides.map(({ open, world }) => ({
    open,
    world,
    seen: new Set<unknown>(),
    rendered: new Map<App, SideResult>(),
  }))
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const done = await Promise.all(
      states.map(async ({ open, world, seen, rendered }) => {
        const hubs = hubsOf(open).filter((hub) => isNew(hub, seen))
        for (const { hub, result } of await Promise.all(hubs.map((hub) => renderHub(hub, world, parts))))
          rendered.set(hub, result)
        return hubs
      }),
    )
    if (done.flat().length === 0) break
    const failed = new Set<string>()
    for (const { rendered } of states)
      for (const [hub, result] of rendered) {
        if (!('error' in result)) continue
        failed.add(identityOf(hub))
        // What is secret in the side that renders is so in what the other one says.
        const secrets = maskerOf(...states.flatMap((state) => renderedOf(state.rendered, identityOf(hub))))
        const message = secrets.text(result.error.faults[0].message)
        faults.set(message, (faults.get(message) ?? new Set()).add(hub.name))
      }
    await Promise.all(
      states.map(async (state, i) => {
        const hubs = (done[i] ?? []).filter((hub) => !failed.has(identityOf(hub)))
        state.open = await withRendered(
          state.open,
          hubs.map((hub) => ({ hub, objects: argoObjects(state.rendered.get(hub)) })),
        )
      }),
    )
  }
  return {
    sides: states.map(({ open, rendered }) => ({ open, rendered })),
    faults: [...faults].map(
      ([message, names]) =>
        `${[...names].join(', ')} could not be rendered to find the apps that ${names.size === 1 ? 'it declares' : 'they declare'}, so only what their files say is known: ${message}`,
    ),
  }
}

/** One that deploys to several control planes is rendered once. */
function isNew(hub: App, seen: Set<unknown>): boolean {
  const key = hub.lineage ?? hub
  return !seen.has(key) && seen.add(key) !== undefined
}

function renderedOf(results: ReadonlyMap<App, SideResult>, id: string): Rendered[] {
  return [...results].flatMap(([hub, result]) =>
    'rendered' in result && identityOf(hub) === id ? [result.rendered] : [],
  )
}

function argoObjects(result: SideResult | undefined): Json[] {
  if (!result || !('rendered' in result)) return []
  return result.rendered.manifests
    .filter(({ apiVersion }) => groupOf(apiVersion) === 'argoproj.io')
    .map(({ content }) => content)
}

async function renderHub(
  hub: App,
  world: World,
  { renderer, plannerFor }: Parameters<typeof discover>[1],
): Promise<{ hub: App; result: SideResult }> {
  const object = (await hub.declaration()) ?? null
  const planner = plannerFor(object)
  if (!planner) throw new Error(`${hub.kind} ${hub.name} has no planner`)
  return {
    hub,
    result: await carryOut((whole) => planner(object, whole, [], hub.declaredAt.file), world, renderer),
  }
}

import { identityOf } from '../inventory/control-planes/identity.ts'
import { withAssumedRoots } from '../inventory/leading/roots.ts'
import { withLeadingTemplates } from '../inventory/leading/templates.ts'
import type { App } from '../inventory/model.ts'
import type { OpenInventory } from '../inventory/open.ts'
import { parentsOf, withRendered } from '../inventory/leading/rendered.ts'
import type { Rendered } from '../render/model.ts'
import type { SideResult } from '../render/render-side.ts'
import { controllerObjects } from './outputs.ts'
import type { Renders } from './renders.ts'
import { hasUnledTemplates } from '../inventory/leading/root-charts.ts'

/** One revision as its files declare it, with the render results of its apps. */
export interface ReadSide {
  readonly open: OpenInventory
  readonly renders: Renders
}

/** The result of a discovery, for each given side. */
export interface Discovered {
  readonly sides: readonly {
    /** Includes the apps that others declare. */
    readonly open: OpenInventory
    /** The parent apps with their render results. */
    readonly rendered: ReadonlyMap<App, SideResult>
  }[]
  /** The reasons why apps may be missing, as sentences. */
  readonly faults: readonly string[]
  /** The parent apps that could not be rendered on a side, with the messages of each side. */
  readonly failed: readonly FailedParent[]
}

/** A parent app that could not be rendered. */
export interface FailedParent {
  readonly app: App
  /** Messages without secrets of either side, in the order of the sides; undefined for a side that was rendered. */
  readonly messages: readonly (string | undefined)[]
}

/** The maximum number of levels of apps to follow: a chart may declare itself under another name endlessly. */
export const MOST_LEVELS = 20

/** A function that removes secrets from a message: those in the results of the sides that were rendered. */
export type Hide = (message: string, rendered: readonly Rendered[]) => string

/**
 * Renders the parent apps (charts of Applications, patched ApplicationSets) and the apps that they declare, so that
 * an app is found regardless of what declares it. Without parent apps, nothing is rendered.
 *
 * If a parent cannot be rendered on one side, its child apps are ignored on both sides: they would otherwise look
 * added or removed.
 */
export async function discover(
  sides: readonly ReadSide[],
  hide: Hide = (message) => message,
): Promise<Discovered> {
  const faults = new Map<string, Set<string>>()
  const failedParents = new Map<string, { app: App; messages: (string | undefined)[] }>()
  const states = sides.map(({ open, renders }) => ({
    open,
    renders,
    seen: new Set<unknown>(),
    assumed: new Set<string>(),
    rendered: new Map<App, SideResult>(),
  }))
  for (let level = 0; level < MOST_LEVELS; level += 1) {
    const done = await Promise.all(
      states.map(async (state) => {
        const { renders, seen, rendered } = state
        state.open = await withLeadingTemplates(state.open)
        const newParents = () => parentsOf(state.open).filter((parent) => isNew(parent, seen))
        let parents = newParents()
        const failed = new Set(
          [...rendered].flatMap(([{ lineage }, result]) => ('error' in result ? [lineage] : [])),
        )
        if (parents.length === 0 && (hasUnledTemplates(state.open) || failed.size > 0)) {
          state.open = await withAssumedRoots(state.open, failed, state.assumed)
          parents = newParents()
        }
        const results = await Promise.all(
          parents.map(async (parent) => [parent, await renders.of(parent)] as const),
        )
        for (const [parent, result] of results) rendered.set(parent, result)
        return parents
      }),
    )
    if (done.flat().length === 0) break
    const failed = new Set<string>()
    for (const [i, { rendered }] of states.entries())
      for (const [parent, result] of rendered) {
        if (!('error' in result)) continue
        failed.add(identityOf(parent))
        // A secret of the side that was rendered may also be in the error of the other side.
        const others = states.flatMap((state) => renderedOf(state.rendered, identityOf(parent)))
        const [fault] = result.error.faults
        const message = hide(fault.message, others)
        faults.set(message, (faults.get(message) ?? new Set()).add(parent.name))
        const one = failedParents.get(identityOf(parent)) ?? {
          app: parent,
          messages: states.map(() => undefined),
        }
        failedParents.set(identityOf(parent), one)
        one.messages[i] = message
      }
    await Promise.all(
      states.map(async (state, i) => {
        const parents = (done[i] ?? []).filter((parent) => !failed.has(identityOf(parent)))
        state.open = await withRendered(
          state.open,
          parents.map((parent) => ({ parent, objects: controllerObjects(state.rendered.get(parent)) })),
        )
      }),
    )
  }
  return {
    sides: states.map(({ open, rendered }) => ({ open, rendered })),
    failed: [...failedParents.values()],
    faults: [...faults].map(
      ([message, names]) =>
        `${[...names].join(', ')} could not be rendered to find the apps that ${names.size === 1 ? 'it declares' : 'they declare'}, so only the contents of their files are known: ${message}`,
    ),
  }
}

/** Reports whether a parent was not rendered yet; a parent in several control planes is rendered once. */
function isNew(parent: App, seen: Set<unknown>): boolean {
  const key = parent.lineage ?? parent
  return !seen.has(key) && seen.add(key) !== undefined
}

function renderedOf(results: ReadonlyMap<App, SideResult>, id: string): Rendered[] {
  return [...results].flatMap(([parent, result]) =>
    'rendered' in result && identityOf(parent) === id ? [result.rendered] : [],
  )
}

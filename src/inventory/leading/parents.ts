import { targetPlane } from '../control-planes/destination.ts'
import type { App } from '../model.ts'
import { once } from '../../once.ts'
import { placeOf } from '../control-planes/identity.ts'

/**
 * Returns, for each app, the app of the repo that brings its object into the cluster, or the ApplicationSet that
 * generates it, if there is one. The parents are elements of the given list.
 */
export function parentsOf(apps: readonly App[]): ReadonlyMap<App, App> {
  const all = new Set(apps)
  // A parent may be known only as an older object, from before fields were added to it. This is rare.
  const byPlace = once(() => new Map(apps.map((app) => [placeOf(app), app])))
  const appliers = new Map<string, App[]>()
  for (const app of apps)
    for (const { places } of app.lineage?.applies ?? [])
      for (const place of places) {
        const known = appliers.get(place)
        if (known) known.push(app)
        else appliers.set(place, [app])
      }
  const parents = new Map<App, App>()
  for (const app of apps) {
    const above = app.parent ?? app.lineage?.madeBy
    const said = above && (all.has(above) ? above : (byPlace().get(placeOf(above)) ?? above))
    const found = said ? [said] : (appliers.get(app.lineage?.place ?? '') ?? [])
    const others = found.filter((one) => one !== app)
    const parent =
      others.find(
        (one) => targetPlane(one.lineage?.destination ?? {}, one.controlPlane) === app.controlPlane,
      ) ?? others[0]
    if (parent && all.has(parent)) parents.set(app, parent)
  }
  return parents
}

/** Returns the parents of an app, the nearest first. A parent in a cycle appears once. */
export function chainOf(app: App, parents: ReadonlyMap<App, App>): App[] {
  const chain: App[] = []
  for (
    let above = parents.get(app);
    above && above !== app && !chain.includes(above);
    above = parents.get(above)
  )
    chain.push(above)
  return chain
}

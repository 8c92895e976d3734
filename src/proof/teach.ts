import type { AppTarget, BumpPlan, BumpRequest } from '../bump/request.ts'
import { selectApps, usesImage } from '../bump/select.ts'
import type { ImageUse } from '../images/place.ts'
import { placeId } from '../images/place.ts'
import type { App, Inventory } from '../inventory/model.ts'
import type { OpenInventory } from '../inventory/open.ts'
import { withFields } from '../inventory/with-fields.ts'
import type { Tree } from '../tree/tree.ts'
import { findByTrial, isKnownOtherwise } from './find.ts'
import type { ProofParts } from './touched.ts'

/** The result of trials: an inventory with more known locations. */
export interface Taught {
  readonly inventory: Inventory
  readonly found: readonly { readonly app: App; readonly use: ImageUse }[]
}

/**
 * Searches for the locations of the images of a request whose location the inventory does not know.
 *
 * @param open the inventory, including what only the output of apps declares
 * @returns undefined if none is found
 * @throws FairleadError (input) if several locations set one image
 */
export async function teach(
  request: BumpRequest,
  tree: Tree,
  open: OpenInventory,
  parts: ProofParts,
): Promise<Taught | undefined> {
  const found: { app: App; use: ImageUse }[] = []
  const targets = request.targets.filter((target): target is AppTarget => target.kind === 'app')
  for (const target of targets.filter(({ apps }) => apps.length > 0))
    for (const app of selectApps(open.inventory, target))
      for (const image of target.images) {
        if (app.images.some((use) => use.place && usesImage(use, image))) continue
        const search = { tree, open, app, image, allowShared: request.allow.shared }
        const use = await findByTrial(search, parts)
        if (use) found.push({ app, use })
      }
  if (found.length === 0) return undefined
  const apps = open.inventory.apps.map((app) => {
    const own = found.filter((one) => one.app === app).map(({ use }) => use)
    if (own.length === 0) return app
    const others = app.images.filter((known) =>
      own.every((use) => (known.place ? !isKnownOtherwise(known, use) : use.repository !== known.repository)),
    )
    return withFields(app, { images: [...own, ...others] })
  })
  return { inventory: { ...open.inventory, apps }, found }
}

/** Returns the plan with a note on each location that was found by trial. */
export function withTrials(plan: BumpPlan, { found }: Taught): BumpPlan {
  return {
    ...plan,
    moves: plan.moves.map((move) => {
      const isFound = found.some(({ use: { place } }) => place && placeId(place) === placeId(move))
      if (!isFound) return move
      const text = `${move.file}:${move.line} ${move.key} was found by trial rendering: no other value changes ${move.image ?? ''} of ${move.app ?? ''}`
      return { ...move, notes: [...move.notes, { text }] }
    }),
  }
}

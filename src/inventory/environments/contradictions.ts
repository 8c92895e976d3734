import type { Inventory } from '../model.ts'
import { withFields } from '../with-fields.ts'

/**
 * Adds a note to each app whose environment contradicts itself. Adds none if the repo has fewer than two
 * environments.
 */
export function withContradictions(inventory: Inventory): Inventory {
  const environments = new Set(inventory.apps.map(({ environment }) => environment))
  if (environments.size < 2 || inventory.apps.every(({ contradiction }) => contradiction === undefined))
    return inventory
  const apps = inventory.apps.map((app) => {
    const { contradiction } = app
    return contradiction === undefined
      ? app
      : withFields(app, { notes: [...app.notes, `its environment: ${contradiction}`] })
  })
  return { ...inventory, apps }
}

import { refusal } from '../errors.ts'
import type { ImageUse } from '../images/place.ts'
import { placeId } from '../images/place.ts'
import { isSameEnvironment } from '../inventory/environments/judge.ts'
import type { App, Inventory } from '../inventory/model.ts'
import { isOnCluster } from '../inventory/on-cluster.ts'
import type { NewImage } from './request.ts'
import type { Selected } from './select.ts'
import { usesImage } from './select.ts'

/**
 * Returns the apps of other environments that read the same location and would also be updated; and the apps of other
 * clusters if clusters are requested.
 */
export function alsoMoved(
  inventory: Inventory,
  selected: Selected,
  environments: readonly (string | undefined)[],
  clusters: readonly string[] = [],
): App[] {
  const own = [selected.use.place, selected.use.digestPlace]
    .filter((place) => place !== undefined)
    .map(placeId)
  if (own.length === 0) return []
  return inventory.apps.filter(
    (app) =>
      !(
        environments.some(
          (name) =>
            name === app.environment ||
            (name !== undefined && app.environment !== undefined && isSameEnvironment(name, app.environment)),
        ) &&
        (clusters.length === 0 || clusters.some((wanted) => isOnCluster(app, wanted)))
      ) &&
      app.images.some((use) =>
        [use.place, use.digestPlace].some((place) => place && own.includes(placeId(place))),
      ),
  )
}

/**
 * Returns the other images of the same app that read the same location, except those that the target also updates.
 */
export function companions({ app, use }: Selected, images: readonly NewImage[]): ImageUse[] {
  const { place } = use
  if (!place) return []
  return app.images.filter(
    (other) =>
      other.place &&
      placeId(other.place) === placeId(place) &&
      other.repository !== undefined &&
      other.repository !== use.repository &&
      !images.some((image) => usesImage(other, image)),
  )
}

/** Returns the other apps of the same environment that read the same location. */
export function neighbours(inventory: Inventory, selected: Selected): { app: App; use: ImageUse }[] {
  const { app, use } = selected
  if (!use.place) return []
  const own = placeId(use.place)
  return inventory.apps
    .filter((other) => other.environment === app.environment && other.name !== app.name)
    .flatMap((other) =>
      other.images
        .filter((candidate) => candidate.place && placeId(candidate.place) === own)
        .map((candidate) => ({ app: other, use: candidate })),
    )
}

/** Returns the error for a location whose tag other images also use: it is not known whether they have that tag. */
export function refuseMisled(selected: Selected, others: readonly { app: App; use: ImageUse }[]) {
  const names = [...new Set(others.map(({ app, use }) => `${app.name} (${use.repository})`))]
  const { place } = selected.use
  return refusal(`${place?.file} also sets the tag of other images: ${shorten(names)}`, {
    at: { file: place?.file ?? '', line: place?.line ?? 1 },
    hint: 'They would be set to a tag that may not exist for them. Give this app its own value, or set allow-shared: true to update all of them.',
  })
}

/** Returns the error for a location that other environments use, or clusters other than the requested ones. */
export function refuseShared(selected: Selected, others: readonly App[], own: string | undefined) {
  const { place } = selected.use
  const isElsewhere = others.every((app) => app.environment === selected.app.environment)
  const noun = isElsewhere ? 'cluster' : 'environment'
  const names = [
    ...new Set(
      others.map(
        (app) =>
          `${app.name} (${isElsewhere ? (app.cluster ?? 'no cluster') : (app.environment ?? 'no environment')})`,
      ),
    ),
  ]
  const cure =
    own === undefined
      ? `Give this ${noun} its own value (a patch, an images entry or a values file)`
      : `Set create: true to give this ${noun} its own value`
  return refusal(
    `${place?.file} is also used by other ${noun}s. Changing it would update them too: ${shorten(names)}`,
    {
      at: { file: place?.file ?? '', line: place?.line ?? 1 },
      hint: `${cure}, or set allow-shared: true to update all of them.`,
    },
  )
}

function shorten(names: readonly string[]): string {
  return `${names.slice(0, 10).join(', ')}${names.length > 10 ? ` and ${names.length - 10} more` : ''}`
}

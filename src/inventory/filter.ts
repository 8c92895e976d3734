import type { FairleadError } from '../errors.ts'
import { inputError, suggestion } from '../errors.ts'
import { isSameRepository } from '../images/reference.ts'
import { starred } from '../patterns/own.ts'
import { isSameEnvironment } from './environments/judge.ts'
import type { App } from './model.ts'
import { calledCluster, isOnCluster } from './on-cluster.ts'

/** The apps to select; an empty list selects all. In apps and images, `*` matches anything. */
export interface Wanted {
  readonly apps: readonly string[]
  readonly environments: readonly string[]
  readonly clusters: readonly string[]
  readonly images: readonly string[]
}

/**
 * Returns the apps that match the selection.
 *
 * @param lost the number of objects that could not be resolved: a missing name may be one of them
 * @throws FairleadError (input) if a name does not exist in the inventory
 */
export function filtered(apps: readonly App[], wanted: Wanted, lost = 0): App[] {
  const chosen = apps.filter(
    (app) =>
      isAny(wanted.apps, (name) => isCalled(app, name)) &&
      isAny(wanted.environments, (name) => isIn(app, name)) &&
      isAny(wanted.clusters, (name) => isOnCluster(app, name)) &&
      isAny(wanted.images, (name) => uses(app, name)),
  )
  if (chosen.length > 0 || apps.length === 0) return withoutOthers(chosen, wanted.apps)
  const kinds: readonly [
    string,
    readonly string[],
    (app: App, name: string) => boolean,
    (app: App) => string[],
  ][] = [
    ['app', wanted.apps, isCalled, ({ name }) => [name]],
    ['environment', wanted.environments, isIn, ({ environment }) => some(environment)],
    ['cluster', wanted.clusters, isOnCluster, (app) => some(calledCluster(app))],
    ['image', wanted.images, uses, repositories],
  ]
  for (const [kind, names, fits, known] of kinds)
    for (const name of names)
      if (!apps.some((app) => fits(app, name))) throw noSuch(kind, name, apps.flatMap(known), lost)
  return []
}

/**
 * Returns the error for a name that does not exist.
 *
 * @param kind the kind of the name, such as `app`
 * @param known the names that exist
 * @param lost the number of objects that could not be resolved: a missing name may be one of them
 */
export function noSuch(kind: string, name: string, known: readonly string[], lost = 0): FairleadError {
  const more =
    lost > 0 ? ` ${lost} could not be resolved; run "fairlead inventory --unresolved" to list them.` : ''
  return inputError(`there is no ${kind} ${JSON.stringify(name)}`, {
    isNotFound: true,
    hint: `${suggestion(name, known)}${more}`.trim(),
  })
}

/** The fields of an app that a name is matched against. */
export type Named = Pick<App, 'name' | 'environment' | 'cluster' | 'clusterName' | 'namespace'>

/**
 * Removes apps that match a name only by prefix or suffix if another app with the same environment and cluster has
 * that exact name: `web-tools` in `tools` next to `web`.
 */
function withoutOthers(apps: readonly App[], names: readonly string[]): App[] {
  return names.length === 0 ? [...apps] : apps.filter(calledOneOf(names, apps))
}

/**
 * Returns a function that reports whether an app matches one of the names: the app has exactly that name, or has it
 * with its environment, cluster or namespace as a prefix or suffix while no other app with the same environment and
 * cluster has the exact name.
 *
 * @param known all apps of the inventory
 */
export function calledOneOf(names: readonly string[], known: readonly Named[]): (app: Named) => boolean {
  const placeOf = ({ environment, cluster }: Named, name: string) =>
    JSON.stringify([environment, cluster, name])
  const exact = new Set(
    known.flatMap((app) => names.flatMap((name) => (matches(app.name, name) ? [placeOf(app, name)] : []))),
  )
  return (app) =>
    names.some((name) => matches(app.name, name) || (isCalled(app, name) && !exact.has(placeOf(app, name))))
}

/** Reports whether one of some names fits; no names mean that everything fits. */
export function isAny(names: readonly string[], fits: (name: string) => boolean): boolean {
  return names.length === 0 || names.some(fits)
}

/**
 * Reports whether an app matches a name, with or without its environment, cluster or namespace: `web` matches
 * `web-prod` in prod.
 */
export function isCalled(app: Named, wanted: string): boolean {
  const { name, environment, namespace } = app
  return (
    matches(name, wanted) ||
    [environment, calledCluster(app), namespace].some(
      (part) => part !== undefined && [`${wanted}-${part}`, `${part}-${wanted}`].includes(name),
    )
  )
}

function isIn({ environment }: App, wanted: string): boolean {
  return environment !== undefined && isSameEnvironment(environment, wanted)
}

function uses(app: App, wanted: string): boolean {
  return repositories(app).some((name) => isSameRepository(name, wanted) || matches(name, wanted))
}

function repositories({ images }: App): string[] {
  return images.flatMap(({ repository, alsoKnownAs }) => [...some(repository), ...alsoKnownAs])
}

function some(text: string | undefined): string[] {
  return text === undefined ? [] : [text]
}

function matches(text: string, pattern: string): boolean {
  return starred(pattern, true).test(text)
}

import type { FairleadError } from '../errors.ts'
import { inputError } from '../errors.ts'
import { isSameEnvironment } from '../inventory/environments/judge.ts'
import type { Named } from '../inventory/filter.ts'
import { calledCluster, isOnCluster } from '../inventory/on-cluster.ts'
import { calledOneOf, isCalled, noSuch } from '../inventory/filter.ts'

/** Which apps the inputs name; a list without names means all. */
export interface Chosen {
  readonly app: readonly string[]
  readonly environment: readonly string[]
  readonly cluster?: readonly string[]
}

/**
 * Tells which apps are those that the inputs name, as `bump` finds them: `web` in `prod` is also `web-prod`.
 *
 * @param known all apps that there are
 */
export function chooser(
  { app: names, environment, cluster = [] }: Chosen,
  known: readonly Named[],
): (app: Named) => boolean {
  const isCalledSo = names.length === 0 ? () => true : calledOneOf(names, known)
  return (app) =>
    isCalledSo(app) &&
    isAny(environment, (name) => isIn(app, name)) &&
    isAny(cluster, (name) => isOnCluster(app, name))
}

/** The inputs of a choice that name something, as people read them: `app: web; environment: prod`. */
export function describeChoice({ app, environment, cluster = [] }: Chosen): string | undefined {
  const parts = Object.entries({ app, environment, cluster })
    .filter(([, names]) => names.length > 0)
    .map(([kind, names]) => `${kind}: ${names.join(', ')}`)
  return parts.length === 0 ? undefined : parts.join('; ')
}

/**
 * The fault of names that nothing has, or nothing in that place: to do something for no app would seem to be done.
 *
 * @param known all apps that there are
 * @param lost how many objects could not be resolved: what is not there may be one of them
 * @returns undefined where each name is one of an app, and each app that is named is where it is looked for
 */
export function unknownName(chosen: Chosen, known: readonly Named[], lost = 0): FairleadError | undefined {
  const { app: names, environment, cluster = [] } = chosen
  const some = (values: readonly (string | undefined)[]) => values.filter((value) => value !== undefined)
  const environments = some(known.map((app) => app.environment))
  const clusters = some(known.map(calledCluster))
  const faultOf = (kind: string, wanted: readonly string[], all: readonly string[], fits = equal) => {
    const name = wanted.find((one) => !all.some((other) => fits(other, one)))
    return name === undefined ? undefined : noSuch(kind, name, all, lost)
  }
  const fault =
    faultOf('environment', environment, environments, isSameEnvironment) ??
    faultOf(
      'cluster',
      cluster.filter((name) => !known.some((app) => isOnCluster(app, name))),
      clusters,
    ) ??
    unknownApp(names, known, lost)
  if (fault) return fault
  const nowhere = names.find((name) => !known.some(chooser({ ...chosen, app: [name] }, known)))
  if (nowhere === undefined) return undefined
  const where = [
    environment.length > 0 ? ` in ${environment.join(', ')}` : '',
    cluster.length > 0 ? ` on ${cluster.join(', ')}` : '',
  ].join('')
  const places = known.flatMap((app) =>
    isCalled(app, nowhere)
      ? [
          [app.environment, calledCluster(app)].filter((part) => part !== undefined).join(' on ') ||
            '(no environment)',
        ]
      : [],
  )
  return inputError(`there is no app ${JSON.stringify(nowhere)}${where}`, {
    isNotFound: true,
    hint: `It exists in: ${[...new Set(places)].join(', ')}.`,
  })
}

function unknownApp(
  names: readonly string[],
  known: readonly Named[],
  lost: number,
): FairleadError | undefined {
  const name = names.find((one) => !known.some((app) => isCalled(app, one)))
  if (name === undefined) return undefined
  return noSuch(
    'app',
    name,
    known.map((app) => app.name),
    lost,
  )
}

function isIn({ environment }: Named, wanted: string): boolean {
  return environment !== undefined && isSameEnvironment(environment, wanted)
}

function isAny(names: readonly string[], fits: (name: string) => boolean): boolean {
  return names.length === 0 || names.some(fits)
}

function equal(one: string, other: string): boolean {
  return one === other
}

import type { FairleadError } from '../errors.ts'
import { inputError } from '../errors.ts'
import { isSameEnvironment } from '../inventory/environments/judge.ts'
import type { Named } from '../inventory/filter.ts'
import { calledCluster, isOnCluster } from '../inventory/on-cluster.ts'
import { calledOneOf, isAny, isCalled, noSuch } from '../inventory/filter.ts'

/** The apps that the inputs select; a list without names selects all. */
export interface Chosen {
  readonly app: readonly string[]
  readonly environment: readonly string[]
  readonly cluster?: readonly string[]
}

/**
 * Returns a function that reports whether the inputs select an app, with the same rules as `bump`: `web` in `prod`
 * also matches `web-prod`.
 *
 * @param known all existing apps
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

/** Returns the inputs that select apps, in readable form: `app: web; environment: prod`. */
export function describeChoice({ app, environment, cluster = [] }: Chosen): string | undefined {
  const parts = Object.entries({ app, environment, cluster })
    .filter(([, names]) => names.length > 0)
    .map(([kind, names]) => `${kind}: ${names.join(', ')}`)
  return parts.length === 0 ? undefined : parts.join('; ')
}

/**
 * Returns the error for names that match nothing, or nothing at the selected location. Otherwise a run for no app
 * would look successful.
 *
 * @param known all existing apps
 * @param lost the number of objects that could not be resolved; a missing name may be one of them
 * @returns undefined if each name matches an app, and each named app exists at the selected location
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

function equal(one: string, other: string): boolean {
  return one === other
}

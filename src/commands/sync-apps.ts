import type { Config } from '../config/config.ts'
import { groupBy } from '../group-by.ts'
import type { DeclaredApp } from '../inventory/model.ts'
import { isSameEnvironment } from '../inventory/environments/judge.ts'
import { isCalled } from '../inventory/filter.ts'
import { isOnCluster } from '../inventory/on-cluster.ts'
import { addressesOf } from '../net/repositories.ts'
import type { RepositoryAddresses } from '../net/repositories.ts'
import type { AppChange } from '../review/model.ts'
import type { ExpectedApp } from '../sync/range/expected.ts'
import { namedApplications } from '../sync/places/named.ts'
import type { NamedApplications } from '../sync/places/named.ts'
import { touchedBy } from '../sync/range/ranges.ts'
import type { Range } from '../sync/range/ranges.ts'
import type { Chosen } from './chosen.ts'
import { chooser, unknownName } from './chosen.ts'

/** The apps that a run of `sync` waits for. */
export interface WhichApps {
  readonly wanted: readonly ExpectedApp[]
  /** Changes that may hide apps that the inputs select and that the commits touch. */
  readonly hiding: readonly AppChange[]
  /** Changes that may hide other apps, as sentences. */
  readonly warnings: readonly string[]
  readonly named: NamedApplications
  /** The addresses that identify this repository in the sources of apps. */
  readonly addresses: readonly string[]
}

/** The inputs that select apps and name their Applications. */
interface Choosing extends Chosen {
  readonly cluster: readonly string[]
  readonly 'argocd-app': readonly string[]
}

/**
 * Returns the apps that a range of commits touches and the inputs select, and the changes that may hide others.
 *
 * @throws FairleadError (input) for a name that neither inventory contains, because waiting for nothing would look
 *   successful
 */
export async function whichApps(
  values: Choosing,
  range: Range,
  { config, addresses }: { readonly config: Config; readonly addresses: RepositoryAddresses },
): Promise<WhichApps> {
  const { before, after, undiscovered } = range.declared
  const { apps, hiding } = await touchedBy(range, config)
  // Reading everything takes time even if the inventory is cached, and is needed only to check names.
  const isAsked = [values.app, values.environment, values.cluster, values['argocd-app']].some(
    (names) => names.length > 0,
  )
  const inventories = isAsked ? (await Promise.all([before.all(), after.all()])).flat() : []
  const known = [...inventories, ...range.review.apps.map(({ app }) => app)]
  const fault = unknownName(values, known, after.unresolved.length + undiscovered.length)
  if (fault) throw fault
  const isChosen = chooser(values, known)
  const wanted = await withSiblings(
    apps.filter(({ app }) => isChosen(app)),
    () => before.all(),
  )
  const others = hiding.filter(({ app }) => !wanted.some((one) => one.app === app))
  const counting = others.filter((one) => mayConcern(one, values))
  return {
    wanted,
    hiding: counting,
    warnings: others
      .filter((one) => !counting.includes(one))
      .map(
        ({ app, failures }) =>
          `Ignored, because it cannot belong to the selected apps: ${app.kind} ${app.name}: ${failures[0]?.message ?? 'it cannot be compared'}.`,
      ),
    named: namedApplications(
      values['argocd-app'],
      wanted.map(({ app }) => app.name),
      known.map(({ name }) => name),
    ),
    // If no object contains the repo's own address, as in a mirror, the contents of a path in it decide.
    addresses: [
      ...addressesOf(addresses),
      ...wanted.flatMap(({ declared }) =>
        (declared?.sources ?? []).flatMap(({ inThisRepository, repoURL }) =>
          inThisRepository && repoURL ? [repoURL] : [],
        ),
      ),
    ],
  }
}

/** The maximum number of other Applications that are looked up for a removed app. */
const SIBLINGS = 5

/** Adds to each removed app other Applications of its control plane, which identify its server. */
async function withSiblings(
  apps: readonly ExpectedApp[],
  all: () => Promise<readonly DeclaredApp[]>,
): Promise<readonly ExpectedApp[]> {
  const isToFind = ({ app, status }: ExpectedApp) =>
    status === 'removed' && app.kind === 'Application' && app.controlPlane !== undefined
  if (!apps.some(isToFind)) return apps
  const known = (await all()).filter(({ kind }) => kind === 'Application')
  if (new Set(known.map(({ controlPlane }) => controlPlane)).size < 2) return apps
  const planesOf = groupBy(known, ({ name }) => name)
  return apps.map((one) => {
    if (!isToFind(one)) return one
    const own = known.filter(
      ({ name, controlPlane }) =>
        controlPlane === one.app.controlPlane && name !== one.app.name && planesOf.get(name)?.length === 1,
    )
    const siblings = own
      .slice(0, SIBLINGS)
      .map(({ name, ownNamespace }) => ({ name, namespace: ownNamespace }))
    return { ...one, siblings }
  })
}

/**
 * Reports whether a change that hides apps may hide a selected one. It cannot if it is in another environment or
 * cluster, or if apps are selected by name, because each of those is known.
 */
function mayConcern({ app }: AppChange, values: Choosing): boolean {
  const fits = (
    wanted: readonly string[],
    name: string | undefined,
    isSame: (a: string, b: string) => boolean,
  ) => wanted.length === 0 || name === undefined || wanted.some((one) => isSame(one, name))
  return (
    fits(values.environment, app.environment, isSameEnvironment) &&
    (values.cluster.length === 0 ||
      app.cluster === undefined ||
      values.cluster.some((name) => isOnCluster(app, name))) &&
    (values.app.length === 0 || values.app.some((name) => isCalled(app, name)))
  )
}

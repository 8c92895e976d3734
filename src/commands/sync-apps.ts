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

/** Which apps a run of `sync` is about. */
export interface WhichApps {
  readonly wanted: readonly ExpectedApp[]
  /** What may hide apps that the inputs choose and that the commits touch. */
  readonly hiding: readonly AppChange[]
  /** What may hide others, as sentences. */
  readonly warnings: readonly string[]
  readonly named: NamedApplications
  /** The addresses by which sources of apps are ones of this repository. */
  readonly addresses: readonly string[]
}

/** The inputs that choose apps, and say what they are called. */
interface Choosing extends Chosen {
  readonly cluster: readonly string[]
  readonly 'argocd-app': readonly string[]
}

/**
 * The apps that a range of commits touches, as far as the inputs choose them, and what nobody can tell of them.
 *
 * @throws FairleadError (input) for a name that no inventory of either side has: to wait for nothing would be green
 */
export async function whichApps(
  values: Choosing,
  range: Range,
  { config, addresses }: { readonly config: Config; readonly addresses: RepositoryAddresses },
): Promise<WhichApps> {
  const { before, after, undiscovered } = range.declared
  const { apps, hiding } = await touchedBy(range, config)
  // To read all costs a while where the inventory is kept, and only names have to be known.
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
    // Where no object names the repo's own address, as in a mirror, what is there under a path decides.
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

/** As many as are asked for. */
const SIBLINGS = 5

/** Tells of each app that goes which others are where it was. */
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
 * Whether what hides apps may hide one of those that are chosen: not where it is of another environment or cluster, and
 * not where apps are chosen by name, each of which is known.
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

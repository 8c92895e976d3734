import { finding } from '../findings/finding.ts'
import type { clusterKey } from '../inventory/control-planes/destination.ts'
import type { ControlPlanesApart } from '../inventory/control-planes/identity.ts'
import { haveClusterFolders, identityOf } from '../inventory/control-planes/identity.ts'
import type { Manifest } from '../kube/manifests.ts'
import { textAt } from '../yaml/value.ts'
import { describeId, keyOf } from '../kube/ids.ts'
import { idOf } from '../kube/manifests.ts'
import type { Risk } from './risk.ts'
import type { AppRef } from '../affected/app-ref.ts'
import { some } from './gained.ts'

/** An app with its rendered objects. */
export interface Owner {
  readonly app: AppRef
  /** The cluster that it deploys to: the one that it names, or that of its control plane. */
  readonly target: Target
  readonly manifests: readonly Manifest[]
}

export type Target = ReturnType<typeof clusterKey>

export const COLLISION_RULE = {
  id: 'owned-twice',
  level: 'high',
  description:
    'Two apps that the change affects deploy the same object: each sync reverts the other, and with prune one deletes it.',
} as const

/**
 * Returns a risk for each app that deploys the same object to a cluster as another app. Hooks do not count, and
 * neither do objects that Flux is configured not to change. Two control planes may be in one cluster unless something
 * distinguishes them.
 *
 * Sources:
 * https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/#fail-the-sync-if-a-shared-resource-is-found and
 * https://fluxcd.io/flux/components/kustomize/kustomizations/#controlling-the-apply-behavior-of-resources
 */
export function collisions(owners: readonly Owner[], apart: ControlPlanesApart): Map<AppRef, Risk[]> {
  const clusters = new Clusters(owners, apart)
  const byObject = new Map<string, { text: string; owners: Map<string, Set<Owner>> }>()
  for (const owner of owners)
    for (const manifest of owner.manifests) {
      if (isShared(manifest)) continue
      const id = idOf(manifest)
      const key = keyOf(id)
      const entry = byObject.get(key) ?? { text: describeId(id), owners: new Map<string, Set<Owner>>() }
      byObject.set(key, entry)
      const cluster = clusters.keyOf(owner)
      entry.owners.set(cluster, (entry.owners.get(cluster) ?? new Set()).add(owner))
    }
  const found = new Map<AppRef, Map<AppRef, string[]>>()
  for (const { text, owners: byCluster } of byObject.values()) {
    const near = clusters.nearIn([...byCluster.keys()])
    for (const [cluster, own] of byCluster) {
      const others = (near.get(cluster) ?? []).flatMap((other) => [...(byCluster.get(other) ?? [])])
      if (own.size + others.length < 2) continue
      for (const { app } of own)
        for (const { app: other } of [...own, ...others]) {
          // Two declarations with the same name are a separate problem.
          if (other === app || identityOf(other) === identityOf(app)) continue
          const told = found.get(app) ?? new Map<AppRef, string[]>()
          told.set(other, [...(told.get(other) ?? []), text])
          found.set(app, told)
        }
    }
  }
  return new Map(
    [...found].map(([app, others]) => [
      app,
      [...others].map(([other, objects]) =>
        finding(
          COLLISION_RULE,
          `${nameAndPlace(other)} also deploys ${some(objects.toSorted())}.${ifTwoClusters(app, other, clusters)}`,
        ),
      ),
    ]),
  )
}

/** The clusters that apps deploy to, and which of them may be the same one. */
class Clusters {
  /** Clusters that have a name, including those of control planes. */
  readonly #named: ReadonlySet<string>
  /** An app of each cluster without a name. */
  readonly #unnamed: ReadonlyMap<string, AppRef>
  /** The apps in clusters without a name. */
  readonly #guessed: ReadonlySet<AppRef>
  readonly #apart: ControlPlanesApart
  readonly #near = new Map<string, ReadonlyMap<string, readonly string[]>>()

  constructor(owners: readonly Owner[], apart: ControlPlanesApart) {
    this.#named = new Set(owners.flatMap(({ target }) => ('cluster' in target ? [target.cluster] : [])))
    this.#unnamed = new Map(
      owners.filter((owner) => !this.#isNamed(owner)).map((owner) => [this.keyOf(owner), owner.app]),
    )
    this.#guessed = new Set(owners.filter((owner) => !this.#isNamed(owner)).map(({ app }) => app))
    this.#apart = apart
  }

  /** Returns a key that is the same for two apps that certainly deploy to the same cluster. */
  keyOf(owner: Owner): string {
    const { target, app } = owner
    const name = 'cluster' in target ? target.cluster : target.controlPlane
    return this.#isNamed(owner) ? JSON.stringify([name]) : JSON.stringify([name, app.environment ?? ''])
  }

  /** Returns, for each of some clusters, the others among them that may be the same one. */
  nearIn(keys: readonly string[]): ReadonlyMap<string, readonly string[]> {
    if (keys.length < 2) return new Map()
    // Usually many objects are in exactly the same clusters.
    const text = keys.join('\0')
    const known = this.#near.get(text)
    if (known) return known
    const places = keys.flatMap((key) => {
      const app = this.#unnamed.get(key)
      return app ? [{ key, app }] : []
    })
    const near = new Map(
      places.map(({ key, app }) => [
        key,
        places
          .filter(
            (other) =>
              other.key !== key &&
              !this.#apart.areApart(app, other.app) &&
              !haveClusterFolders(app, other.app),
          )
          .map((other) => other.key),
      ]),
    )
    this.#near.set(text, near)
    return near
  }

  /**
   * Reports whether two apps are only assumed to be in the same cluster, because nothing shows that there are two.
   */
  isGuess(a: AppRef, b: AppRef): boolean {
    return a.controlPlane !== b.controlPlane && [a, b].every((app) => this.#guessed.has(app))
  }

  #isNamed({ target }: Owner): boolean {
    return 'cluster' in target || this.#named.has(target.controlPlane)
  }
}

/** Returns what to do if two clusters are treated as one only because the repo does not distinguish them. */
function ifTwoClusters(app: AppRef, other: AppRef, clusters: Clusters): string {
  if (!clusters.isGuess(app, other)) return ''
  const planes = [app, other].map(({ controlPlane = '.' }) =>
    controlPlane === '.' ? 'the root of the repo' : controlPlane,
  )
  return ` If ${planes.join(' and ')} are applied to two clusters, declare them in fairlead.yaml: controlPlanes: {<name>: {paths: […], cluster: <name>}}.`
}

function nameAndPlace({ name, toldApartBy }: AppRef): string {
  return toldApartBy === undefined ? name : `${name} (${toldApartBy})`
}

function isShared({ content }: Manifest): boolean {
  const annotation = (name: string) => textAt(content, 'metadata', 'annotations', name)
  return (
    annotation('argocd.argoproj.io/hook') !== undefined ||
    annotation('helm.sh/hook') !== undefined ||
    annotation('kustomize.toolkit.fluxcd.io/reconcile') === 'disabled' ||
    ['Ignore', 'IfNotPresent', 'Merge'].includes(annotation('kustomize.toolkit.fluxcd.io/ssa') ?? '')
  )
}

import type { clusterKey } from '../inventory/control-planes/destination.ts'
import type { ControlPlanesApart } from '../inventory/control-planes/identity.ts'
import { identityOf } from '../inventory/control-planes/identity.ts'
import type { Manifest } from '../render/model.ts'
import { textAt } from '../yaml/value.ts'
import { describeId, idOf, keyOf } from './identity.ts'
import type { AppRef, Risk } from './model.ts'
import { some } from './risks/gained.ts'

/** An app with what is rendered for it. */
export interface Owner {
  readonly app: AppRef
  /** The cluster that it deploys to: one that it names, or that of its control plane. */
  readonly target: Target
  readonly manifests: readonly Manifest[]
}

export type Target = ReturnType<typeof clusterKey>

export const COLLISION_RULE = {
  id: 'owned-twice',
  level: 'high',
  description:
    'Two apps that the change touches deploy the same object: each sync undoes the other, and with prune one deletes it.',
} as const

/**
 * Objects that more than one app deploys to a cluster: a risk for each of those apps. Hooks do not count, nor what
 * Flux is told not to touch. Two control planes may be in one cluster as long as nothing tells them apart.
 *
 * Sources: https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/#fail-the-sync-if-a-shared-resource-is-found
 * and https://fluxcd.io/flux/components/kustomize/kustomizations/#controlling-the-apply-behavior-of-resources
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
  for (const { text, owners: byCluster } of byObject.values())
    for (const [cluster, own] of byCluster) {
      const near = clusters.near(cluster).flatMap((other) => [...(byCluster.get(other) ?? [])])
      if (own.size + near.length < 2) continue
      for (const { app } of own)
        for (const { app: other } of [...own, ...near]) {
          // Two declarations of one name are a fault of their own.
          if (other === app || identityOf(other) === identityOf(app)) continue
          const others = found.get(app) ?? new Map<AppRef, string[]>()
          others.set(other, [...(others.get(other) ?? []), text])
          found.set(app, others)
        }
    }
  return new Map(
    [...found].map(([app, others]) => [
      app,
      [...others].map(([other, objects]) => ({
        rule: COLLISION_RULE.id,
        level: COLLISION_RULE.level,
        reason: `${nameAndPlace(other)} deploys ${some(objects.toSorted())}, too.`,
      })),
    ]),
  )
}

/** The clusters that apps deploy to, and which of them may be one. */
class Clusters {
  /** Clusters that somebody names, those behind a control plane too. */
  readonly #named: ReadonlySet<string>
  readonly #near = new Map<string, string[]>()

  constructor(owners: readonly Owner[], apart: ControlPlanesApart) {
    this.#named = new Set(owners.flatMap(({ target }) => ('cluster' in target ? [target.cluster] : [])))
    const unnamed = new Map(
      owners.filter((owner) => !this.#isNamed(owner)).map((owner) => [this.keyOf(owner), owner.app]),
    )
    for (const [key, app] of unnamed) {
      const others = [...unnamed].filter(([other, one]) => other !== key && !apart.areApart(app, one))
      this.#near.set(
        key,
        others.map(([other]) => other),
      )
    }
  }

  /** The same for two apps that surely deploy to one cluster. */
  keyOf(owner: Owner): string {
    const { target, app } = owner
    const name = 'cluster' in target ? target.cluster : target.controlPlane
    return this.#isNamed(owner) ? JSON.stringify([name]) : JSON.stringify([name, app.environment ?? ''])
  }

  /** The other clusters that may be the same one. */
  near(key: string): readonly string[] {
    return this.#near.get(key) ?? []
  }

  #isNamed({ target }: Owner): boolean {
    return 'cluster' in target || this.#named.has(target.controlPlane)
  }
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

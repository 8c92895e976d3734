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
 * Flux is told not to touch.
 *
 * Sources: https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/#fail-the-sync-if-a-shared-resource-is-found
 * and https://fluxcd.io/flux/components/kustomize/kustomizations/#controlling-the-apply-behavior-of-resources
 */
export function collisions(owners: readonly Owner[], apart: ControlPlanesApart): Map<AppRef, Risk[]> {
  const byObject = new Map<string, { text: string; owners: Set<Owner> }>()
  for (const owner of owners)
    for (const manifest of owner.manifests) {
      if (isShared(manifest)) continue
      const id = idOf(manifest)
      // That of a cluster that is named is another one than that of the control plane's own.
      const key = `${'cluster' in owner.target ? owner.target.cluster : ''}\0${keyOf(id)}`
      const entry = byObject.get(key) ?? { text: describeId(id), owners: new Set() }
      entry.owners.add(owner)
      byObject.set(key, entry)
    }
  const found = new Map<AppRef, Map<AppRef, string[]>>()
  for (const { text, owners: all } of byObject.values())
    for (const owner of all.size > 1 ? all : [])
      for (const other of all) {
        if (other === owner || areApart(owner, other, apart)) continue
        const others = found.get(owner.app) ?? new Map<AppRef, string[]>()
        others.set(other.app, [...(others.get(other.app) ?? []), text])
        found.set(owner.app, others)
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

/** Two control planes may be in one cluster as long as nothing tells them apart. */
function areApart(a: Owner, b: Owner, apart: ControlPlanesApart): boolean {
  // Two declarations of one name are a fault of their own.
  if (identityOf(a.app) === identityOf(b.app)) return true
  return 'controlPlane' in a.target && 'controlPlane' in b.target && apart.areApart(a.app, b.app)
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

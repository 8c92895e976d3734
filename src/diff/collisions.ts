import type { Manifest } from '../render/model.ts'
import { textAt } from '../yaml/value.ts'
import { describeId, idOf, keyOf } from './identity.ts'
import type { AppRef, Risk } from './model.ts'
import { some } from './risks/gained.ts'

/** An app with what is rendered for it. */
export interface Owner {
  readonly app: AppRef
  /** What tells its cluster from others: the same for all spellings of its address. */
  readonly cluster: string
  readonly manifests: readonly Manifest[]
}

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
export function collisions(owners: readonly Owner[]): Map<AppRef, Risk[]> {
  const byObject = new Map<string, { text: string; apps: Set<AppRef> }>()
  for (const { app, cluster, manifests } of owners)
    for (const manifest of manifests) {
      if (isShared(manifest)) continue
      const id = idOf(manifest)
      const key = `${cluster}\0${keyOf(id)}`
      const entry = byObject.get(key) ?? { text: describeId(id), apps: new Set() }
      entry.apps.add(app)
      byObject.set(key, entry)
    }
  const found = new Map<AppRef, Map<AppRef, string[]>>()
  for (const { text, apps } of byObject.values())
    for (const app of apps.size > 1 ? apps : [])
      for (const other of apps) {
        if (other === app) continue
        const others = found.get(app) ?? new Map<AppRef, string[]>()
        others.set(other, [...(others.get(other) ?? []), text])
        found.set(app, others)
      }
  return new Map(
    [...found].map(([app, others]) => [
      app,
      [...others].map(([other, objects]) => ({
        rule: COLLISION_RULE.id,
        level: COLLISION_RULE.level,
        reason: `${other.name} deploys ${some(objects.toSorted())}, too.`,
      })),
    ]),
  )
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

import { finding } from '../findings/finding.ts'
import { identityOf } from '../inventory/control-planes/identity.ts'
import type { DeclaredApp } from '../inventory/model.ts'
import type { Risk } from './risk.ts'
import type { AppRef } from '../affected/app-ref.ts'

export const DECLARED_TWICE_RULE = {
  id: 'declared-twice',
  level: 'high',
  description:
    'Two objects of the same kind, namespace and name are declared for one control plane. Only one can exist, and each sync can switch between the two.',
} as const

/** Function that finds the apps of a kind and name. */
export type Named = (kind: string, name: string) => readonly DeclaredApp[]

/**
 * Returns the risk that the name of an app refers to more than one object of its control plane, for example in a copy
 * whose name was not changed, or if two ApplicationSets generate it. If this was the case before the change, it is a
 * note, because the change is not the cause.
 */
export function declaredTwice(
  app: AppRef,
  before: Named,
  after: Named,
): { readonly risks: readonly Risk[]; readonly notes: readonly string[] } {
  const now = declarationsOf(app, after)
  if (app.kind === 'Convention' || now.length < 2) return { risks: [], notes: [] }
  const text = sentence(app, now)
  return declarationsOf(app, before).length >= now.length
    ? { risks: [], notes: [`Before and after the change: ${text}`] }
    : { risks: [finding(DECLARED_TWICE_RULE, text)], notes: [] }
}

/** Returns the different declarations of one app. */
function declarationsOf(app: AppRef, named: Named): DeclaredApp[] {
  const byPlace = new Map<string, DeclaredApp>()
  for (const one of named(app.kind, app.name))
    if (identityOf(one) === identityOf(app)) byPlace.set(placeOf(one), one)
  return [...byPlace.values()]
}

function placeOf(app: DeclaredApp): string {
  const { declaredAt, generatedBy, overlaidBy, parent } = app
  return JSON.stringify([
    declaredAt,
    generatedBy,
    overlaidBy,
    parent && [parent.kind, parent.name, parent.declaredAt],
  ])
}

function sentence(app: AppRef, all: readonly DeclaredApp[]): string {
  const places = all.map(describe)
  const listed = `${places.slice(0, -1).join(', ')} and ${places.at(-1) ?? ''}`
  return `${app.kind} ${app.name} is declared ${all.length === 2 ? 'twice' : `${all.length} times`} for one control plane (${app.controlPlane ?? ''}): ${listed}. ${consequence(app, all)} Give each its own name. If these are two control planes, declare them in fairlead.yaml (controlPlanes).`
}

function describe({ declaredAt, generatedBy, parent, kind }: DeclaredApp): string {
  const by = generatedBy === undefined ? '' : ` by the ApplicationSet ${generatedBy}`
  const above = kind === 'Application' || !parent ? '' : ` in the Kustomization ${parent.name}`
  return `${declaredAt.file}:${declaredAt.line}${by}${above}`
}

/**
 * Returns the behavior of the controllers.
 *
 * Sources: argo-cd applicationset/controllers/applicationset_controller.go (createOrUpdateInCluster: an Application
 * is owned by one set, controller-runtime SetControllerReference) and controller/state.go (RepeatedResourceWarning);
 * kustomize api/resmap (`may not add resource with an already registered id`);
 * https://fluxcd.io/flux/components/kustomize/kustomizations/ (labels of the owner, prune)
 */
function consequence(app: AppRef, all: readonly DeclaredApp[]): string {
  const sets = new Set(all.flatMap(({ generatedBy }) => generatedBy ?? []))
  if (app.kind === 'Application') {
    if (sets.size > 1)
      return 'Argo CD leaves the Application to the ApplicationSet that owns it; the other ApplicationSet reports an error and deploys nothing under this name.'
    if (sets.size === 1)
      return 'The ApplicationSet takes over the Application and applies its own template; whatever applies the file reverts it.'
    return 'If one Argo CD app deploys both, the last one wins (RepeatedResourceWarning); a kustomization with both does not build (may not add resource with an already registered id); otherwise each sync overwrites the other.'
  }
  const parents = new Set(all.map(({ parent }) => parent && identityOf(parent)))
  return parents.size > 1 || parents.has(undefined)
    ? 'The Kustomization that is applied last wins: the object and its owner labels switch back and forth, and with prune one deletes what the other deploys.'
    : 'Flux cannot build the Kustomization (may not add resource with an already registered id) and applies nothing of it.'
}

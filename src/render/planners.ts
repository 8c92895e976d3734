import type { Json } from '../yaml/value.ts'
import { textAt } from '../yaml/value.ts'
import { planApplication } from './argocd/application.ts'
import { planHelmRelease } from './flux/helmrelease.ts'
import { planKustomization } from './flux/kustomization.ts'
import { groupOf } from '../kube/ids.ts'
import type { Planner } from './plan.ts'

const PLANNERS: Readonly<Record<string, Planner>> = {
  'argoproj.io/Application': planApplication,
  'kustomize.toolkit.fluxcd.io/Kustomization': planKustomization,
  'helm.toolkit.fluxcd.io/HelmRelease': planHelmRelease,
}

/** Returns the planner for an object; undefined if the object is not an app. */
export function plannerFor(object: Json): Planner | undefined {
  const key = `${groupOf(textAt(object, 'apiVersion') ?? '')}/${textAt(object, 'kind') ?? ''}`
  return Object.hasOwn(PLANNERS, key) ? PLANNERS[key] : undefined
}

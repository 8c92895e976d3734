import type { KubeObject } from '../../kube/objects.ts'
import { at } from '../../yaml/at.ts'

export { standsAt as idOf } from '../../kube/objects.ts'

const KUSTOMIZE_GROUP = 'kustomize.toolkit.fluxcd.io/'
const HELM_GROUP = 'helm.toolkit.fluxcd.io/'

export function isFluxKustomization(object: Pick<KubeObject, 'apiVersion' | 'kind'>): boolean {
  return object.kind === 'Kustomization' && object.apiVersion.startsWith(KUSTOMIZE_GROUP)
}

export function isHelmRelease(object: Pick<KubeObject, 'apiVersion' | 'kind'>): boolean {
  return object.kind === 'HelmRelease' && object.apiVersion.startsWith(HELM_GROUP)
}

/** Reports whether a HelmRelease names a chart. One that does not is a patch of another. */
export function isWhole(release: KubeObject): boolean {
  return (at(release.node, 'spec', 'chart') ?? at(release.node, 'spec', 'chartRef')) !== undefined
}

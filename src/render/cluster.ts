import { inputError } from '../errors.ts'
import type { Whereabouts } from '../inventory/environments.ts'
import { clusterOf } from '../inventory/environments.ts'
import type { World } from './plan.ts'

/**
 * The version of Kubernetes that charts see where `fairlead.yaml` tells none for the cluster. It is fixed, since a
 * renderer's own default would differ from one version of Helm to the next.
 */
export const DEFAULT_KUBE_VERSION = '1.34.0'

/** What a chart sees of its cluster. */
export interface Capabilities {
  readonly kubeVersion: string
  readonly apiVersions: readonly string[]
}

/** What `fairlead.yaml` tells of the cluster of an app; otherwise the default version and no further APIs. */
export function capabilitiesOf(world: World, app: Partial<Whereabouts>): Capabilities {
  const { config } = world.context
  const { cluster, server } = app
  const blank = { labels: {}, paths: [], cluster: undefined, server: undefined, namespace: undefined }
  const name =
    cluster !== undefined && Object.hasOwn(config.clusters, cluster)
      ? cluster
      : clusterOf({ ...blank, name: '', cluster, server, ...app }, config)
  const known = name !== undefined && Object.hasOwn(config.clusters, name) ? config.clusters[name] : undefined
  return {
    kubeVersion: kubeVersionOf(known?.kubeVersion ?? DEFAULT_KUBE_VERSION),
    apiVersions: known?.apiVersions ?? [],
  }
}

/**
 * A version without its `v` and what a vendor adds: `v1.29.3-gke.100` as `1.29.3`.
 *
 * Rule: k8s.io/apimachinery pkg/util/version (ParseGeneric), by which Argo CD passes it to Helm
 *
 * @throws FairleadError (input) where it is no version
 */
export function kubeVersionOf(version: string): string {
  const numbers = /^\s*v?(\d+(?:\.\d+)+)/.exec(version)?.[1]
  if (numbers === undefined)
    throw inputError(`"${version}" is no version of Kubernetes`, { hint: 'It looks like 1.34 or 1.34.2.' })
  return numbers
}

import type { Config } from '../../config/config.ts'
import { IN_CLUSTER_NAME, isInCluster, plainServer } from '../environments/judge.ts'

export { plainServer }

/**
 * The destination of an app: a cluster that it names, a cluster that its control plane reaches with a kubeconfig, or,
 * if neither is set, the control plane's own cluster.
 */
export interface Destination {
  readonly cluster?: string
  /** The name of the Secret or ConfigMap that contains it. */
  readonly kubeConfig?: string
}

/** A function that reads the text at a key path of an app's object; it returns undefined if there is none. */
export type ReadText = (...path: string[]) => string | undefined

/**
 * Returns the destination of a controller object. All spellings of one cluster have the same result: its name in
 * `fairlead.yaml`, otherwise the address of its server, otherwise the name that Argo CD knows it by.
 *
 * Rules: argo-cd util/argo/argo.go (destination: server or name; `in-cluster` is the cluster that Argo CD runs in);
 * fluxcd/kustomize-controller docs/spec/v1 and fluxcd/helm-controller docs/spec/v2 (`kubeConfig`)
 *
 * @param read reads the object
 */
export function destinationOf(read: ReadText, kind: string, config: Config): Destination {
  if (kind !== 'Application') {
    const secret =
      read('spec', 'kubeConfig', 'secretRef', 'name') ?? read('spec', 'kubeConfig', 'configMapRef', 'name')
    return secret === undefined ? {} : { kubeConfig: secret }
  }
  const [name, server] = [read('spec', 'destination', 'name'), read('spec', 'destination', 'server')]
  if (name !== undefined && name !== IN_CLUSTER_NAME) {
    const known = Object.hasOwn(config.clusters, name) ? config.clusters[name]?.server : undefined
    return known !== undefined && isInCluster(known) ? {} : { cluster: name }
  }
  if (server === undefined || isInCluster(server)) return {}
  const own = plainServer(server)
  const named = Object.entries(config.clusters).find(
    ([, cluster]) => cluster.server !== undefined && plainServer(cluster.server) === own,
  )
  return { cluster: named?.[0] ?? own }
}

/**
 * Returns a unique name of the cluster that an app deploys to; if it is not known to differ from the control plane's
 * own cluster, returns the control plane.
 *
 * @param app the control plane of its object, and its cluster in the inventory
 */
export function clusterKey(
  destination: Destination,
  app: { readonly controlPlane: string | undefined; readonly cluster: string | undefined },
  config: Config,
): { readonly cluster: string } | { readonly controlPlane: string } {
  const { controlPlane = '', cluster } = app
  if (destination.cluster !== undefined) return { cluster: destination.cluster }
  // An entry in `clusters` of fairlead.yaml identifies the cluster.
  if (cluster !== undefined && Object.hasOwn(config.clusters, cluster) && cluster !== IN_CLUSTER_NAME)
    return { cluster }
  if (destination.kubeConfig !== undefined)
    return { cluster: remotePlane(controlPlane, destination.kubeConfig) }
  const home = Object.hasOwn(config.controlPlanes, controlPlane)
    ? config.controlPlanes[controlPlane]?.cluster
    : undefined
  if (home !== undefined) return { cluster: home }
  return Object.hasOwn(config.clusters, controlPlane) ? { cluster: controlPlane } : { controlPlane }
}

/**
 * Returns the control plane that an app's objects are applied to: that of the app itself, unless its destination
 * differs.
 */
export function targetPlane({ cluster, kubeConfig }: Destination, controlPlane = '.'): string {
  return cluster ?? (kubeConfig === undefined ? controlPlane : remotePlane(controlPlane, kubeConfig))
}

/** Returns the name of the cluster behind a kubeconfig of a control plane. */
function remotePlane(controlPlane: string, kubeConfig: string): string {
  return `${controlPlane}:${kubeConfig}`
}

/**
 * Returns the name of a cluster that is known by a kubeconfig: that of its secret, without a suffix such as
 * `-kubeconfig`.
 */
export function clusterBehind({ kubeConfig }: Destination): string | undefined {
  return kubeConfig?.replace(/[-.]?kube-?config$/i, '') || kubeConfig
}

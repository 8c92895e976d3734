import type { Config } from '../../config/config.ts'
import { IN_CLUSTER_NAME, isInCluster, plainServer } from '../environments/judge.ts'

export { plainServer }

/**
 * Where an app deploys to: a cluster that it names, one that its control plane knows by a kubeconfig, or, where it
 * says neither, the control plane's own cluster.
 */
export interface Destination {
  readonly cluster?: string
  /** The name of the Secret or ConfigMap that holds it. */
  readonly kubeConfig?: string
}

/** Reads the text below a way of keys of an app's object; undefined where there is none. */
export type ReadText = (...path: string[]) => string | undefined

/**
 * Where an object of a controller deploys to. All spellings of one cluster are one: its name in `fairlead.yaml`
 * counts, then the address of its server, then the name that Argo CD knows it by.
 *
 * Rules: argo-cd util/argo/argo.go (destination: server or name, of which `in-cluster` is the cluster that Argo CD
 * runs in); fluxcd/kustomize-controller docs/spec/v1 and fluxcd/helm-controller docs/spec/v2 (`kubeConfig`)
 *
 * @param read the object
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
 * The one name of the cluster that an app deploys to, as far as it is told apart from the control plane's own.
 *
 * @param app where its object is, and the cluster that the inventory names
 */
export function clusterKey(
  destination: Destination,
  app: { readonly controlPlane: string | undefined; readonly cluster: string | undefined },
  config: Config,
): { readonly cluster: string } | { readonly controlPlane: string } {
  const { controlPlane = '', cluster } = app
  if (destination.cluster !== undefined) return { cluster: destination.cluster }
  // Its place in `clusters` of fairlead.yaml says which one it is.
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

/** The control plane that what an app deploys is applied to: that of its own object, unless it says otherwise. */
export function targetPlane({ cluster, kubeConfig }: Destination, controlPlane = '.'): string {
  return cluster ?? (kubeConfig === undefined ? controlPlane : remotePlane(controlPlane, kubeConfig))
}

/** The name of the cluster behind a kubeconfig that a control plane holds. */
function remotePlane(controlPlane: string, kubeConfig: string): string {
  return `${controlPlane}:${kubeConfig}`
}

/** A cluster that is known by a kubeconfig is called as its secret, without what only says what that holds. */
export function clusterBehind({ kubeConfig }: Destination): string | undefined {
  return kubeConfig?.replace(/[-.]?kube-?config$/i, '') || kubeConfig
}

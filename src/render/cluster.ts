import type { ClusterConfig, Config } from '../config/config.ts'
import { inputError } from '../errors.ts'
import type { Whereabouts } from '../inventory/environments/judge.ts'
import { clusterOf, IN_CLUSTER_NAME, isInCluster } from '../inventory/environments/judge.ts'
import { BuiltIn } from '../kube/builtin.ts'
import { matchesGlob } from '../patterns/own.ts'

/**
 * The Kubernetes version that charts see if `fairlead.yaml` sets none for the cluster. It is fixed, because a
 * renderer's own default differs between versions of Helm.
 */
export const DEFAULT_KUBE_VERSION = '1.34.0'

/** The cluster facts that a chart can read. */
export interface Capabilities {
  readonly kubeVersion: string
  /** `apps/v1` and `apps/v1/Deployment`: the APIs of Kubernetes itself, and those listed in `fairlead.yaml`. */
  readonly apiVersions: readonly string[]
}

/**
 * Returns the cluster facts that `fairlead.yaml` sets for an app's cluster; otherwise the default version and no
 * further APIs. A cluster that serves a kind also serves the API version of that kind.
 *
 * Rules: argo-cd controller/state.go and helm pkg/action/action.go (GetVersionSet): versions and kinds of all APIs
 */
export function capabilitiesOf(config: Config, app: Partial<Whereabouts>): Capabilities {
  const { known } = clusterIn(config, app)
  const kubeVersion = kubeVersionOf(known?.kubeVersion ?? DEFAULT_KUBE_VERSION)
  const declared = (known?.apiVersions ?? []).flatMap((api) => {
    const [version = api] = /^[^/]+\/[^/]+(?=\/)/.exec(api) ?? []
    return [version, api]
  })
  const apiVersions = [...new Set([...builtInApis(kubeVersion), ...declared])]
  return { kubeVersion, apiVersions }
}

const builtIn = new Map<string, readonly string[]>()

/** Returns the APIs of Kubernetes itself; empty if the version is older than all known ones. */
export function builtInApis(kubeVersion: string): readonly string[] {
  const known = builtIn.get(kubeVersion)
  if (known) return known
  const version = BuiltIn.of(kubeVersion)
  const apis = version.isOlder ? [] : version.apis()
  builtIn.set(kubeVersion, apis)
  return apis
}

/** Returns the entry of `clusters` in `fairlead.yaml` for an app, and the name that it has or would have there. */
export function clusterIn(
  config: Config,
  app: Partial<Whereabouts>,
): { readonly name: string; readonly known: ClusterConfig | undefined } {
  const { clusters } = config
  const { cluster, server } = app
  const blank = { labels: {}, paths: [], cluster: undefined, server: undefined, namespace: undefined }
  const has = (name: string | undefined): name is string =>
    name !== undefined && Object.hasOwn(clusters, name) && clusters[name] !== undefined
  const named = has(cluster) ? cluster : clusterOf({ ...blank, name: '', cluster, server, ...app }, config)
  const isOwn = (cluster === undefined || cluster === IN_CLUSTER_NAME) && isInCluster(server)
  const name = has(named) || !isOwn ? named : (ownCluster(config, app.paths ?? []) ?? named)
  return {
    name: name ?? (isOwn ? IN_CLUSTER_NAME : (cluster ?? server ?? IN_CLUSTER_NAME)),
    known: has(name) ? clusters[name] : undefined,
  }
}

/**
 * Finds the cluster that the controller itself runs in: the one that `controlPlanes` sets for the paths of its
 * objects, the entry `in-cluster`, an entry whose server is an in-cluster address, or the only entry if it has
 * neither a server nor paths.
 */
function ownCluster(config: Config, paths: readonly string[]): string | undefined {
  const plane = Object.values(config.controlPlanes).find((one) =>
    one.paths?.some((pattern) => paths.some((path) => matchesGlob(path, pattern))),
  )
  const all = Object.entries(config.clusters)
  const [only] = all
  return (
    plane?.cluster ??
    (Object.hasOwn(config.clusters, IN_CLUSTER_NAME) ? IN_CLUSTER_NAME : undefined) ??
    all.find(([, { server }]) => server !== undefined && isInCluster(server))?.[0] ??
    (only && all.length === 1 && only[1].server === undefined && !only[1].paths ? only[0] : undefined)
  )
}

/**
 * Returns a version without its `v` and the vendor's suffix: `v1.29.3-gke.100` as `1.29.3`.
 *
 * Rule: k8s.io/apimachinery pkg/util/version (ParseGeneric), which Argo CD uses before it passes the version to Helm
 *
 * @throws FairleadError (input) if it is not a version
 */
export function kubeVersionOf(version: string): string {
  const numbers = /^\s*v?(\d+(?:\.\d+)+)/.exec(version)?.[1]
  if (numbers === undefined)
    throw inputError(`"${version}" is not a valid Kubernetes version`, {
      hint: 'Use a version such as 1.34 or 1.34.2.',
    })
  return numbers
}

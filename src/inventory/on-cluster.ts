import { plainServer } from './environments/judge.ts'
import type { DeclaredApp } from './model.ts'

/** What of an app says where it deploys to. */
type Placed = Pick<DeclaredApp, 'cluster' | 'clusterName'>

/** Whether an app deploys to the cluster that a person names: by its name, or by the address of its server. */
export function isOnCluster({ cluster, clusterName }: Placed, wanted: string): boolean {
  if (cluster === undefined) return false
  return (
    cluster === wanted ||
    clusterName === wanted ||
    (isAddress(cluster) && plainServer(wanted) === plainServer(cluster))
  )
}

/** What people call the cluster of an app: its name, as far as anything tells it. */
export function calledCluster({ cluster, clusterName }: Placed): string | undefined {
  return clusterName ?? cluster
}

/** Whether a cluster is known by the address of its server alone. */
export function isAddress(cluster: string | undefined): boolean {
  return cluster !== undefined && /^https?:\/\//i.test(cluster)
}

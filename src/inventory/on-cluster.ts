import { plainServer } from './environments/judge.ts'
import type { DeclaredApp } from './model.ts'

/** The fields of an app that identify its cluster. */
type Placed = Pick<DeclaredApp, 'cluster' | 'clusterName'>

/** Reports whether an app deploys to the given cluster, identified by its name or the address of its server. */
export function isOnCluster({ cluster, clusterName }: Placed, wanted: string): boolean {
  if (cluster === undefined) return false
  return (
    cluster === wanted ||
    clusterName === wanted ||
    (isAddress(cluster) && plainServer(wanted) === plainServer(cluster))
  )
}

/** Returns the display name of an app's cluster: its name if known, otherwise its address. */
export function calledCluster({ cluster, clusterName }: Placed): string | undefined {
  return clusterName ?? cluster
}

/** Reports whether a cluster is known only by the address of its server. */
export function isAddress(cluster: string | undefined): boolean {
  return cluster !== undefined && /^https?:\/\//i.test(cluster)
}

import type { Config } from '../config/config.ts'
import { plainServer } from '../inventory/control-planes/destination.ts'
import { IN_CLUSTER_NAME, isInCluster, isProduction } from '../inventory/environments/judge.ts'
import type { DeclaredApp } from '../inventory/model.ts'
import { environmentsOf } from '../review/environments.ts'
import type { AppChange } from '../review/model.ts'

/** The destination of an app. */
type Place = Pick<DeclaredApp, 'cluster' | 'namespace' | 'controlPlane'>

/**
 * The apps that belong to an environment, by the base. A change can assign a new app to any environment, so its own
 * claim is not sufficient: an app that it deploys to a cluster or namespace that only this environment uses also
 * belongs to this environment.
 */
export class Territory {
  readonly #environment: string
  readonly #isProduction: boolean
  /**
   * The environments whose apps the base has in each cluster and each namespace; undefined stands for an unknown
   * environment.
   */
  readonly #clusters = new Map<string, Set<string | undefined>>()
  readonly #namespaces = new Map<string, Set<string | undefined>>()
  readonly #declared: ReadonlySet<string>

  /**
   * @param environment as the configuration spells it
   * @param config of the tip of the base
   * @param apps of the base
   */
  constructor(environment: string, config: Config, apps: readonly DeclaredApp[]) {
    this.#environment = environment
    this.#isProduction = isProduction(environment, config)
    this.#declared = new Set((config.environments[environment]?.clusters ?? []).map(plain))
    for (const app of apps) {
      add(this.#clusters, clusterKey(app), app.environment)
      add(this.#namespaces, namespaceKey(app), app.environment)
    }
  }

  /**
   * Reports whether the change of an app belongs to the environment. A change of an unknown environment counts as
   * production.
   */
  has(change: AppChange): boolean {
    const own = environmentsOf(change)
    if (own.includes(this.#environment) || (this.#isProduction && own.includes(undefined))) return true
    const { app } = change
    if (this.#declared.has(plain(app.cluster))) return true
    return (
      this.#isOnlyOurs(this.#clusters.get(clusterKey(app)), own) ||
      this.#isOnlyOurs(this.#namespaces.get(namespaceKey(app)), own)
    )
  }

  /**
   * Reports whether a cluster or namespace is used by this environment, and by none of the environments of the
   * change.
   */
  #isOnlyOurs(
    there: ReadonlySet<string | undefined> | undefined,
    own: readonly (string | undefined)[],
  ): boolean {
    return there?.has(this.#environment) === true && !own.some((environment) => there.has(environment))
  }
}

function add(map: Map<string, Set<string | undefined>>, key: string, environment: string | undefined): void {
  const known = map.get(key) ?? new Set()
  map.set(key, known.add(environment))
}

function clusterKey({ cluster, controlPlane }: Place): string {
  const name = plain(cluster)
  return name === IN_CLUSTER_NAME ? `the one of ${controlPlane ?? ''}` : name
}

function namespaceKey(place: Place): string {
  return JSON.stringify([clusterKey(place), place.namespace ?? ''])
}

/** Returns one name for a cluster, however its address is written. */
function plain(cluster: string | undefined): string {
  if (isInCluster(cluster)) return IN_CLUSTER_NAME
  return cluster !== undefined && /^https?:\/\//i.test(cluster) ? plainServer(cluster) : (cluster ?? '')
}

import type { Config } from '../config/config.ts'
import { plainServer } from '../inventory/control-planes/destination.ts'
import { IN_CLUSTER_NAME, isInCluster, isProduction } from '../inventory/environments/judge.ts'
import type { DeclaredApp } from '../inventory/model.ts'
import { environmentsOf } from '../review/environments.ts'
import type { AppChange } from '../review/model.ts'

/** Where an app is deployed to. */
type Place = Pick<DeclaredApp, 'cluster' | 'namespace' | 'controlPlane'>

/**
 * What belongs to an environment, as the base has it. A change may call an app that it brings whatever it likes, so that
 * its own word is not enough: what it deploys to where only this environment is belongs to it, too.
 */
export class Territory {
  readonly #environment: string
  readonly #isProduction: boolean
  /** Clusters, and namespaces in them, by the environments whose apps the base has there; undefined is none that is known. */
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

  /** Whether the change of an app is one of the environment. What is of none that is known counts as production. */
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

  /** Whether a place is one of the environment, and was none of those that the change speaks of. */
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

/** One name for a cluster, however its address is written. */
function plain(cluster: string | undefined): string {
  if (isInCluster(cluster)) return IN_CLUSTER_NAME
  return cluster !== undefined && /^https?:\/\//i.test(cluster) ? plainServer(cluster) : (cluster ?? '')
}

/** A bed: real controllers on this machine, for tests and for people. */
import { addCluster, chosenArgocd, startArgocd } from './argocd.ts'
import type { Argocd, ArgocdOptions } from './argocd.ts'
import { build } from './build.ts'
import { chosen } from './chosen.ts'
import { chosenCluster, startCluster } from './cluster.ts'
import type { Cluster, ClusterOptions } from './cluster.ts'
import { startFlagger } from './flagger.ts'
import { startFlux } from './flux.ts'
import type { Flux, FluxOptions } from './flux.ts'
import { startGitea } from './gitea.ts'
import type { Gitea } from './gitea.ts'
import { startGitServer } from './git.ts'
import type { GitServer } from './git.ts'
import { isIsolated } from './namespace.ts'
import type { Part } from './parts.ts'
import { toStandardError } from './report.ts'
import type { Say } from './report.ts'
import { startRollouts } from './rollouts.ts'
import { Workshop } from './workshop.ts'

/**
 * A bed. It has a git server at first. Clusters and the controllers in them are started one by one, each under its
 * own name. If the environment selects another cluster (`chosen.ts`), the first call returns that one, and a second
 * call throws.
 */
export class Bed {
  readonly git: GitServer
  readonly #shop: Workshop
  readonly #chosen: ReturnType<typeof chosen>
  #chosenBy: string | undefined

  constructor(shop: Workshop, git: GitServer, choice: ReturnType<typeof chosen>) {
    this.#shop = shop
    this.git = git
    this.#chosen = choice
  }

  /** The folder with the data of its parts, and their logs in `log/`. */
  get folder(): string {
    return this.#shop.folder
  }

  /** All parts, in the order in which they were created. */
  get parts(): readonly Part[] {
    return this.#shop.parts
  }

  /** Starts a cluster, in about five seconds. */
  startCluster(name: string, options: ClusterOptions = {}): Promise<Cluster> {
    if (this.#chosen.cluster === undefined) return startCluster(this.#shop, name, options)
    if (this.#chosenBy !== undefined)
      throw new Error('FAIRLEAD_BED_KUBECONFIG gives one cluster, and this needs two')
    this.#chosenBy = name
    return Promise.resolve(chosenCluster(this.#shop, name, this.#chosen.cluster))
  }

  /** Starts an Argo CD in a cluster, in about three seconds. */
  startArgocd(cluster: Cluster, options: ArgocdOptions = {}): Promise<Argocd> {
    const { argocd } = this.#chosen
    return argocd === undefined || this.#chosenBy !== cluster.name
      ? startArgocd(this.#shop, cluster, options)
      : Promise.resolve(chosenArgocd(this.#shop, argocd))
  }

  /**
   * Registers another cluster in an Argo CD, so that it can also deploy there.
   *
   * @param home the cluster in which the Argo CD runs
   */
  addCluster(argocd: Argocd, home: Cluster, other: Cluster): Promise<void> {
    return addCluster(argocd, home, other)
  }

  /** Starts Flux in a cluster, in about three seconds. */
  startFlux(cluster: Cluster, options: FluxOptions = {}): Promise<Flux> {
    return startFlux(this.#shop, cluster, options)
  }

  /** Starts the controller of Argo Rollouts in a cluster. */
  startRollouts(cluster: Cluster): Promise<Part> {
    return startRollouts(this.#shop, cluster)
  }

  /** Starts Flagger in a cluster, for canaries of the provider `kubernetes`. */
  startFlagger(cluster: Cluster): Promise<Part> {
    return startFlagger(this.#shop, cluster)
  }

  /** Starts a Gitea, a real forge, in about five seconds. It needs no cluster. */
  startGitea(): Promise<Gitea> {
    return startGitea(this.#shop)
  }

  /** Stops everything that it started, and removes its folder. */
  close(): Promise<void> {
    return this.#shop.close()
  }
}

/**
 * Starts a bed with a git server.
 *
 * @param say receives a line about each part, with the time that it took to start
 * @throws Error if this process is not isolated in its own network; `main.ts` runs commands in such a network
 */
export async function startBed(say: Say = toStandardError): Promise<Bed> {
  const choice = chosen(process.env)
  if (choice.cluster === undefined && !isIsolated())
    throw new Error('a bed runs in a network of its own: npm run test:bed, npm run bed')
  const shop = new Workshop(await build(process.env, say), say)
  try {
    return new Bed(shop, await startGitServer(shop), choice)
  } catch (error) {
    await shop.close()
    throw error
  }
}

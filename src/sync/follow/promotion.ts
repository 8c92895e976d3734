import type { Application } from '../../controllers/argocd/api/shapes.ts'
import { otherCommits } from '../../controllers/argocd/verdict/commit.ts'
import type { FollowPorts } from '../ports.ts'

/**
 * The commits that contain the hydrated manifests, if something else promotes them to the branch that is synced: a
 * merge or a squash has another id, but identical files.
 *
 * Source: https://argo-cd.readthedocs.io/en/stable/user-guide/source-hydrator/, Pushing to a "Staging" Branch
 */
export class Promotion {
  readonly #ports: Pick<FollowPorts, 'isSameFolder'>
  readonly #same = new Map<string, boolean>()
  #of = ''

  constructor(ports: Pick<FollowPorts, 'isSameFolder'>) {
    this.#ports = ports
  }

  /** Reports whether a commit contains the manifests that were hydrated last, as far as that was checked. */
  has(commit: string): boolean {
    return this.#same.get(`${this.#of}${commit}`) === true
  }

  /** Checks the commits that an Application names. */
  async check(live: Application): Promise<void> {
    const { hydrateTo, syncSource } = live.spec.sourceHydrator ?? {}
    const hydrated = live.status?.sourceHydrator?.lastSuccessfulOperation?.hydratedSHA
    const path = syncSource?.path
    this.#of = JSON.stringify([hydrated, path])
    if (hydrateTo == null || !hydrated || !path) return
    for (const commit of new Set([live.status?.sync?.revision ?? '', ...otherCommits(live)])) {
      if (this.#same.has(`${this.#of}${commit}`)) continue
      // A commit that cannot be fetched is requested again at the next look.
      const isSame = await this.#ports.isSameFolder(path, [hydrated, commit]).catch(() => undefined)
      if (isSame !== undefined) this.#same.set(`${this.#of}${commit}`, isSame)
    }
  }
}

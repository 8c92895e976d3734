import {
  isHidden,
  isUnauthenticated,
  reasonOf,
  ServerRefusal,
} from '../../controllers/argocd/faults/failure.ts'
import type { Ending } from './ending.ts'
import { gone } from './leaving.ts'
import { PACE } from '../ports.ts'
import type { Awaited, FollowPorts } from '../ports.ts'

/** Reads an Application whose stream is silent: streams drop changes, and some do not work at all. */
export class Quiet {
  readonly #awaited: Awaited
  readonly #ports: Pick<FollowPorts, 'monotonic' | 'signal'>
  /** The project of the Application, once it was read. */
  #project: string | undefined
  /** Whether the Application existed at some time during the wait. */
  wasThere = false
  /** The reason why the last request to the server failed. */
  fault: string | undefined

  constructor(awaited: Awaited, ports: Pick<FollowPorts, 'monotonic' | 'signal'>) {
    this.#awaited = awaited
    this.#ports = ports
  }

  /**
   * Reads the Application if it is due.
   *
   * @param isClose whether there is a problem that will soon decide
   * @returns the end of the wait if an app that the commit removes is gone, or if the token is no longer accepted
   */
  async read(isClose: boolean): Promise<Ending | undefined> {
    const { watch, name, expected } = this.#awaited
    const { monotonic, signal } = this.#ports
    const seen = watch.latest(name)
    if (seen?.live !== undefined) this.wasThere = true
    const age = monotonic() - (seen?.at ?? Number.NEGATIVE_INFINITY)
    const limit = watch.isTold(name) && !isClose ? PACE.quiet : isClose ? PACE.objects : PACE.withoutStream
    const isLeaving = expected.status === 'removed' && seen?.live === undefined
    if (age < limit - 50 && !isLeaving) return undefined
    // With its project, the server answers 404 for a deleted Application. Without it, the server answers 403.
    const project = name.project ?? this.#project
    try {
      const { spec } = await watch.read({ ...name, project }, signal)
      this.#project = spec.project || undefined
      this.fault = undefined
      return undefined
    } catch (error) {
      return await this.#unread(error)
    }
  }

  async #unread(error: unknown): Promise<Ending | undefined> {
    const { watch, name, expected } = this.#awaited
    if (!isHidden(error)) return this.troubled(error)
    if (expected.status !== 'removed') {
      watch.took(name, { data: undefined, date: undefined })
      // Without a project, the server answers 403 if the Application does not exist.
      const isDenied = error instanceof ServerRefusal && error.refused.status === 403
      this.fault =
        isDenied && this.wasThere
          ? 'Argo CD answers 403: the token has lost its permission to read the Application, or the Application was deleted'
          : undefined
      return undefined
    }
    if (error instanceof ServerRefusal && error.refused.status === 404) {
      if (this.wasThere || (await this.#isItsServer()))
        return { outcome: 'verified', reason: gone(expected.kept) }
      const { controlPlane } = expected.app
      const reason = `neither it nor any other app of ${controlPlane} is on ${watch.server.host}: that server may belong to another control plane; set argocd-server to ${controlPlane}=ADDRESS`
      return { outcome: 'unknown', reason }
    }
    this.fault =
      'Argo CD answers 403: either its Application is gone, or the token has no permission to read it; its project is not known'
    return undefined
  }

  /** Reports whether the server has other apps of the app's control plane, if the repo has several control planes. */
  async #isItsServer(): Promise<boolean> {
    const { watch, expected } = this.#awaited
    const { siblings } = expected
    if (siblings === undefined) return true
    for (const sibling of siblings) {
      const found = await watch.server.application(sibling, this.#ports.signal).catch(() => undefined)
      if (found !== undefined) return true
    }
    return false
  }

  /** Handles a failed request: it is repeated, unless the server no longer accepts the token. */
  troubled(error: unknown): Ending | undefined {
    if (this.#ports.signal.aborted) return undefined
    this.fault = reasonOf(error)
    return isUnauthenticated(error) ? { outcome: 'unknown', reason: this.fault } : undefined
  }
}

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

/** Reads an Application of which nothing is heard: streams drop changes, and some do not pass at all. */
export class Quiet {
  readonly #awaited: Awaited
  readonly #ports: Pick<FollowPorts, 'monotonic' | 'signal'>
  /** That of the Application, once it was seen. */
  #project: string | undefined
  /** Why the server was not heard, the last time that it was asked. */
  fault: string | undefined

  constructor(awaited: Awaited, ports: Pick<FollowPorts, 'monotonic' | 'signal'>) {
    this.#awaited = awaited
    this.#ports = ports
  }

  /**
   * Reads it where that is due.
   *
   * @param isClose whether something stands that will soon decide
   * @returns how the wait ends, where an app that the commit takes away is gone, or the token is taken no more
   */
  async read(isClose: boolean): Promise<Ending | undefined> {
    const { watch, name, expected } = this.#awaited
    const { monotonic, signal } = this.#ports
    const seen = watch.latest(name)
    const age = monotonic() - (seen?.at ?? Number.NEGATIVE_INFINITY)
    const limit = watch.isTold(name) && !isClose ? PACE.quiet : isClose ? PACE.objects : PACE.withoutStream
    const isLeaving = expected.status === 'removed' && seen?.live === undefined
    if (age < limit - 50 && !isLeaving) return undefined
    // With its project the server says 404 of what is gone; without, it says 403 of that, too.
    const project = name.project ?? this.#project
    try {
      const { spec } = await watch.read({ ...name, project }, signal)
      this.#project = spec.project || undefined
      this.fault = undefined
      return undefined
    } catch (error) {
      return this.#unread(error)
    }
  }

  #unread(error: unknown): Ending | undefined {
    const { watch, name, expected } = this.#awaited
    if (!isHidden(error)) return this.troubled(error)
    if (expected.status !== 'removed') {
      watch.took(name, { data: undefined, date: undefined })
      return undefined
    }
    if (error instanceof ServerRefusal && error.refused.status === 404)
      return { outcome: 'verified', reason: gone(expected.kept) }
    this.fault =
      'Argo CD does not say whether its Application is gone, or the token may not read it (403): its project is not known'
    return undefined
  }

  /** What a server does not answer is asked again, but for a token that it will not take any more. */
  troubled(error: unknown): Ending | undefined {
    if (this.#ports.signal.aborted) return undefined
    this.fault = reasonOf(error)
    return isUnauthenticated(error) ? { outcome: 'unknown', reason: this.fault } : undefined
  }
}

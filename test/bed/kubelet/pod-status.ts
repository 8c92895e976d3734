/** The status of a played pod, derived from the states of its containers. */
import type { Container } from './container.ts'
import { now } from './time.ts'

export type RestartPolicy = 'Always' | 'OnFailure' | 'Never'

export interface PodParts {
  readonly address: string
  readonly restartPolicy: RestartPolicy
  readonly initContainers: readonly Container[]
  readonly containers: readonly Container[]
}

/** Stores when each condition changed last. */
export class PodStatus {
  /** True if all init containers have finished. */
  initialized = false
  readonly #pod: PodParts
  readonly #startTime = now()
  readonly #transitions = new Map<string, { status: string; since: string }>()

  constructor(pod: PodParts) {
    this.#pod = pod
  }

  /** Returns the current `status` of the pod. */
  now() {
    const ready = this.#pod.containers.every((container) => container.ready)
    const phase = this.#phase()
    const reason = phase === 'Succeeded' ? 'PodCompleted' : 'ContainersNotReady'
    return {
      phase,
      hostIP: '127.0.0.1',
      podIP: this.#pod.address,
      podIPs: [{ ip: this.#pod.address }],
      startTime: this.#startTime,
      conditions: [
        this.#condition('PodReadyToStartContainers', true),
        this.#condition('Initialized', this.initialized, 'ContainersNotInitialized'),
        this.#condition('Ready', ready, reason),
        this.#condition('ContainersReady', ready, reason),
        this.#condition('PodScheduled', true),
      ],
      initContainerStatuses: this.#pod.initContainers.map((container) => container.status()),
      containerStatuses: this.#pod.containers.map((container) => container.status()),
    }
  }

  #phase(): string {
    const codes = this.#pod.containers.map(({ exitCode }) => exitCode)
    const isOver = codes.every((code) => code !== undefined) && this.#pod.restartPolicy !== 'Always'
    if (isOver && codes.every((code) => code === 0)) return 'Succeeded'
    const initFailed = this.#pod.initContainers.some(
      ({ exitCode }) => exitCode !== undefined && exitCode !== 0,
    )
    const never = this.#pod.restartPolicy === 'Never'
    if (never && (isOver || (!this.initialized && initFailed))) return 'Failed'
    return this.#pod.containers.some(
      ({ waitsFor }) => waitsFor === undefined || waitsFor === 'CrashLoopBackOff',
    )
      ? 'Running'
      : 'Pending'
  }

  #condition(type: string, holds: boolean, reason?: string) {
    const status = holds ? 'True' : 'False'
    const known = this.#transitions.get(type)
    const since = known?.status === status ? known.since : now()
    this.#transitions.set(type, { status, since })
    return { type, status, lastTransitionTime: since, ...(!holds && reason !== undefined && { reason }) }
  }
}

/** One container of a played pod: what it is in, and what it has written. */
import { createHash } from 'node:crypto'
import type { Behaviour } from './behaviour.ts'
import { now } from './time.ts'

/** What a pod's spec says of a container, as far as it counts here. */
export interface ContainerSpec {
  readonly name: string
  readonly image: string
  /** `Always` makes an init container a sidecar. */
  readonly restartPolicy?: string
}

/** A line that a container has written. */
export interface Line {
  readonly at: Date
  readonly text: string
}

type State =
  | { readonly waiting: { readonly reason: string; readonly message?: string } }
  | { readonly running: { readonly startedAt: string } }
  | { readonly terminated: Terminated }

interface Terminated {
  readonly exitCode: number
  readonly reason: string
  readonly startedAt: string
  readonly finishedAt: string
}

/**
 * What containerd calls a pulled image: its repository and the digest of its manifest. Each reference has a content of its
 * own here, and one with a digest has that.
 */
function imageIdOf(image: string): string {
  const [, repository = image] = /^(.*?)(?::[\w.-]+)?(?:@.*)?$/.exec(image) ?? []
  const pinned = /@(sha256:[0-9a-f]{64})$/.exec(image)?.[1]
  return `${repository}@${pinned ?? `sha256:${createHash('sha256').update(image).digest('hex')}`}`
}

/** A container's state, moved on by the pod that it is in. */
export class Container {
  readonly spec: ContainerSpec
  readonly behaviour: Behaviour
  ready = false
  /** What it has written since it started. */
  lines: Line[] = []
  /** What the one before it had written; undefined where there was none. */
  previousLines: readonly Line[] | undefined
  #restarts: number
  #state: State = { waiting: { reason: 'PodInitializing' } }
  #last: State | undefined
  #startedAt = now()

  constructor(spec: ContainerSpec, behaviour: Behaviour, restarts: number) {
    this.spec = spec
    this.behaviour = behaviour
    this.#restarts = restarts
  }

  get isRunning(): boolean {
    return 'running' in this.#state
  }

  /** Why it does not run, in a word of the kubelet; undefined while it runs. */
  get waitsFor(): string | undefined {
    return 'waiting' in this.#state ? this.#state.waiting.reason : undefined
  }

  /** Whether it has ended; with which code. */
  get exitCode(): number | undefined {
    return 'terminated' in this.#state ? this.#state.terminated.exitCode : undefined
  }

  wait(reason: string, message?: string): void {
    this.ready = false
    this.#state = { waiting: { reason, ...(message !== undefined && { message }) } }
  }

  start(): void {
    this.#startedAt = now()
    this.#state = { running: { startedAt: this.#startedAt } }
    this.lines = []
    this.#say(`${this.spec.name} of ${this.spec.image} has started`)
  }

  end(exitCode: number, reason: string): void {
    this.ready = false
    this.#say(`${this.spec.name} ends: ${reason}`)
    this.#state = { terminated: { exitCode, reason, startedAt: this.#startedAt, finishedAt: now() } }
  }

  #say(text: string): void {
    this.lines.push({ at: new Date(), text })
  }

  /** After it has ended: waits to be started again. */
  backOff(message: string): void {
    this.#last = this.#state
    this.previousLines = this.lines
    this.#restarts += 1
    this.wait('CrashLoopBackOff', message)
  }

  get restarts(): number {
    return this.#restarts
  }

  /** What stands in `containerStatuses`. */
  status() {
    return {
      name: this.spec.name,
      image: this.spec.image,
      imageID: this.isRunning || this.exitCode !== undefined ? imageIdOf(this.spec.image) : '',
      ready: this.ready,
      started: this.isRunning,
      restartCount: this.#restarts,
      state: this.#state,
      lastState: this.#last ?? {},
    }
  }
}

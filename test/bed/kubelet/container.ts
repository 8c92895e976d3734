/** One container of a played pod: its state and its output. */
import { createHash } from 'node:crypto'
import type { Behaviour } from './behaviour.ts'
import { now } from './time.ts'

/** The fields of a container's spec that are used here. */
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
 * Returns the id that containerd reports for a pulled image: its repository and the digest of its manifest. Here each
 * reference has its own content, and a reference with a digest has that digest.
 */
function imageIdOf(image: string): string {
  const [, repository = image] = /^(.*?)(?::[\w.-]+)?(?:@.*)?$/.exec(image) ?? []
  const pinned = /@(sha256:[0-9a-f]{64})$/.exec(image)?.[1]
  return `${repository}@${pinned ?? `sha256:${createHash('sha256').update(image).digest('hex')}`}`
}

/** The state of a container. The pod changes it. */
export class Container {
  readonly spec: ContainerSpec
  readonly behaviour: Behaviour
  ready = false
  /** The lines that it has written since it started. */
  lines: Line[] = []
  /** The lines of the previous run; undefined if there was none. */
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

  /** The kubelet's reason why it waits; undefined if it does not wait. */
  get waitsFor(): string | undefined {
    return 'waiting' in this.#state ? this.#state.waiting.reason : undefined
  }

  /** Its exit code; undefined if it has not ended. */
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

  /** Makes it wait for its next start, after it has ended. */
  backOff(message: string): void {
    this.#last = this.#state
    this.previousLines = this.lines
    this.#restarts += 1
    this.wait('CrashLoopBackOff', message)
  }

  get restarts(): number {
    return this.#restarts
  }

  /** Returns its entry in `containerStatuses`. */
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

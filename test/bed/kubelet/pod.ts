/**
 * The life of a played pod: it is bound to the node, runs its containers according to their behaviour, and is
 * deleted.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Kube, KubeObject } from '../kube.ts'
import { KubeError, kindOf } from '../kube.ts'
import { behaviourOf } from './behaviour.ts'
import { Container } from './container.ts'
import type { ContainerSpec } from './container.ts'
import type { Events } from './events.ts'
import { nodeName } from './node.ts'
import { PodStatus } from './pod-status.ts'
import type { RestartPolicy } from './pod-status.ts'
import { now } from './time.ts'

/** The seconds before a crashed container restarts, a tenth of the real values. */
const backOffSeconds = [1, 2, 4, 8, 16, 30]
const probeSeconds = 2

/** The resources that the pods of a kubelet share. */
export interface Surroundings {
  readonly kube: Kube
  readonly events: Events
  /** True if this kubelet binds pods instead of the scheduler. */
  readonly binds: boolean
  /** Returns an address that no other pod has. */
  readonly nextAddress: () => string
}

/** A pod that is played until it is deleted. */
export class PlayedPod {
  readonly #object: KubeObject
  readonly #with: Surroundings
  readonly #gone = new AbortController()
  readonly #initContainers: readonly Container[]
  readonly #containers: readonly Container[]
  readonly #status: PodStatus
  #isPublishing = false
  #changed = false

  constructor(object: KubeObject, surroundings: Surroundings) {
    this.#object = object
    this.#with = surroundings
    const { spec, status, metadata } = object
    const before = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])] as {
      name: string
      restartCount: number
    }[]
    const make = (one: ContainerSpec) =>
      new Container(
        one,
        behaviourOf(one.image, metadata.annotations),
        before.find(({ name }) => name === one.name)?.restartCount ?? 0,
      )
    this.#initContainers = ((spec.initContainers ?? []) as ContainerSpec[]).map(make)
    this.#containers = (spec.containers as ContainerSpec[]).map(make)
    this.#status = new PodStatus({
      address: status?.podIP ?? surroundings.nextAddress(),
      restartPolicy: spec.restartPolicy,
      initContainers: this.#initContainers,
      containers: this.#containers,
    })
  }

  /** Returns a container of the pod by its name. */
  container(name: string): Container | undefined {
    return [...this.#initContainers, ...this.#containers].find(({ spec }) => spec.name === name)
  }

  /** Plays the pod until its containers have ended permanently or it is deleted. */
  async play(): Promise<void> {
    try {
      if (await this.#isOnNode()) await this.#run()
    } catch (error) {
      const expected = this.#gone.signal.aborted || (error instanceof KubeError && error.status === 404)
      if (!expected) throw error
    }
  }

  /** Stops playing the pod, because it was deleted. */
  end(): void {
    this.#gone.abort()
  }

  async #isOnNode(): Promise<boolean> {
    if (this.#object.spec.nodeName !== undefined) return true
    // The real scheduler binds it, and that change starts the pod again.
    if (!this.#with.binds) return false
    const { kube, events } = this.#with
    const { name, namespace = 'default' } = this.#object.metadata
    if (this.#containers.some(({ behaviour }) => behaviour.kind === 'unschedulable')) {
      const message =
        '0/1 nodes are available: 1 Insufficient cpu. preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.'
      const condition = { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }
      const conditions = [{ ...condition, lastTransitionTime: now() }]
      await kube.patch(kindOf(this.#object), name, { status: { conditions } }, { below: 'status' })
      await this.#again(() =>
        events.write(this.#object, 'Warning', 'FailedScheduling', message, 'default-scheduler'),
      )
      return false
    }
    const target = { apiVersion: 'v1', kind: 'Node', name: nodeName }
    const binding = { apiVersion: 'v1', kind: 'Binding', metadata: { name, namespace }, target }
    await kube.request('POST', `/api/v1/namespaces/${namespace}/pods/${name}/binding`, binding)
    const message = `Successfully assigned ${namespace}/${name} to ${nodeName}`
    this.#tell('Normal', 'Scheduled', message, 'default-scheduler')
    return true
  }

  async #run(): Promise<void> {
    this.#publish()
    for (const container of this.#initContainers) {
      const isSidecar = container.spec.restartPolicy === 'Always'
      const ended = this.#runContainer(container, isSidecar ? 'Always' : this.#ofInit())
      if (isSidecar) ended.catch(() => undefined)
      else await ended
      if (!isSidecar && container.exitCode !== 0) return this.#publish()
    }
    this.#status.initialized = true
    await Promise.all(
      this.#containers.map((container) =>
        this.#runContainer(container, this.#object.spec.restartPolicy as RestartPolicy),
      ),
    )
    this.#publish()
  }

  /**
   * Returns the restart policy of init containers. An init container that fails restarts, unless the pod never
   * restarts.
   */
  #ofInit(): RestartPolicy {
    return this.#object.spec.restartPolicy === 'Never' ? 'Never' : 'OnFailure'
  }

  /** Runs a container until it has ended permanently. */
  async #runContainer(container: Container, policy: RestartPolicy): Promise<void> {
    const { spec, behaviour } = container
    if (behaviour.kind === 'pull-fails') return this.#failToPull(container)
    for (;;) {
      this.#tell('Normal', 'Pulled', `Container image "${spec.image}" already present on machine`)
      this.#tell('Normal', 'Created', `Container created`)
      container.start()
      this.#tell('Normal', 'Started', `Container started`)
      const end = await this.#untilEnd(container, policy)
      container.end(end.exitCode, end.reason)
      this.#publish()
      if (policy === 'Never' || (policy === 'OnFailure' && end.exitCode === 0)) return
      const wait = backOffSeconds[Math.min(container.restarts, backOffSeconds.length - 1)] ?? 1
      const { name, namespace, uid } = this.#object.metadata
      const which = `restarting failed container=${spec.name} pod=${name}_${namespace}(${uid})`
      container.backOff(`back-off ${wait}s ${which}`)
      this.#publish()
      this.#tell(
        'Warning',
        'BackOff',
        `Back-off restarting failed container ${spec.name} in pod ${name}_${namespace}(${uid})`,
      )
      await this.#sleep(wait)
    }
  }

  /** Plays a running container, and returns how it ends. */
  async #untilEnd(
    container: Container,
    policy: RestartPolicy,
  ): Promise<{ exitCode: number; reason: string }> {
    const { kind, after } = container.behaviour
    const becomesReady = (isReady: boolean) => {
      container.ready = isReady
      this.#publish()
    }
    if (kind === 'fails') return { exitCode: 1, reason: 'Error' }
    if (kind === 'crash' || kind === 'oom') {
      becomesReady(true)
      await this.#sleep(after)
      return kind === 'oom' ? { exitCode: 137, reason: 'OOMKilled' } : { exitCode: 1, reason: 'Error' }
    }
    if (kind === 'never-ready') {
      becomesReady(false)
      const message = 'Readiness probe failed: HTTP probe failed with statuscode: 503'
      await this.#again(() => this.#with.events.write(this.#object, 'Warning', 'Unhealthy', message))
    }
    if (kind === 'late') {
      becomesReady(false)
      await this.#sleep(after)
    }
    if (policy !== 'Always') return { exitCode: 0, reason: 'Completed' }
    becomesReady(true)
    return new Promise(() => {})
  }

  async #failToPull(container: Container): Promise<void> {
    const { image } = container.spec
    const cause = `failed to pull and unpack image "${image}": failed to resolve reference "${image}": ${image}: not found`
    container.wait('ErrImagePull', cause)
    this.#publish()
    this.#tell('Normal', 'Pulling', `Pulling image "${image}"`)
    this.#tell(
      'Warning',
      'Failed',
      `Failed to pull image "${image}": rpc error: code = NotFound desc = ${cause}`,
    )
    this.#tell('Warning', 'Failed', 'Error: ErrImagePull')
    await this.#sleep(1)
    container.wait('ImagePullBackOff', `Back-off pulling image "${image}": ErrImagePull: ${cause}`)
    this.#publish()
    this.#tell('Warning', 'Failed', 'Error: ImagePullBackOff')
    await this.#again(() =>
      this.#with.events.write(this.#object, 'Normal', 'BackOff', `Back-off pulling image "${image}"`),
    )
  }

  /** Repeats an action until the pod is deleted. */
  async #again(work: () => Promise<void>): Promise<never> {
    for (;;) {
      await work()
      await this.#sleep(probeSeconds)
    }
  }

  async #sleep(seconds: number): Promise<void> {
    await sleep(seconds * 1000, undefined, { signal: this.#gone.signal })
  }

  /** Writes an event in the background. */
  #tell(...words: Parameters<Events['write']> extends [unknown, ...infer Rest] ? Rest : never): void {
    this.#with.events.write(this.#object, ...words).catch((error: unknown) => complain(this.#object, error))
  }

  /** Writes the status. Changes during a write are combined into the next one. */
  #publish(): void {
    this.#changed = true
    if (!this.#isPublishing) void this.#write()
  }

  async #write(): Promise<void> {
    const { name } = this.#object.metadata
    this.#isPublishing = true
    while (this.#changed && !this.#gone.signal.aborted) {
      this.#changed = false
      const change = { status: this.#status.now() }
      await this.#with.kube
        .patch(kindOf(this.#object), name, change, { below: 'status' })
        .catch((error: unknown) => complain(this.#object, error))
    }
    this.#isPublishing = false
  }
}

function complain({ metadata }: KubeObject, error: unknown): void {
  // The pod or its namespace was deleted in the meantime.
  if (error instanceof KubeError && [403, 404].includes(error.status)) return
  process.stderr.write(`pod ${metadata.namespace}/${metadata.name}: ${String(error)}\n`)
}

// One Application of the simulated Argo CD, with a simplified controller and cluster. It contains no code of Argo CD,
// but it shows states in the same order, and has a resolution of one second, like a real one.
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * The fields of a Kubernetes object that are used here.
 *
 * @typedef {{ apiVersion: string, kind: string, metadata: { name: string, namespace?: string }, spec?: any }} Manifest
 *
 * The behavior of its container with an image. `fault` prevents its pod from running.
 * @typedef {{ startsAfter?: number, fault?: { reason: string, message: string, log?: readonly string[] } }} Fate
 *
 * @typedef {object} PlayedOptions
 * @property {string} name
 * @property {string} [namespace] the namespace of the Application's own object
 * @property {{ repoURL: string, path: string, targetRevision?: string }} source
 * @property {string} destination the namespace of its objects
 * @property {boolean} [automated] whether Argo CD syncs it by itself
 * @property {() => string} tip the commit that its branch is at
 * @property {(commit: string) => readonly Manifest[]} render its objects at a commit; throws what Argo CD would report
 * @property {(image: string) => Fate} [fate]
 * @property {{ compare?: number, sync?: number }} [takes] milliseconds of a comparison and of a sync
 */

const SECOND = 1000
const now = () => new Date().toISOString().replace(/\.\d+Z$/, 'Z')

/** An Application with its states, which change over time. */
export class PlayedApp {
  #options
  #version = 1
  /** @type {readonly Manifest[]} */ #target = []
  /** @type {readonly Manifest[]} */ #live = []
  #generation = 1
  #isReady = true
  #isEnded = false
  /** @type {string | undefined} */ #image
  /** @type {string | undefined} */ #tried
  /** @type {Fate['fault']} */ #fault
  /** @type {() => void} */ #changed = () => {}
  /** @type {any} */ status = { sync: { status: 'Unknown' }, health: { status: 'Missing' }, history: [] }
  /** @type {any} */ operation

  /** @param {PlayedOptions} options */
  constructor(options) {
    this.#options = options
  }

  get name() {
    return this.#options.name
  }

  /** Calls a function on each change. @param {() => void} told */
  watch(told) {
    this.#changed = told
  }

  /** Ends what it is doing: its repository may be gone from now on. */
  end() {
    this.#isEnded = true
  }

  /** Sets the Application to live and healthy at the branch's tip, as if it had been so for a long time. */
  settle() {
    const commit = this.#options.tip()
    this.#target = this.#options.render(commit)
    this.#apply()
    this.#tried = commit
    this.#isReady = true
    this.status = {
      ...this.#compared(commit),
      health: { status: 'Healthy', lastTransitionTime: '2026-01-02T03:04:05Z' },
      operationState: this.#operated(commit, '2026-01-02T03:04:05Z'),
      history: [{ revision: commit, deployedAt: '2026-01-02T03:04:05Z' }],
    }
  }

  /** The Application's object, as the API returns it. */
  get object() {
    const { name, namespace = 'argocd', source, destination, automated = true } = this.#options
    return {
      metadata: { name, namespace, uid: `app-${namespace}-${name}`, resourceVersion: String(this.#version) },
      spec: {
        project: 'default',
        source: { targetRevision: 'HEAD', ...source },
        destination: { name: 'in-cluster', namespace: destination },
        ...(automated && { syncPolicy: { automated: {} } }),
      },
      ...(this.operation && { operation: this.operation }),
      status: this.status,
    }
  }

  /** Compares with the branch's tip and syncs if it has changed, as after a requested refresh. */
  async refresh() {
    const { takes = {}, tip, render, automated = true } = this.#options
    await sleep(takes.compare ?? 50)
    if (this.#isEnded) return
    const commit = tip()
    try {
      this.#target = render(commit)
    } catch (error) {
      const condition = { type: 'ComparisonError', message: /** @type {Error} */ (error).message }
      this.#set({ sync: { ...this.status.sync, status: 'Unknown' }, conditions: [condition] })
      return
    }
    this.#set({ ...this.#compared(commit), conditions: [] })
    const isDue = this.status.sync.status === 'OutOfSync' && this.#tried !== commit
    if (automated && isDue && this.status.operationState?.phase !== 'Running') void this.#sync(commit)
  }

  /** @param {string} commit */
  async #sync(commit) {
    this.#tried = commit
    const startedAt = now()
    const running = { phase: 'Running', message: 'one or more tasks are running', finishedAt: undefined }
    this.#set({ operationState: { ...this.#operated(commit, startedAt), ...running } })
    await sleep(this.#options.takes?.sync ?? 300)
    if (this.#isEnded) return
    this.#apply()
    const { status } = this
    const isHealthy = this.#isReady
    this.#set({
      ...this.#compared(commit),
      operationState: this.#operated(commit, startedAt),
      history: [...status.history, { revision: commit, deployedAt: now() }],
      health: isHealthy ? status.health : { status: 'Progressing', lastTransitionTime: now() },
      summary: { images: this.#images() },
    })
    if (!isHealthy) void this.#start(this.#generation)
    // The real controller also refreshes when an operation ends.
    await sleep(SECOND)
    await this.refresh()
  }

  /** Starts the new pods of a generation, or makes them fail. @param {number} generation */
  async #start(generation) {
    const fate = this.#options.fate?.(this.#image ?? '') ?? {}
    await sleep(fate.startsAfter ?? 200)
    if (this.#isEnded || generation !== this.#generation) return
    this.#isReady = fate.fault === undefined
    this.#fault = fate.fault
    this.#set({ health: { status: this.#isReady ? 'Healthy' : 'Degraded', lastTransitionTime: now() } })
  }

  /** @param {string} commit @param {string} startedAt */
  #operated(commit, startedAt) {
    return {
      phase: 'Succeeded',
      message: 'successfully synced (all tasks run)',
      startedAt,
      finishedAt: now(),
      operation: { sync: { revision: commit }, initiatedBy: { automated: true } },
      syncResult: { revision: commit, resources: [] },
    }
  }

  /** @param {string} commit */
  #compared(commit) {
    const { source, destination } = this.object.spec
    const resources = this.#target.map((target) => {
      const { group, kind, name, namespace } = this.#ref(target)
      const status = plain(this.#liveOf(target)) === plain(target) ? 'Synced' : 'OutOfSync'
      return { group, kind, name, namespace, status }
    })
    const isOff = resources.some(({ status }) => status === 'OutOfSync')
    return {
      reconciledAt: now(),
      sync: { status: isOff ? 'OutOfSync' : 'Synced', revision: commit, comparedTo: { source, destination } },
      resources,
      summary: { images: this.#images() },
    }
  }

  /** Applies the objects. A changed image creates new pods. */
  #apply() {
    this.#live = this.#target
    const [image] = this.#images()
    if (image !== this.#image) {
      this.#generation += 1
      this.#isReady = false
      this.#fault = undefined
    }
    this.#image = image
  }

  #images() {
    return this.#live.filter(isWorkload).flatMap(imagesOf)
  }

  /** @param {Manifest} target */
  #liveOf(target) {
    return this.#live.find((one) => one.kind === target.kind && one.metadata.name === target.metadata.name)
  }

  /** @param {Manifest} object */
  #ref({ apiVersion, kind, metadata }) {
    const group = apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : ''
    const namespace = metadata.namespace ?? this.#options.destination
    return { group, kind, name: metadata.name, namespace, uid: `${this.name}-${kind}-${metadata.name}` }
  }

  /** Returns the target and the live state of the objects. */
  managed() {
    return this.#target.map((target) => {
      const { uid: _, ...ref } = this.#ref(target)
      const live = this.#liveOf(target)
      return {
        ...ref,
        targetState: JSON.stringify(target),
        liveState: JSON.stringify(live === undefined ? null : { ...live, ...this.#workload(live) }),
      }
    })
  }

  /** Returns the fields that the cluster adds to a workload. @param {Manifest} live */
  #workload(live) {
    if (!isWorkload(live)) return {}
    const replicas = live.spec?.replicas ?? 1
    const ready = this.#isReady ? replicas : 0
    return {
      metadata: { ...live.metadata, generation: this.#generation },
      status: {
        observedGeneration: this.#generation,
        replicas,
        updatedReplicas: replicas,
        availableReplicas: ready,
        readyReplicas: ready,
      },
    }
  }

  /** Returns the objects, with the ReplicaSet and the pod of each workload. */
  tree() {
    return this.#live.flatMap((object) => {
      const own = { ...this.#ref(object), ...(isWorkload(object) && { health: this.#health() }) }
      if (!isWorkload(object)) return [own]
      const hash = `${object.metadata.name}-${this.#generation}`
      const set = {
        group: 'apps',
        kind: 'ReplicaSet',
        name: hash,
        namespace: own.namespace,
        uid: `${own.uid}-rs`,
      }
      const pod = { kind: 'Pod', name: `${hash}-x7k2p`, namespace: own.namespace, uid: `${own.uid}-pod` }
      const word = this.#fault ? [{ name: 'Status Reason', value: this.#fault.reason }] : []
      return [
        own,
        { ...set, parentRefs: [own], info: [{ name: 'Revision', value: `Rev:${this.#generation}` }] },
        { ...pod, parentRefs: [set], images: imagesOf(object), info: word, health: this.#health() },
      ]
    })
  }

  #health() {
    if (this.#isReady) return { status: 'Healthy' }
    if (this.#fault) return { status: 'Degraded', message: this.#fault.message }
    return { status: 'Progressing', message: 'Waiting for rollout to finish' }
  }

  events() {
    const { reason, message } = this.#fault ?? {}
    return reason === undefined ? [] : [{ type: 'Warning', reason: 'Failed', message, lastTimestamp: now() }]
  }

  log() {
    return (this.#fault?.log ?? []).map((content) => ({ result: { content, timeStampStr: now() } }))
  }

  /** @param {Record<string, unknown>} change */
  #set(change) {
    this.status = { ...this.status, ...change }
    this.#version += 1
    this.#changed()
  }
}

/** @param {Manifest} object */
function isWorkload({ kind }) {
  return kind === 'Deployment'
}

/** @param {Manifest} object @returns {string[]} */
function imagesOf({ spec }) {
  return (spec?.template?.spec?.containers ?? []).map((/** @type {{ image: string }} */ one) => one.image)
}

/** @param {unknown} value */
function plain(value) {
  return JSON.stringify(value)
}

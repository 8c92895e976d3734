/** The events that a kubelet writes. People read them first when something does not start. */
import { randomBytes } from 'node:crypto'
import { KubeError } from '../kube.ts'
import type { Kube, KubeObject } from '../kube.ts'
import { nodeName } from './node.ts'
import { now } from './time.ts'

/** The source of an event: the kubelet, or the scheduler that it plays. */
export type Component = 'kubelet' | 'default-scheduler'

/** Writes events. Repeated events increase a count, as with the real recorders. */
export class Events {
  readonly #kube: Kube
  readonly #counts = new Map<string, { name: string; count: number }>()

  constructor(kube: Kube) {
    this.#kube = kube
  }

  /** Writes an event about an object. Does nothing if the namespace is being deleted. */
  async write(
    object: KubeObject,
    type: 'Normal' | 'Warning',
    reason: string,
    message: string,
    component: Component = 'kubelet',
  ): Promise<void> {
    const { uid, namespace = 'default', name } = object.metadata
    const kind = { apiVersion: 'v1', kind: 'Event', namespace }
    const key = [uid, reason, message].join('\0')
    const known = this.#counts.get(key)
    try {
      if (known !== undefined) {
        known.count += 1
        await this.#kube.patch(kind, known.name, { count: known.count, lastTimestamp: now() })
        return
      }
      const event = { name: `${name}.${randomBytes(8).toString('hex')}`, count: 1 }
      this.#counts.set(key, event)
      await this.#kube.create({
        apiVersion: 'v1',
        kind: 'Event',
        metadata: { name: event.name, namespace },
        involvedObject: { apiVersion: 'v1', kind: object.kind, namespace, name, uid },
        type,
        reason,
        message,
        source: { component, ...(component === 'kubelet' && { host: nodeName }) },
        reportingComponent: component,
        reportingInstance: component === 'kubelet' ? nodeName : '',
        firstTimestamp: now(),
        lastTimestamp: now(),
        count: 1,
      })
    } catch (error) {
      if (!(error instanceof KubeError && [403, 404].includes(error.status))) throw error
    }
  }
}

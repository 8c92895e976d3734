/**
 * A played kubelet: one node, on which pods become ready, or fail as their images define (`behaviour.ts`). It sets
 * the fields that clouds and storage would set, writes events and serves logs. It is a separate program, so that it
 * can be stopped and paused like the real parts.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Kube } from '../kube.ts'
import type { KubeObject } from '../kube.ts'
import { KubeError } from '../kube.ts'
import { Events } from './events.ts'
import { fill } from './fill.ts'
import { follow } from './follow.ts'
import { serveLogs } from './logs.ts'
import { registerNode } from './node.ts'
import { PlayedPod } from './pod.ts'

const setting = (name: string): string => {
  const value = process.env[`KUBELET_${name}`]
  if (value === undefined) throw new Error(`KUBELET_${name} is not set`)
  return value
}

const certificates = setting('CERTIFICATES')
const ca = readFileSync(join(certificates, 'apiserver.crt'), 'utf8')
const kube = new Kube({ server: setting('SERVER'), ca, token: setting('TOKEN') })

let addresses = 0
const surroundings = {
  kube,
  events: new Events(kube),
  binds: setting('BINDS') === 'true',
  nextAddress: () => {
    addresses += 1
    return `10.244.${Math.floor(addresses / 250) % 250}.${(addresses % 250) + 1}`
  },
}

/** The pods that are being played, by uid. */
const pods = new Map<string, PlayedPod>()
/** The same pods, by the namespace and name that the API server sends. */
const byName = new Map<string, PlayedPod>()

function see(pod: KubeObject, deleted: boolean): void {
  const { uid = '', name, namespace = '' } = pod.metadata
  if (deleted || pod.metadata.deletionTimestamp !== undefined) {
    pods.get(uid)?.end()
    pods.delete(uid)
    if (!deleted) remove(namespace, name, uid)
    return
  }
  const isOver = ['Succeeded', 'Failed'].includes(pod.status?.phase)
  const isOurs = surroundings.binds || pod.spec.nodeName !== undefined
  if (isOver || !isOurs || pods.has(uid)) return
  const played = new PlayedPod(pod, surroundings)
  pods.set(uid, played)
  byName.set(`${namespace}/${name}`, played)
  played.play().catch((error: unknown) => {
    process.stderr.write(`pod ${namespace}/${name}: ${String(error)}\n`)
    // The next event about the pod starts it again.
    pods.delete(uid)
  })
}

/** Deletes a pod at once, because no real process has to be shut down. */
function remove(namespace: string, name: string, uid: string): void {
  const options = { apiVersion: 'v1', kind: 'DeleteOptions', gracePeriodSeconds: 0, preconditions: { uid } }
  kube.request('DELETE', `/api/v1/namespaces/${namespace}/pods/${name}`, options).catch((error: unknown) => {
    if (!(error instanceof KubeError && [404, 409].includes(error.status)))
      process.stderr.write(`pod ${namespace}/${name}: ${String(error)}\n`)
  })
}

const port = Number(setting('PORT'))
await registerNode(kube, port)
await serveLogs(port, certificates, (namespace, pod, container) =>
  byName.get(`${namespace}/${pod}`)?.container(container),
)
await Promise.all([follow(kube, { apiVersion: 'v1', kind: 'Pod' }, see), fill(kube)])

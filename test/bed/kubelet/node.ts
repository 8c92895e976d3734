/** The only node of a cluster. */
import type { Kube } from '../kube.ts'
import { KubeError } from '../kube.ts'
import { now } from './time.ts'

/** Its name. */
export const nodeName = 'node-0'

const room = { cpu: '64', memory: '256Gi', pods: '1000' }

/**
 * Registers the node, or updates it after a restart.
 *
 * @param port the port on which the API server requests logs from this kubelet
 */
export async function registerNode(kube: Kube, port: number): Promise<void> {
  const kind = { apiVersion: 'v1', kind: 'Node' }
  const metadata = {
    name: nodeName,
    labels: { 'kubernetes.io/hostname': nodeName, 'kubernetes.io/os': 'linux' },
  }
  await kube.create({ ...kind, metadata }).catch((error: unknown) => {
    if (!(error instanceof KubeError && error.reason === 'AlreadyExists')) throw error
  })
  const time = { lastHeartbeatTime: now(), lastTransitionTime: now() }
  const status = {
    capacity: room,
    allocatable: room,
    addresses: [{ type: 'InternalIP', address: '127.0.0.1' }],
    daemonEndpoints: { kubeletEndpoint: { Port: port } },
    conditions: [{ type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'played', ...time }],
  }
  await kube.patch(kind, nodeName, { status }, { below: 'status' })
  // A new node has a taint until it is ready. The controller that removes this taint is not part of the bed.
  await kube.patch(kind, nodeName, { spec: { taints: null } })
}

/** The one node of a cluster. */
import type { Kube } from '../kube.ts'
import { KubeError } from '../kube.ts'
import { now } from './time.ts'

/** Its name. */
export const nodeName = 'node-0'

const room = { cpu: '64', memory: '256Gi', pods: '1000' }

/**
 * Registers the node, or sets it right after a restart.
 *
 * @param port where the API server asks this kubelet for logs
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
  // A new node is not to be used before it is ready; who does that to it is no part of the bed.
  await kube.patch(kind, nodeName, { spec: { taints: null } })
}

/**
 * The fields that clouds and storage fill in, so that objects that wait for an address or a volume become healthy.
 */
import type { Kube, KubeObject } from '../kube.ts'
import { kindOf } from '../kube.ts'
import { follow } from './follow.ts'

/** An address from a block for documentation (RFC 5737), which is never in use. */
const address = '192.0.2.1'

/** Sets an address on load balancers and Ingresses, and binds claims. Never returns. */
export async function fill(kube: Kube): Promise<void> {
  const set = (object: KubeObject, status: unknown) => {
    kube
      .patch(kindOf(object), object.metadata.name, { status }, { below: 'status' })
      .catch((error: unknown) => {
        process.stderr.write(`${object.kind} ${object.metadata.name}: ${String(error)}\n`)
      })
  }
  const ingress = { loadBalancer: { ingress: [{ ip: address }] } }
  const lacksAddress = ({ status }: KubeObject) => status?.loadBalancer?.ingress === undefined
  await Promise.all([
    follow(kube, { apiVersion: 'v1', kind: 'Service' }, (service, deleted) => {
      if (!deleted && service.spec.type === 'LoadBalancer' && lacksAddress(service)) set(service, ingress)
    }),
    follow(kube, { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress' }, (object, deleted) => {
      if (!deleted && lacksAddress(object)) set(object, ingress)
    }),
    follow(kube, { apiVersion: 'v1', kind: 'PersistentVolumeClaim' }, (claim, deleted) => {
      const { accessModes, resources } = claim.spec
      if (!deleted && claim.status?.phase !== 'Bound')
        set(claim, {
          phase: 'Bound',
          accessModes,
          capacity: { storage: resources?.requests?.storage ?? '1Gi' },
        })
    }),
  ])
}

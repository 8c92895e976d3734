/** Argo Rollouts: its controller. */
import { answers } from './cluster.ts'
import type { Cluster } from './cluster.ts'
import { define } from './definitions.ts'
import type { Part } from './parts.ts'
import { freePorts } from './ports.ts'
import type { Workshop } from './workshop.ts'

/** Starts the controller of Argo Rollouts in a cluster. */
export async function startRollouts(shop: Workshop, { name, kube, kubeconfig }: Cluster): Promise<Part> {
  const [metrics = 0, health = 0] = await freePorts(2)
  await kube.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'argo-rollouts' } })
  await define(kube, shop.built, 'rollouts/crds')
  return shop.start(`${name}/rollouts`, {
    command: [
      shop.built.program('rollouts-controller'),
      `--kubeconfig=${kubeconfig}`,
      `--metricsPort=${metrics}`,
      `--healthzPort=${health}`,
      '--leader-elect=false',
      '--namespace=argo-rollouts',
    ],
    ready: () => answers(`http://127.0.0.1:${health}/healthz`),
  })
}

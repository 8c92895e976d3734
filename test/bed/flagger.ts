/** Flagger: its controller, for canaries without a mesh. */
import { answers } from './cluster.ts'
import type { Cluster } from './cluster.ts'
import { define } from './definitions.ts'
import type { Part } from './parts.ts'
import { freePorts } from './ports.ts'
import type { Workshop } from './workshop.ts'

/**
 * Starts Flagger in a cluster, with the provider `kubernetes`. No traffic is shifted and there is no Prometheus, so a
 * canary can have iterations and webhooks, but no metrics. Flagger checks a canary no more often than every ten
 * seconds.
 */
export async function startFlagger(shop: Workshop, { name, kube, kubeconfig }: Cluster): Promise<Part> {
  const [port = 0, metrics = 0] = await freePorts(2)
  await define(kube, shop.built, 'flagger/crds')
  return shop.start(`${name}/flagger`, {
    command: [
      shop.built.program('flagger'),
      `-kubeconfig=${kubeconfig}`,
      `-port=${port}`,
      `-metrics-server=http://127.0.0.1:${metrics}`,
      '-mesh-provider=kubernetes',
      '-control-loop-interval=1s',
      '-log-level=info',
    ],
    ready: () => answers(`http://127.0.0.1:${port}/healthz`),
  })
}

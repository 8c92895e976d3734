/**
 * Flux: its real source and kustomize controllers, and a played notification controller (`notification/`). There is
 * no helm controller; `helm-release.ts` contains recorded states.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { answers } from './cluster.ts'
import type { Cluster } from './cluster.ts'
import { define } from './definitions.ts'
import type { Part } from './parts.ts'
import { freePorts } from './ports.ts'
import type { Workshop } from './workshop.ts'

/** A running Flux. */
export interface Flux {
  /** The namespace of its controllers. Flux objects can be in any namespace. */
  readonly namespace: string
  readonly sourceController: Part
  readonly kustomizeController: Part
  /** The played notification controller, if it was requested. */
  readonly notifications: FluxNotifications | undefined
}

export interface FluxNotifications {
  readonly part: Part
  /** The address at which Receivers are called, without the path from their status. */
  readonly receivers: string
}

export interface FluxOptions {
  /**
   * Also starts the played notification controller. It sends the same event only once within the interval. The
   * default interval is 300 seconds, as in a real installation.
   */
  readonly notifications?: boolean | { readonly rateLimitSeconds: number }
}

const namespace = 'flux-system'

/** Starts Flux in a cluster, in about three seconds. */
export async function startFlux(shop: Workshop, cluster: Cluster, options: FluxOptions = {}): Promise<Flux> {
  const [artifacts = 0, ...rest] = await freePorts(5)
  const prefix = `${cluster.name}/flux`
  await cluster.kube.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } })
  const folders = ['flux/crds', 'flux/played']
  await Promise.all(folders.map((folder) => define(cluster.kube, shop.built, folder)))
  const { notifications: wanted = false } = options
  const played = wanted === false ? undefined : await startNotifications(shop, cluster, wanted)
  const start = (name: 'source-controller' | 'kustomize-controller', flags: readonly string[]) => {
    const [metrics, health] = name === 'source-controller' ? rest : rest.slice(2)
    return shop.start(`${prefix}-${name}`, {
      command: [
        shop.built.program(name),
        '--watch-all-namespaces',
        '--enable-leader-election=false',
        `--events-addr=${played?.events ?? ''}`,
        `--metrics-addr=127.0.0.1:${metrics}`,
        `--health-addr=127.0.0.1:${health}`,
        ...flags,
      ],
      env: {
        KUBECONFIG: cluster.kubeconfig,
        RUNTIME_NAMESPACE: namespace,
        // When the kustomize controller starts, it removes the files of other kustomize controllers from this folder.
        TMPDIR: shop.folderOf(`${prefix}-${name}-tmp`),
      },
      ready: () => answers(`http://127.0.0.1:${health}/readyz`),
    })
  }
  const [sourceController, kustomizeController] = await Promise.all([
    start('source-controller', [
      `--storage-path=${shop.folderOf(`${prefix}-artifacts`)}`,
      `--storage-addr=127.0.0.1:${artifacts}`,
      `--storage-adv-addr=127.0.0.1:${artifacts}`,
    ]),
    start('kustomize-controller', ['--requeue-dependency=2s']),
  ])
  const notifications = played && { part: played.part, receivers: played.receivers }
  return { namespace, sourceController, kustomizeController, notifications }
}

async function startNotifications(
  shop: Workshop,
  { name, kube }: Cluster,
  wanted: true | { readonly rateLimitSeconds: number },
): Promise<FluxNotifications & { events: string }> {
  const [eventsPort = 0, receiverPort = 0] = await freePorts(2)
  const { server, ca = '', token } = kube.connection
  const file = join(shop.folderOf(`${name}/flux`), 'ca.crt')
  writeFileSync(file, ca)
  const events = `http://127.0.0.1:${eventsPort}`
  const part = await shop.start(`${name}/flux-notification-controller`, {
    command: [process.execPath, fileURLToPath(new URL('notification/main.ts', import.meta.url))],
    env: {
      NOTIFICATION_SERVER: server,
      NOTIFICATION_CA: file,
      NOTIFICATION_TOKEN: token,
      NOTIFICATION_EVENTS_PORT: String(eventsPort),
      NOTIFICATION_RECEIVER_PORT: String(receiverPort),
      NOTIFICATION_RATE_LIMIT: String(1000 * (wanted === true ? 300 : wanted.rateLimitSeconds)),
    },
    ready: () => answers(`${events}/healthz`),
  })
  return { part, events, receivers: `http://127.0.0.1:${receiverPort}` }
}

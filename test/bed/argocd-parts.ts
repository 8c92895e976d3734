/** The programs of Argo CD, which are all in one binary, and their flags. */
import { freePorts } from './ports.ts'

/** The parts of an Argo CD. The commit server and the notifications controller only run if they are requested. */
export type ArgocdPart =
  | 'repo-server'
  | 'application-controller'
  | 'applicationset-controller'
  | 'server'
  | 'commit-server'
  | 'notifications-controller'

/** The command of one part. */
export interface ArgocdCommand {
  readonly name: ArgocdPart
  /** The name under which the binary is started. The binary selects its program by this name. */
  readonly binary: string
  readonly flags: readonly string[]
  /** The URL that answers with status 200 when the part is ready. */
  readonly health: string
}

/** The settings that the commands depend on. */
export interface ArgocdWiring {
  readonly namespace: string
  /** `127.0.0.1:6379` */
  readonly redis: string
  /** The port of the API server. */
  readonly serverPort: number
  /** The port on which the ApplicationSet controller receives webhooks. */
  readonly webhookPort: number
  /** True if the commit server writes hydrated manifests to branches. */
  readonly hydrator: boolean
  readonly notifications: boolean
  /** The address of Dex, if there is one. */
  readonly dex: string | undefined
}

/** Returns the commands of all parts except Redis, in the order in which they can be started. */
export async function argocdCommands(wiring: ArgocdWiring): Promise<ArgocdCommand[]> {
  const [repo, commit, ...rest] = await freePorts(9)
  const [repoMetrics, metrics, serverMetrics, setMetrics, setProbe, commitMetrics, notifyMetrics] = rest
  const at = (port: number | undefined) => `127.0.0.1:${port}`
  const health = (port: number | undefined) => `http://127.0.0.1:${port}/healthz`
  const repoClient = [`--repo-server=${at(repo)}`, '--repo-server-plaintext']
  const client = [`--redis=${wiring.redis}`, ...repoClient, `--namespace=${wiring.namespace}`]
  const listen = (port: number | undefined, metricsPort: number | undefined) => [
    '--address=127.0.0.1',
    `--port=${port}`,
    '--metrics-address=127.0.0.1',
    `--metrics-port=${metricsPort}`,
  ]
  const command = (name: ArgocdPart, flags: readonly string[], at: string, binary = `argocd-${name}`) => ({
    name,
    binary,
    flags,
    health: at,
  })
  const dex = wiring.dex === undefined ? [] : [`--dex-server=${wiring.dex}`, '--dex-server-plaintext']
  const hydrator = wiring.hydrator ? ['--hydrator-enabled'] : []
  return [
    command(
      'repo-server',
      [...listen(repo, repoMetrics), `--redis=${wiring.redis}`, '--disable-tls', '--client-ca-path='],
      health(repoMetrics),
    ),
    command(
      'application-controller',
      [...client, `--metrics-port=${metrics}`, `--commit-server=${at(commit)}`, ...hydrator],
      health(metrics),
    ),
    command(
      'applicationset-controller',
      [
        `--argocd-repo-server=${at(repo)}`,
        '--repo-server-plaintext',
        `--namespace=${wiring.namespace}`,
        `--metrics-addr=${at(setMetrics)}`,
        `--probe-addr=${at(setProbe)}`,
        `--webhook-addr=${at(wiring.webhookPort)}`,
        '--enable-progressive-syncs',
        '--enable-new-git-file-globbing',
      ],
      // The ApplicationSet controller has no health endpoint.
      `http://127.0.0.1:${setMetrics}/metrics`,
    ),
    command(
      'server',
      [...listen(wiring.serverPort, serverMetrics), '--insecure', ...client, ...hydrator, ...dex],
      health(wiring.serverPort),
    ),
    ...(wiring.hydrator
      ? [command('commit-server', listen(commit, commitMetrics), health(commitMetrics))]
      : []),
    ...(wiring.notifications
      ? [
          command(
            'notifications-controller',
            [
              `--argocd-repo-server=${at(repo)}`,
              '--argocd-repo-server-plaintext',
              `--namespace=${wiring.namespace}`,
              `--metrics-port=${notifyMetrics}`,
            ],
            `http://127.0.0.1:${notifyMetrics}/metrics`,
            'argocd-notifications',
          ),
        ]
      : []),
  ]
}

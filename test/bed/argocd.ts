/** Argo CD: all its controllers and servers, from its one binary. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { argocdObjects, administrator, ciAccount } from './argocd-config.ts'
import { argocdCommands } from './argocd-parts.ts'
import type { ArgocdPart } from './argocd-parts.ts'
import type { ChosenArgocd } from './chosen.ts'
import { answers } from './cluster.ts'
import type { Cluster } from './cluster.ts'
import { define } from './definitions.ts'
import type { Part } from './parts.ts'
import { freePorts } from './ports.ts'
import { withPrivateTmp } from './private-tmp.ts'
import type { Workshop } from './workshop.ts'

/** A running Argo CD. */
export interface Argocd {
  /** `http://127.0.0.1:41234` */
  readonly url: string
  /** Where its ApplicationSet controller hears of webhooks; the API server's own are at `/api/webhook`. */
  readonly webhook: string
  /** The namespace that it lives in, and where its Applications are. */
  readonly namespace: string
  /** The token of an account that may do everything. */
  readonly adminToken: string
  /** The token of an account that may read and sync, as CI has it. */
  readonly ciToken: string
  /**
   * Asks its API; the answer is parsed where it is one JSON value. Never throws for an answer, whatever its status.
   *
   * @param path from the root: `/api/v1/applications`
   * @param token `adminToken` where none is given
   */
  request(method: string, path: string, body?: unknown, token?: string): Promise<ArgocdAnswer>
  /**
   * One of its parts.
   *
   * @throws Error for a part that was not asked for
   */
  part(name: ArgocdPart | 'redis'): Part
}

/** An answer of the API. */
export interface ArgocdAnswer {
  /** The status of HTTP. */
  readonly status: number
  // What it holds differs by what was asked for.
  // eslint-disable-next-line typescript/no-explicit-any
  readonly body: any
}

export interface ArgocdOptions {
  /** Applications sync as the service account that their project names. */
  readonly impersonation?: boolean
  /** With the commit server, which writes hydrated manifests into branches. */
  readonly hydrator?: boolean
  /** With the notifications controller; its ConfigMap is empty at first. */
  readonly notifications?: boolean
  /** Where its Dex is, which speaks plain http: `127.0.0.1:41234`. */
  readonly dex?: string
}

const namespace = 'argocd'

/** Starts Argo CD in a cluster, in about three seconds: the options are all off where they are not said. */
export async function startArgocd(
  shop: Workshop,
  cluster: Cluster,
  options: ArgocdOptions = {},
): Promise<Argocd> {
  const [redisPort = 0, serverPort = 0, webhookPort = 0] = await freePorts(3)
  const prefix = `${cluster.name}/argocd`
  const env = argocdEnvironment(shop, shop.folderOf(prefix), cluster)
  const commands = await argocdCommands({
    namespace,
    redis: `127.0.0.1:${redisPort}`,
    serverPort,
    webhookPort,
    hydrator: options.hydrator ?? false,
    notifications: options.notifications ?? false,
    dex: options.dex,
  })
  await Promise.all([startRedis(shop, `${prefix}-redis`, redisPort), configure(shop, cluster, options)])
  await Promise.all(
    commands.map(async ({ name, binary, flags, health }) => {
      const command = [shop.built.program('argocd'), ...flags] as [string, ...string[]]
      return shop.start(`${prefix}-${name}`, {
        command: name === 'commit-server' ? await inPrivateTmp(shop, prefix, command) : command,
        env: { ...env, ARGOCD_BINARY_NAME: binary },
        ready: () => answers(health),
      })
    }),
  )
  const url = `http://127.0.0.1:${serverPort}`
  const { name: username, password } = administrator
  const adminToken = await tokenOf(url, '/api/v1/session', { username, password })
  const ciToken = await tokenOf(url, `/api/v1/account/${ciAccount}/token`, {}, adminToken)
  const webhook = `http://127.0.0.1:${webhookPort}/api/webhook`
  const part = (name: ArgocdPart | 'redis') => shop.part(`${prefix}-${name}`)
  return { url, webhook, namespace, adminToken, ciToken, part, request: requester(url, adminToken) }
}

/** One that is there already: its parts cannot be started or stopped. */
export function chosenArgocd(shop: Workshop, { url, token }: ChosenArgocd): Argocd {
  const webhook = `${url}/api/webhook`
  const tokens = { adminToken: token, ciToken: token }
  const part = (name: string) => shop.part(`argocd-${name}`)
  return { url, webhook, namespace, ...tokens, part, request: requester(url, token) }
}

/** Has an Argo CD deploy into another cluster than its home, too. */
export async function addCluster({ namespace }: Argocd, home: Cluster, other: Cluster): Promise<void> {
  const { server, ca = '', token } = other.kube.connection
  const config = { bearerToken: token, tlsClientConfig: { caData: Buffer.from(ca).toString('base64') } }
  await home.kube.apply({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: `cluster-${other.name}`,
      namespace,
      labels: { 'argocd.argoproj.io/secret-type': 'cluster' },
    },
    stringData: { name: other.name, server, config: JSON.stringify(config) },
  })
}

/** The commit server listens on a socket whose path is fixed. */
function inPrivateTmp(shop: Workshop, prefix: string, command: [string, ...string[]]) {
  return withPrivateTmp(join(shop.folderOf(prefix), 'private'), [shop.folder, shop.built.bin], command)
}

function startRedis(shop: Workshop, name: string, port: number): Promise<Part> {
  return shop.start(name, {
    command: [
      'redis-server',
      '--save',
      '',
      '--appendonly',
      'no',
      '--bind',
      '127.0.0.1',
      '--port',
      String(port),
    ],
  })
}

/** Its definitions first: what is of those kinds needs them. */
async function configure(shop: Workshop, { kube }: Cluster, options: ArgocdOptions): Promise<void> {
  await kube.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } })
  await define(kube, shop.built, 'argocd/crds')
  const settings = { namespace, impersonation: options.impersonation ?? false }
  await Promise.all(argocdObjects(shop.built, settings).map((object) => kube.apply(object)))
}

/** The folders that Argo CD expects in its image, and the cluster that it takes for its own. */
function argocdEnvironment(shop: Workshop, folder: string, cluster: Cluster): NodeJS.ProcessEnv {
  const at = (name: string) => {
    mkdirSync(join(folder, name), { recursive: true })
    return join(folder, name)
  }
  const path = at('path')
  symlinkSync(shop.built.program('argocd'), join(path, 'argocd-git-ask-pass'))
  const ssh = at('ssh')
  writeFileSync(join(ssh, 'ssh_known_hosts'), '')
  return {
    KUBECONFIG: cluster.kubeconfig,
    PATH: `${path}:${shop.environment()['PATH']}`,
    TMPDIR: at('tmp'),
    HOSTNAME: 'bed-0',
    ARGOCD_FAKE_IN_CLUSTER: 'true',
    ARGOCD_TLS_DATA_PATH: at('tls'),
    ARGOCD_SSH_DATA_PATH: ssh,
    ARGOCD_GNUPGHOME: at('gpg'),
    ARGOCD_GPG_DATA_PATH: at('gpg-source'),
    ARGOCD_PLUGINSOCKFILEPATH: at('plugins'),
    ARGOCD_GPG_ENABLED: 'false',
    // In the bed's own folder: the path of a socket may have some hundred bytes.
    ARGOCD_ASK_PASS_SOCK: join(shop.folder, `${cluster.name}.sock`),
  }
}

/** @throws Error where it gives no token */
async function tokenOf(url: string, path: string, body: unknown, token?: string): Promise<string> {
  const answer = await requester(url, token)('POST', path, body)
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
  return (answer.body as { token: string }).token
}

function requester(url: string, ownToken: string | undefined): Argocd['request'] {
  return async (method, path, body, token = ownToken) => {
    const response = await fetch(`${url}${path}`, {
      method,
      redirect: 'error',
      headers: {
        // Without it everything but a GET is refused, even where there is no body.
        'content-type': 'application/json',
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    return { status: response.status, body: parsed(await response.text()) }
  }
}

/** Streams, such as logs, are a JSON value a line: they stay text. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

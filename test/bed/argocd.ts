/** Argo CD: all its controllers and servers, from its single binary. */
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
  /** The URL at which the ApplicationSet controller receives webhooks. The API server's own is at `/api/webhook`. */
  readonly webhook: string
  /** The namespace of Argo CD and of its Applications. */
  readonly namespace: string
  /** The token of an account with all permissions. */
  readonly adminToken: string
  /** The token of an account that may read and sync, as CI uses it. */
  readonly ciToken: string
  /**
   * Sends a request to the API. The answer is parsed if it is one JSON value. Does not throw for any status.
   *
   * @param path the path from the root: `/api/v1/applications`
   * @param token default: `adminToken`
   */
  request(method: string, path: string, body?: unknown, token?: string): Promise<ArgocdAnswer>
  /**
   * Returns one of its parts.
   *
   * @throws Error for a part that was not requested
   */
  part(name: ArgocdPart | 'redis'): Part
}

/** An answer of the API. */
export interface ArgocdAnswer {
  /** The HTTP status. */
  readonly status: number
  // The shape of the body depends on the request.
  // eslint-disable-next-line typescript/no-explicit-any
  readonly body: any
}

export interface ArgocdOptions {
  /** Applications sync as the service account that their project names. */
  readonly impersonation?: boolean
  /** Also starts the commit server, which writes hydrated manifests to branches. */
  readonly hydrator?: boolean
  /** Also starts the notifications controller. Its ConfigMap is empty at first. */
  readonly notifications?: boolean
  /** The address of a Dex that speaks plain HTTP: `127.0.0.1:41234`. */
  readonly dex?: string
}

const namespace = 'argocd'

/** Starts Argo CD in a cluster, in about three seconds. All options are off by default. */
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

/** Returns an Argo CD that exists already. Its parts cannot be started or stopped. */
export function chosenArgocd(shop: Workshop, { url, token }: ChosenArgocd): Argocd {
  const webhook = `${url}/api/webhook`
  const tokens = { adminToken: token, ciToken: token }
  const part = (name: string) => shop.part(`argocd-${name}`)
  return { url, webhook, namespace, ...tokens, part, request: requester(url, token) }
}

/** Registers another cluster in an Argo CD, so that it can also deploy there. */
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

/** Wraps a command so that it has its own `/tmp`. The commit server listens on a socket with a fixed path. */
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

/** Applies the definitions first, because the objects of these kinds need them. */
async function configure(shop: Workshop, { kube }: Cluster, options: ArgocdOptions): Promise<void> {
  await kube.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } })
  await define(kube, shop.built, 'argocd/crds')
  const settings = { namespace, impersonation: options.impersonation ?? false }
  await Promise.all(argocdObjects(shop.built, settings).map((object) => kube.apply(object)))
}

/** Creates the folders that Argo CD expects in its image, and returns the environment of its parts. */
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
    // In the bed's own folder, because the path of a socket is limited to about a hundred bytes.
    ARGOCD_ASK_PASS_SOCK: join(shop.folder, `${cluster.name}.sock`),
  }
}

/** @throws Error if the API returns no token */
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
        // Argo CD rejects every request without it except GET, even if there is no body.
        'content-type': 'application/json',
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    return { status: response.status, body: parsed(await response.text()) }
  }
}

/** Parses an answer as JSON. Streams, such as logs, have one JSON value per line and stay text. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

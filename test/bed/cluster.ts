/** A cluster: etcd, a real API server and controller manager, and a played kubelet. */
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Agent, request } from 'undici'
import type { ChosenCluster } from './chosen.ts'
import type { Workshop } from './workshop.ts'
import { Kube } from './kube.ts'
import type { Part } from './parts.ts'
import { freePorts } from './ports.ts'

/** The parts of a cluster. The scheduler only runs if it is requested. */
export type ClusterPart = 'etcd' | 'apiserver' | 'controller-manager' | 'kubelet' | 'scheduler'

/** A running cluster. */
export interface Cluster {
  /** Its name in the bed, which is also the prefix of its parts' names: `a`. */
  readonly name: string
  /** A client with all permissions. */
  readonly kube: Kube
  /** The path of a kubeconfig with all permissions. */
  readonly kubeconfig: string
  /**
   * Returns one of its parts.
   *
   * @throws Error for a part that was not requested, and for any part of a cluster that is not the bed's own
   */
  part(name: ClusterPart): Part
}

export interface ClusterOptions {
  /**
   * The scheduler that assigns pods to nodes. `played`, the default, binds each pod to the one node at once, except
   * pods that are meant to be unschedulable. `real` is kube-scheduler, which evaluates requests, selectors and
   * taints.
   */
  readonly scheduler?: 'played' | 'real'
}

/** The controllers of the real controller manager that work without nodes and clouds. */
const controllers = [
  'deployment-controller',
  'replicaset-controller',
  'statefulset-controller',
  'daemonset-controller',
  'job-controller',
  'cronjob-controller',
  'namespace-controller',
  'garbage-collector-controller',
  'serviceaccount-controller',
  'root-ca-certificate-publisher-controller',
  'disruption-controller',
  'endpoints-controller',
  'endpointslice-controller',
  'clusterrole-aggregation-controller',
]

/** Starts a cluster in about five seconds. */
export async function startCluster(
  shop: Workshop,
  name: string,
  options: ClusterOptions = {},
): Promise<Cluster> {
  const folder = shop.folderOf(name)
  const [client = 0, peer = 0, secure = 0, kubeletPort = 0] = await freePorts(4)
  const server = `https://127.0.0.1:${secure}`
  const token = randomBytes(16).toString('hex')
  const program = shop.built.program('kube')
  const { keys, tokens } = writeCredentials(folder, token)
  const certificates = join(folder, 'certificates')

  await shop.start(`${name}/etcd`, {
    command: [shop.built.program('etcd'), ...etcdFlags(join(folder, 'etcd'), client, peer)],
    ready: () => answers(`http://127.0.0.1:${client}/health`),
  })
  await shop.start(`${name}/apiserver`, {
    command: [
      program,
      'kube-apiserver',
      `--etcd-servers=http://127.0.0.1:${client}`,
      '--bind-address=127.0.0.1',
      '--advertise-address=127.0.0.1',
      `--secure-port=${secure}`,
      `--cert-dir=${certificates}`,
      '--service-account-issuer=https://kubernetes.default.svc',
      `--service-account-key-file=${keys.public}`,
      `--service-account-signing-key-file=${keys.private}`,
      '--service-cluster-ip-range=10.0.0.0/24',
      `--token-auth-file=${tokens}`,
      '--authorization-mode=RBAC',
      '--endpoint-reconciler-type=none',
      '--allow-privileged',
      '--enable-priority-and-fairness=false',
      '--kubelet-preferred-address-types=InternalIP',
    ],
    ready: async () => {
      const ca = readFileSync(join(certificates, 'apiserver.crt'), 'utf8')
      const probe = new Kube({ server, ca, token })
      return probe
        .request('GET', '/readyz')
        .then((answer) => answer === 'ok')
        .finally(() => probe.close())
    },
  })
  // The server created a self-signed certificate, because there was none.
  const ca = readFileSync(join(certificates, 'apiserver.crt'), 'utf8')
  const kubeconfig = join(folder, 'kubeconfig')
  writeFileSync(kubeconfig, JSON.stringify(kubeconfigOf(server, ca, token)), { mode: 0o600 })

  const common = [
    `--kubeconfig=${kubeconfig}`,
    '--leader-elect=false',
    '--bind-address=127.0.0.1',
    '--secure-port=0',
  ]
  await Promise.all([
    shop.start(`${name}/controller-manager`, {
      command: [
        program,
        'kube-controller-manager',
        ...common,
        `--service-account-private-key-file=${keys.private}`,
        `--root-ca-file=${join(certificates, 'apiserver.crt')}`,
        `--controllers=${controllers.join(',')}`,
      ],
    }),
    options.scheduler === 'real'
      ? shop.start(`${name}/scheduler`, { command: [program, 'kube-scheduler', ...common] })
      : undefined,
    shop.start(`${name}/kubelet`, {
      command: [process.execPath, fileURLToPath(new URL('kubelet/main.ts', import.meta.url))],
      env: {
        KUBELET_SERVER: server,
        KUBELET_TOKEN: token,
        KUBELET_CERTIFICATES: certificates,
        KUBELET_PORT: String(kubeletPort),
        KUBELET_BINDS: String(options.scheduler !== 'real'),
      },
      ready: () => answers(`https://127.0.0.1:${kubeletPort}/healthz`),
    }),
  ])
  const kube = new Kube({ server, ca, token })
  shop.atEnd(() => kube.close())
  return { name, kube, kubeconfig, part: (part) => shop.part(`${name}/${part}`) }
}

/** Returns a cluster that exists already. Its parts cannot be started or stopped. */
export function chosenCluster(shop: Workshop, name: string, given: ChosenCluster): Cluster {
  const kube = new Kube(given)
  shop.atEnd(() => kube.close())
  return { name, kube, kubeconfig: given.kubeconfig, part: (part) => shop.part(`${name}/${part}`) }
}

/** Reports whether a server on loopback answers with a status. The certificate is not verified. */
export async function answers(url: string, status = 200): Promise<boolean> {
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false } })
  try {
    const response = await request(url, { dispatcher })
    await response.body.dump()
    return response.statusCode === status
  } finally {
    await dispatcher.destroy()
  }
}

/**
 * Returns the flags of etcd. The data need not survive a crash of the machine, so etcd does not wait for the disk.
 */
function etcdFlags(data: string, client: number, peer: number): string[] {
  return [
    `--data-dir=${data}`,
    '--unsafe-no-fsync',
    '--log-level=warn',
    `--listen-client-urls=http://127.0.0.1:${client}`,
    `--advertise-client-urls=http://127.0.0.1:${client}`,
    `--listen-peer-urls=http://127.0.0.1:${peer}`,
    `--initial-advertise-peer-urls=http://127.0.0.1:${peer}`,
    `--initial-cluster=default=http://127.0.0.1:${peer}`,
  ]
}

function writeCredentials(folder: string, token: string) {
  mkdirSync(join(folder, 'certificates'), { recursive: true })
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const keys = { private: join(folder, 'accounts.key'), public: join(folder, 'accounts.pub') }
  writeFileSync(keys.private, privateKey.export({ type: 'pkcs1', format: 'pem' }), { mode: 0o600 })
  writeFileSync(keys.public, publicKey.export({ type: 'spki', format: 'pem' }))
  const tokens = join(folder, 'tokens.csv')
  writeFileSync(tokens, `${token},admin,admin,"system:masters"\n`, { mode: 0o600 })
  return { keys, tokens }
}

function kubeconfigOf(server: string, ca: string, token: string) {
  const authority = Buffer.from(ca).toString('base64')
  return {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'bed', cluster: { server, 'certificate-authority-data': authority } }],
    users: [{ name: 'admin', user: { token } }],
    contexts: [{ name: 'bed', context: { cluster: 'bed', user: 'admin', namespace: 'default' } }],
    'current-context': 'bed',
  }
}

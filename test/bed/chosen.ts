/**
 * The cluster that is used instead of the bed's own, if the user selects one. Tests write to it and delete from it.
 * Therefore only variables of the bed select it, and it must be on this machine or be allowed explicitly.
 * `KUBECONFIG`, `ARGOCD_*` and `~/.kube` have no effect: tests that used them as they were have wiped live clusters.
 */
import { readFileSync } from 'node:fs'
import { isIPv4 } from 'node:net'
import { load } from 'js-yaml'
import type { KubeConnection } from './kube.ts'

/** A cluster that exists already. */
export interface ChosenCluster extends KubeConnection {
  /** The path of its kubeconfig. */
  readonly kubeconfig: string
}

/** An Argo CD that exists already. */
export interface ChosenArgocd {
  readonly url: string
  readonly token: string
}

export interface Chosen {
  readonly cluster: ChosenCluster | undefined
  readonly argocd: ChosenArgocd | undefined
}

/**
 * Returns the cluster and the Argo CD that the environment selects. `FAIRLEAD_BED_KUBECONFIG` is the path of a
 * kubeconfig. `FAIRLEAD_BED_ARGOCD` is the address of an Argo CD in that cluster, with its token in
 * `FAIRLEAD_BED_ARGOCD_TOKEN`. `FAIRLEAD_BED_ALLOW` is a comma-separated list of allowed hosts outside of this
 * machine.
 *
 * @throws Error for a host that is neither on loopback nor allowed, and for an incomplete selection
 */
export function chosen(env: NodeJS.ProcessEnv): Chosen {
  const { FAIRLEAD_BED_KUBECONFIG: kubeconfig, FAIRLEAD_BED_ARGOCD: url } = env
  const { FAIRLEAD_BED_ARGOCD_TOKEN: token, FAIRLEAD_BED_ALLOW: allowed = '' } = env
  const allow = allowed.split(',').map((host) => host.trim())
  if (!url) return { cluster: kubeconfig ? clusterOf(kubeconfig, allow) : undefined, argocd: undefined }
  if (!kubeconfig)
    throw new Error('FAIRLEAD_BED_ARGOCD needs FAIRLEAD_BED_KUBECONFIG: the cluster that it lives in')
  if (!token) throw new Error('FAIRLEAD_BED_ARGOCD needs FAIRLEAD_BED_ARGOCD_TOKEN')
  checkHost('FAIRLEAD_BED_ARGOCD', url, allow)
  return { cluster: clusterOf(kubeconfig, allow), argocd: { url: url.replace(/\/$/, ''), token } }
}

interface Kubeconfig {
  readonly 'current-context'?: string
  readonly contexts?: readonly { name: string; context: { cluster: string; user: string } }[]
  readonly clusters?: readonly { name: string; cluster: Readonly<Record<string, string>> }[]
  readonly users?: readonly { name: string; user: Readonly<Record<string, string>> }[]
}

function clusterOf(path: string, allow: readonly string[]): ChosenCluster {
  const config = load(readFileSync(path, 'utf8')) as Kubeconfig
  // Checks every cluster of the file, because a reader of the file may use another one than the current one.
  for (const { cluster } of config.clusters ?? [])
    for (const name of ['server', 'proxy-url'])
      if (cluster[name] !== undefined) checkHost(`${name} in FAIRLEAD_BED_KUBECONFIG`, cluster[name], allow)
  const current = config.contexts?.find(({ name }) => name === config['current-context'])?.context
  const cluster = config.clusters?.find(({ name }) => name === current?.cluster)?.cluster
  const user = config.users?.find(({ name }) => name === current?.user)?.user
  const server = cluster?.['server']
  if (server === undefined || user === undefined)
    throw new Error(`FAIRLEAD_BED_KUBECONFIG: ${path} has no current context with a cluster and a user`)
  const decoded = (text: string | undefined) =>
    text === undefined ? undefined : Buffer.from(text, 'base64').toString()
  const ca = decoded(cluster?.['certificate-authority-data'])
  const cert = decoded(user['client-certificate-data'])
  const key = decoded(user['client-key-data'])
  const { token } = user
  if (token === undefined && (cert === undefined || key === undefined))
    throw new Error(`FAIRLEAD_BED_KUBECONFIG: ${path} has neither a token nor a client certificate in it`)
  return {
    kubeconfig: path,
    server,
    ...(ca !== undefined && { ca }),
    ...(token !== undefined && { token }),
    ...(cert !== undefined && key !== undefined && { client: { cert, key } }),
  }
}

/** @throws Error if a server is neither on loopback nor allowed by its exact name */
function checkHost(where: string, url: string, allow: readonly string[]): void {
  const { hostname } = new URL(url)
  if (isLoopback(hostname) || allow.includes(hostname)) return
  throw new Error(
    `${where} is at ${hostname}, which is not on this machine. Tests write there and delete there. If that is what you want: FAIRLEAD_BED_ALLOW=${hostname}`,
  )
}

/**
 * Checks the literal address. A name such as `127.0.0.1.example.com`, or one that currently resolves to loopback,
 * does not count.
 */
function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || (isIPv4(hostname) && hostname.startsWith('127.'))
}

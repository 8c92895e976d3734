/** Servers of Argo CD from the inputs, connected as in a job, and a server that records its requests. */
import type { IncomingMessage } from 'node:http'
import { argocdServers } from '../../src/entries/wire/argocd.ts'
import type { ArgocdInputs } from '../../src/entries/wire/argocd.ts'
import type { Wiring } from '../../src/entries/define.ts'
import { readContext } from '../../src/runtime/context.ts'
import { temporaryFolder } from './git.ts'
import { application, json, startReplay } from './replay.ts'

interface Heard {
  readonly path: string
  readonly headers: IncomingMessage['headers']
}

/** Starts an Argo CD that has one Application and records its requests. */
export async function argocd(tls?: { key: Buffer; cert: Buffer }, root = '') {
  const heard: Heard[] = []
  const url = await startReplay((request, response) => {
    const path = request.url ?? ''
    heard.push({ path, headers: request.headers })
    if (path === `${root}/api/version`) return json(response, 200, { Version: 'v3.5.7' })
    if (path.startsWith(`${root}/api/v1/applications/web`)) return json(response, 200, application('web'))
    return response.writeHead(404).end('not here')
  }, tls)
  return { url: `${url}${root}`, heard }
}

const none: ArgocdInputs = {
  'argocd-server': [],
  'argocd-token': undefined,
  'argocd-audience': [],
  'argocd-dex-connector': undefined,
  'argocd-headers': undefined,
  'argocd-ca': undefined,
}

interface Wired {
  readonly inputs: Partial<ArgocdInputs>
  readonly env?: Record<string, string>
  readonly workspace?: string
}

export async function wired({ inputs, env = {}, workspace = temporaryFolder() }: Wired) {
  const hidden: string[] = []
  const context = readContext(env, workspace)
  const wiring = { context, hide: (all: readonly string[]) => hidden.push(...all) } as unknown as Wiring
  const servers = await argocdServers({ ...none, ...inputs }, wiring)
  return { servers, hidden, server: servers[0]!.watch.server }
}

export const web = { name: 'web', namespace: undefined }

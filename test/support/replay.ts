/** A server with fixed answers, for answers that a real server does not give on demand. */
import { createServer } from 'node:http'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, Server } from 'node:net'
import { onTestFinished } from 'vitest'

export type Replay = (request: IncomingMessage, response: ServerResponse) => void

/**
 * Starts a server until the test is over.
 *
 * @returns its port
 */
export async function listening(server: Server): Promise<number> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => {
    server.close()
    if ('closeAllConnections' in server) (server as { closeAllConnections(): void }).closeAllConnections()
  })
  return (server.address() as AddressInfo).port
}

/**
 * Starts a server with fixed answers until the test is over.
 *
 * @returns its address, with https if there is a certificate
 */
export async function startReplay(
  answer: RequestListener,
  tls?: { key: Buffer; cert: Buffer },
): Promise<string> {
  const server = tls === undefined ? createServer(answer) : createTlsServer(tls, answer)
  return `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${await listening(server)}`
}

export function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

/** Returns an Application with this many objects, as the API returns it. */
export function application(name: string, { version = 1, objects = 0, namespace = 'argocd' } = {}) {
  const revision = 'a'.repeat(40)
  const list = Array.from({ length: objects }, (_, i) => ({
    group: 'apps',
    version: 'v1',
    kind: 'Deployment',
    namespace: `namespace-of-${name}`,
    name: `deployment-${name}-${i}`,
    status: 'Synced',
    health: { status: 'Healthy' },
  }))
  const managedFields = [{ manager: 'argocd', fieldsV1: { 'f:status': { 'f:resources': {} } } }]
  return {
    metadata: { name, namespace, uid: `uid-${name}`, resourceVersion: String(version), managedFields },
    spec: {
      project: 'default',
      source: { repoURL: 'https://example.com/infra.git', path: name },
      destination: {},
    },
    status: {
      sync: { status: 'Synced', revision },
      health: { status: 'Healthy' },
      resources: list,
      operationState: {
        phase: 'Succeeded',
        syncResult: {
          revision,
          resources: list.map((one) => ({ ...one, message: 'deployment.apps/x configured' })),
        },
      },
    },
  }
}

/**
 * A played notification controller of Flux, because the real one is not available from the module proxy. Its input is
 * real: the events that the real source and kustomize controllers post. It processes them by the rules of the real
 * controller's source (`rules.ts`, `receivers.ts`). It logs an error for anything that it does not support, and sends
 * nothing.
 */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { Kube } from '../kube.ts'
import type { KubeObject } from '../kube.ts'
import { follow } from '../kubelet/follow.ts'
import { cleaned, combined, duplicateKey } from './event.ts'
import type { FluxEvent } from './event.ts'
import { post } from './post.ts'
import { initialize, receive } from './receivers.ts'
import { takes, wants } from './rules.ts'

const setting = (name: string): string => {
  const value = process.env[`NOTIFICATION_${name}`]
  if (value === undefined) throw new Error(`NOTIFICATION_${name} is not set`)
  return value
}

const kube = new Kube({
  server: setting('SERVER'),
  ca: readFileSync(setting('CA'), 'utf8'),
  token: setting('TOKEN'),
})
const alerts = { apiVersion: 'notification.toolkit.fluxcd.io/v1beta3', kind: 'Alert' }
const providers = { apiVersion: 'notification.toolkit.fluxcd.io/v1beta3', kind: 'Provider' }
const receivers = { apiVersion: 'notification.toolkit.fluxcd.io/v1', kind: 'Receiver' }

/** The value of `--rate-limit-interval`, in milliseconds. */
const rateLimit = Number(setting('RATE_LIMIT'))
/** The time until which each event counts as sent. */
const said = new Map<string, number>()

createServer((request, response) => {
  if (request.url === '/healthz') return response.end('ok')
  return bodyOf(request)
    .then((body) => hear(cleaned(JSON.parse(body.toString()) as FluxEvent)))
    .then((status) => response.writeHead(status).end())
    .catch((error: unknown) => {
      complain('an event', error)
      response.writeHead(400).end()
    })
}).listen(Number(setting('EVENTS_PORT')), '127.0.0.1')

createServer((request, response) => {
  const { url: path = '', headers } = request
  return bodyOf(request)
    .then(async (body) => receive(kube, await kube.list(receivers), { path, headers, body }))
    .then((status) => response.writeHead(status).end())
    .catch((error: unknown) => {
      complain(path, error)
      response.writeHead(500).end()
    })
}).listen(Number(setting('RECEIVER_PORT')), '127.0.0.1')

follow(kube, receivers, (receiver, deleted) => {
  if (!deleted) initialize(kube, receiver).catch((error: unknown) => complain(receiver.metadata.name, error))
})

/** Handles an event, and sends notifications in the background. Returns 429 for an event that was sent recently. */
async function hear(event: FluxEvent): Promise<number> {
  const key = duplicateKey(event)
  if ((said.get(key) ?? 0) > Date.now()) return 429
  said.set(key, Date.now() + rateLimit)
  const labels = await labelsOf(event)
  for (const alert of await kube.list(alerts))
    if (wants(alert, event, labels))
      notify(alert, event).catch((error: unknown) => complain(alert.metadata.name, error))
  return 202
}

async function notify({ metadata, spec }: KubeObject, event: FluxEvent): Promise<void> {
  const provider = await kube.get(
    { ...providers, namespace: metadata.namespace ?? '' },
    spec.providerRef.name,
  )
  const more = { ...spec.eventMetadata, ...(spec.summary && { summary: spec.summary }) }
  if (takes(provider, event)) await post(kube, provider, combined(event, more))
}

async function labelsOf({ involvedObject }: FluxEvent): Promise<Readonly<Record<string, string>>> {
  const object = await kube.find(involvedObject, involvedObject.name).catch(() => undefined)
  return object?.metadata.labels ?? {}
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

function complain(what: string, error: unknown): void {
  process.stderr.write(`${what}: ${String(error)}\n`)
}

/**
 * Receivers: a path in their status, and a webhook at that path that requests a reconciliation. The rules are those
 * of notification-controller 1.9, from its internal/server/receiver_handlers.go.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { Kube, KubeObject } from '../kube.ts'
import { kindOf } from '../kube.ts'
import { decoded } from './post.ts'

const versions: Readonly<Record<string, string>> = {
  GitRepository: 'source.toolkit.fluxcd.io/v1',
  HelmRepository: 'source.toolkit.fluxcd.io/v1',
  HelmChart: 'source.toolkit.fluxcd.io/v1',
  Bucket: 'source.toolkit.fluxcd.io/v1',
  OCIRepository: 'source.toolkit.fluxcd.io/v1',
}

/** A webhook request. */
export interface Call {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/** Sets the path of a Receiver, and its condition `Ready`. */
export async function initialize(kube: Kube, receiver: KubeObject): Promise<void> {
  const { name, namespace = '', generation } = receiver.metadata
  const token = await tokenOf(kube, receiver)
  const path = `/hook/${createHash('sha256').update(`${token}${name}${namespace}`).digest('hex')}`
  if (receiver['status']?.webhookPath === path) return
  const ready = {
    type: 'Ready',
    status: 'True',
    reason: 'Succeeded',
    message: `Receiver initialized for path: ${path}`,
    lastTransitionTime: new Date().toISOString(),
    observedGeneration: generation,
  }
  const status = { webhookPath: path, observedGeneration: generation, conditions: [ready] }
  await kube.patch(kindOf(receiver), name, { status }, { below: 'status' })
}

/** Handles a webhook and returns the HTTP status of the answer. */
export async function receive(kube: Kube, receivers: readonly KubeObject[], call: Call): Promise<number> {
  const receiver = receivers.find(({ status }) => status?.webhookPath === call.path)
  if (receiver === undefined) return 404
  const { spec, metadata } = receiver
  if (spec.suspend === true) return 503
  if (!isAuthentic(spec.type, await tokenOf(kube, receiver), call) || !isListed(spec, call.headers))
    return 400
  if (spec.resourceFilter !== undefined) throw new Error('resourceFilter is not played')
  let status = 200
  for (const resource of spec.resources as Resource[])
    await annotate(kube, resource, metadata.namespace ?? '').catch((error: unknown) => {
      process.stderr.write(`${resource.kind} ${resource.name}: ${String(error)}\n`)
      status = 500
    })
  return status
}

interface Resource {
  readonly apiVersion?: string
  readonly kind: string
  readonly name: string
  readonly namespace?: string
  readonly matchLabels?: Readonly<Record<string, string>>
}

function isAuthentic(type: string, token: string, { headers, body }: Call): boolean {
  const signature = `sha256=${createHmac('sha256', token).update(body).digest('hex')}`
  switch (type) {
    case 'generic':
      return true
    case 'generic-hmac':
      return isSame(headers['x-signature'], signature)
    case 'github':
      return isSame(headers['x-hub-signature-256'], signature)
    case 'gitlab':
      return isSame(headers['x-gitlab-token'], token)
    default:
      throw new Error(`a Receiver of type ${type} is not played`)
  }
}

function isSame(given: string | string[] | undefined, wanted: string): boolean {
  const [a, b] = [Buffer.from(String(given)), Buffer.from(wanted)]
  return a.length === b.length && timingSafeEqual(a, b)
}

/**
 * Reports whether the Receiver lists the event of a forge. Webhooks of other types have no event, and are accepted.
 */
function isListed({ type, events = [] }: KubeObject['spec'], headers: IncomingHttpHeaders): boolean {
  const event = { github: headers['x-github-event'], gitlab: headers['x-gitlab-event'] }[type as string]
  if (!['github', 'gitlab'].includes(type) || events.length === 0) return true
  return (events as string[]).some((one) => one.toLowerCase() === String(event).toLowerCase())
}

async function annotate(kube: Kube, resource: Resource, home: string): Promise<void> {
  const apiVersion = resource.apiVersion ?? versions[resource.kind]
  if (apiVersion === undefined) throw new Error('apiVersion must be specified')
  const kind = { apiVersion, kind: resource.kind, namespace: resource.namespace ?? home }
  const names = resource.name === '*' ? await labelled(kube, kind, resource) : [resource.name]
  const annotations = { 'reconcile.fluxcd.io/requestedAt': new Date().toISOString() }
  for (const name of names) await kube.patch(kind, name, { metadata: { annotations } })
}

async function labelled(
  kube: Kube,
  kind: Parameters<Kube['list']>[0],
  { matchLabels }: Resource,
): Promise<string[]> {
  if (matchLabels === undefined) throw new Error("matchLabels field not set when using wildcard '*' as name")
  const selector = Object.entries(matchLabels).map(([name, value]) => `${name}=${value}`)
  const found = await kube.list(kind, `labelSelector=${encodeURIComponent(selector.join(','))}`)
  return found.map(({ metadata }) => metadata.name)
}

async function tokenOf(kube: Kube, { metadata, spec }: KubeObject): Promise<string> {
  const kind = { apiVersion: 'v1', kind: 'Secret', namespace: metadata.namespace ?? '' }
  const { token } = decoded(await kube.get(kind, spec.secretRef.name))
  if (token === undefined) throw new Error(`the Secret ${spec.secretRef.name} has no token`)
  return token
}

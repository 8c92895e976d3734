/** Sends notifications to providers. It supports only the provider types that a pipeline uses. */
import { createHmac } from 'node:crypto'
import type { Kube, KubeObject } from '../kube.ts'
import type { FluxEvent } from './event.ts'
import { revisionOf } from './event.ts'
import { commitOf, githubStatus, isRepeated } from './rules.ts'
import type { CommitStatus } from './rules.ts'

/**
 * Sends an event, combined with the alert's metadata, to a provider.
 *
 * @throws Error if the provider answers with an error, or if its type is not supported
 */
export async function post(kube: Kube, provider: KubeObject, event: FluxEvent): Promise<void> {
  const { type, address, commitStatusExpr } = provider['spec']
  if (commitStatusExpr !== undefined) throw new Error('commitStatusExpr is not played')
  const secret = await secretOf(kube, provider)
  const target = secret['address'] ?? address
  if (type === 'github') return postStatus(target, secret['token'], provider, event)
  if (type === 'githubdispatch') return dispatch(target, secret['token'], event)
  if (type !== 'generic' && type !== 'generic-hmac')
    throw new Error(`a provider of type ${type} is not played`)
  const body = JSON.stringify(event)
  const key = type === 'generic-hmac' ? secret['token'] : undefined
  if (type === 'generic-hmac' && !key) throw new Error('HMAC key is empty')
  await send(target, body, {
    'gotk-component': event.reportingController ?? '',
    ...(key !== undefined && {
      'x-signature': `sha256=${createHmac('sha256', key).update(body).digest('hex')}`,
    }),
  })
}

/** Posts a commit status. Lists the commit's statuses first, and does not post the same one again. */
async function postStatus(
  address: string,
  token: string | undefined,
  provider: KubeObject,
  event: FluxEvent,
): Promise<void> {
  const status = githubStatus(provider, event)
  if (status === undefined) return
  const revision = revisionOf(event)
  if (revision === undefined) throw new Error('missing revision metadata')
  const commit = commitOf(revision)
  const repository = repositoryOf(address)
  const headers = authorization(token)
  const known = await fetch(`${repository}/commits/${commit}/statuses?per_page=50`, {
    headers,
    redirect: 'error',
  })
  if (!known.ok) throw new Error(`could not list commit statuses: ${known.status}`)
  if (isRepeated((await known.json()) as CommitStatus[], status)) return
  await send(`${repository}/statuses/${commit}`, JSON.stringify(status), headers)
}

async function dispatch(address: string, token: string | undefined, event: FluxEvent): Promise<void> {
  const { kind, name, namespace } = event.involvedObject
  const body = JSON.stringify({ event_type: `${kind}/${name}.${namespace}`, client_payload: event })
  await send(`${repositoryOf(address)}/dispatches`, body, authorization(token))
}

/** Returns the API address of a repository, as GitHub's client builds it for a server other than github.com. */
function repositoryOf(address: string): string {
  const url = new URL(address)
  return `${url.origin}/api/v3/repos${url.pathname.replace(/\.git$/, '')}`
}

function authorization(token: string | undefined): Record<string, string> {
  if (token === undefined) throw new Error('github token or github app details must be specified')
  return { authorization: `Bearer ${token}`, accept: 'application/vnd.github.v3+json' }
}

async function send(url: string, body: string, headers: Record<string, string>): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    redirect: 'error',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  })
  if (!response.ok) throw new Error(`POST ${url}: ${response.status}`)
}

async function secretOf(kube: Kube, { metadata, spec }: KubeObject): Promise<Record<string, string>> {
  if (spec.secretRef === undefined) return {}
  const kind = { apiVersion: 'v1', kind: 'Secret', namespace: metadata.namespace ?? '' }
  return decoded(await kube.get(kind, spec.secretRef.name))
}

/** Returns the decoded values of a Secret. */
export function decoded({ data = {} }: KubeObject): Record<string, string> {
  return Object.fromEntries(
    Object.entries(data as Record<string, string>).map(([name, value]) => [
      name,
      Buffer.from(value, 'base64').toString().trim(),
    ]),
  )
}

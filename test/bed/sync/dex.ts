/**
 * A played Dex of an Argo CD: the exchange of tokens, by server/grants/tokenexchange.go of dexidp/dex, and the
 * endpoints with which argocd-server checks the tokens. The real Dex is not available here. The argocd-server in
 * front of it is real.
 */
import { createPublicKey, verify } from 'node:crypto'
import type { JsonWebKey } from 'node:crypto'
import { createServer } from 'node:http'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { startIssuer } from './issuer.ts'
import type { Issuer } from './issuer.ts'

export interface Dex {
  /** `127.0.0.1:41234`, for the flag --dex-server of argocd-server. */
  readonly address: string
  /** Sets the values of dex.config: Dex's own address, and the issuer of each connector. */
  configure(issuer: string, connectors: Readonly<Record<string, string>>): void
  close(): void
}

interface Configured {
  readonly issuer: string
  readonly connectors: Readonly<Record<string, string>>
}

export async function startDex(): Promise<Dex> {
  const own = await startIssuer()
  let configured: Configured = { issuer: '', connectors: {} }
  const server = createServer((request, response) => {
    const send = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    answer(request, own, configured).then(
      ([status, body]) => send(status, body),
      (error: Error) => send(500, { error: error.message }),
    )
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    configure: (issuer, connectors) => void (configured = { issuer, connectors }),
    close() {
      own.close()
      server.close()
    },
  }
}

async function answer(
  request: IncomingMessage,
  own: Issuer,
  { issuer, connectors }: Configured,
): Promise<[number, unknown]> {
  const path = request.url?.split('?')[0] ?? ''
  if (path === '/api/dex/.well-known/openid-configuration') {
    const known = (await (await fetch(`${own.url}/.well-known/openid-configuration`)).json()) as object
    return [200, { ...known, issuer, jwks_uri: `${issuer}/keys`, token_endpoint: `${issuer}/token` }]
  }
  if (path === '/api/dex/keys') return [200, await (await fetch(`${own.url}/keys`)).json()]
  if (path !== '/api/dex/token' || request.method !== 'POST') return [404, {}]
  if (request.headers.authorization !== `Basic ${Buffer.from('argo-cd-cli:').toString('base64')}`)
    return [401, { error: 'invalid_client', error_description: 'Invalid client credentials.' }]
  const form = new URLSearchParams(await text(request))
  if (form.get('grant_type') !== 'urn:ietf:params:oauth:grant-type:token-exchange')
    return [400, { error: 'unsupported_grant_type' }]
  const upstream = connectors[form.get('connector_id') ?? '']
  if (upstream === undefined)
    return [400, { error: 'invalid_request', error_description: 'Requested connector does not exist.' }]
  if (form.get('subject_token_type') !== 'urn:ietf:params:oauth:token-type:id_token')
    return [400, { error: 'request_not_supported', error_description: 'Invalid subject_token_type.' }]
  const claims = await verified(form.get('subject_token') ?? '', upstream)
  if (claims === undefined) return [401, { error: 'access_denied' }]
  const scopes = (form.get('scope') ?? '').split(' ')
  const sub = Buffer.from(`\n\x0b${String(claims['sub'])}`).toString('base64url')
  const federated = { connector_id: form.get('connector_id'), user_id: claims['sub'] }
  const token = own.token({
    iss: issuer,
    aud: 'argo-cd-cli',
    sub,
    jti: undefined,
    at_hash: sub.slice(0, 22),
    ...(scopes.includes('federated:id') && { federated_claims: federated }),
  })
  return [
    200,
    {
      access_token: token,
      issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      token_type: 'bearer',
      expires_in: 86_399,
    },
  ]
}

/**
 * Returns the claims of a token that an issuer has signed and that is currently valid. Dex does not check its
 * audience.
 */
async function verified(token: string, issuer: string): Promise<Record<string, unknown> | undefined> {
  const [head = '', payload = '', signature = ''] = token.split('.')
  const { keys } = (await (await fetch(`${issuer}/keys`)).json()) as { keys: JsonWebKey[] }
  const isSigned = keys.some((key) =>
    verify(
      'RSA-SHA256',
      Buffer.from(`${head}.${payload}`),
      createPublicKey({ key, format: 'jwk' }),
      Buffer.from(signature, 'base64url'),
    ),
  )
  if (!isSigned) return undefined
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>
  return claims['iss'] === issuer && Number(claims['exp']) > Date.now() / 1000 ? claims : undefined
}

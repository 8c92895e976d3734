/**
 * A local OIDC issuer with JWKS, in the role of GitHub or GitLab for Argo CD. It also plays the service of GitHub's
 * runner that creates ID tokens for a job, by the protocol of
 * https://docs.github.com/en/actions/reference/security/oidc.
 */
import { createSign, generateKeyPairSync, randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Issuer {
  /** `http://127.0.0.1:41234` */
  readonly url: string
  /** Signs claims. Adds the issuer, the times and an id if they are not given. */
  token(claims: Readonly<Record<string, unknown>>): string
  /**
   * Returns the environment variables of a job of GitHub. Each token that the job requests has these claims and this
   * lifetime.
   */
  job(claims: Readonly<Record<string, unknown>>, seconds?: number): Record<string, string>
  /** The audiences for which jobs requested tokens. */
  readonly asked: string[]
  close(): void
}

const coded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

export async function startIssuer(): Promise<Issuer> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const kid = randomUUID()
  const asked: string[] = []
  const jobs = new Map<string, { claims: Readonly<Record<string, unknown>>; seconds: number }>()
  const server = createServer(({ url = '/', headers }, answer) => {
    const { pathname, searchParams } = new URL(url, base)
    const send = (status: number, body: unknown) =>
      answer.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    if (pathname === '/.well-known/openid-configuration')
      return send(200, {
        issuer: base,
        authorization_endpoint: `${base}/authorize`,
        token_endpoint: `${base}/token`,
        jwks_uri: `${base}/keys`,
        response_types_supported: ['id_token'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['RS256'],
        scopes_supported: ['openid'],
      })
    if (pathname === '/keys')
      return send(200, { keys: [{ ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' }] })
    const job = jobs.get(`${headers.authorization}`)
    if (pathname !== '/job' || job === undefined) return send(403, { message: 'no' })
    const audience = searchParams.get('audience') ?? ''
    asked.push(audience)
    const now = Math.floor(Date.now() / 1000)
    const times = { iat: now, exp: now + job.seconds }
    return send(200, { count: 1, value: token({ aud: audience, ...times, ...job.claims }) })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  function token(claims: Readonly<Record<string, unknown>>): string {
    const now = Math.floor(Date.now() / 1000)
    const times = { iat: now, nbf: now - 5, exp: now + 300 }
    const signed = `${coded({ alg: 'RS256', typ: 'JWT', kid })}.${coded({ iss: base, jti: randomUUID(), ...times, ...claims })}`
    return `${signed}.${createSign('RSA-SHA256').update(signed).sign(privateKey).toString('base64url')}`
  }

  return {
    url: base,
    token,
    asked,
    job(claims, seconds = 300) {
      const secret = randomUUID()
      jobs.set(`Bearer ${secret}`, { claims, seconds })
      return {
        ACTIONS_ID_TOKEN_REQUEST_URL: `${base}/job?api-version=2.0`,
        ACTIONS_ID_TOKEN_REQUEST_TOKEN: secret,
      }
    },
    close: () => void server.close(),
  }
}

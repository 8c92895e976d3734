import { inputError, remoteError } from '../errors.ts'
import { parseJsonAnswer } from '../shapes/answer.ts'
import { TokenAnswer } from './answers.ts'
import type { Challenge } from './challenge.ts'
import { parseChallenges } from './challenge.ts'
import type { Credentials } from './credential.ts'
import { findCredentials } from './credentials.ts'
import { explainDenial } from './explain.ts'
import type { Address } from './name.ts'
import type { RegistryOptions } from './options.ts'
import { bodyOf, isSafe } from './transport.ts'
import type { Transport } from './transport.ts'

export type Authorization = { readonly authorization?: string }

/** The largest response of a token server, in bytes. */
const tokenLimit = 1024 * 1024

/**
 * Authorizes requests to a registry: by basic authentication, or by a token of the server that the registry names.
 * Credentials are looked up only when a registry requires them.
 *
 * Rules: https://distribution.github.io/distribution/spec/auth/token/ and, for refresh tokens, …/auth/oauth/
 */
export class Authorizer {
  readonly #transport: Transport
  readonly #options: RegistryOptions
  readonly #authorizations = new Map<string, Promise<Authorization>>()
  readonly #credentials = new Map<string, Promise<Credentials | undefined>>()
  readonly #used = new Map<string, Credentials>()

  constructor(transport: Transport, options: RegistryOptions) {
    this.#transport = transport
    this.#options = options
  }

  /** Returns the credentials that were used for a repository, or undefined if none were used. */
  usedFor(address: Address): Credentials | undefined {
    return this.#used.get(address.registry)
  }

  /**
   * Sends a request, and repeats it with authorization if the registry requires it.
   *
   * @throws FairleadError (input) if the credentials cannot be read, are not allowed for the token server, or are
   *   denied; (remote) if the token server is not safe or returns no token
   */
  async send(address: Address, ask: (authorization: Authorization) => Promise<Response>): Promise<Response> {
    const key = `${address.registry}/${address.path}`
    const known = await this.#authorizations.get(key)
    const answer = await ask(known ?? {})
    if (answer.status !== 401 || known !== undefined) return answer
    const challenges = parseChallenges(answer.headers.get('www-authenticate') ?? '')
    await answer.body?.cancel()
    const authorization = this.#authorizations.get(key) ?? this.#authorize(address, challenges)
    this.#authorizations.set(key, authorization)
    return ask(await authorization)
  }

  async #authorize(address: Address, challenges: readonly Challenge[]): Promise<Authorization> {
    const credentials = await this.#credentialsFor(address)
    if (credentials) {
      this.#used.set(address.registry, credentials)
      this.#options.hide?.(secretsOf(credentials))
    }
    const bearer = challenges.find(({ scheme }) => scheme === 'bearer')
    if (bearer) {
      const token = credentials?.registryToken ?? (await this.#token(address, bearer, credentials))
      this.#options.hide?.([token])
      return { authorization: `Bearer ${token}` }
    }
    const basic = challenges.some(({ scheme }) => scheme === 'basic')
    return basic && credentials?.password !== undefined ? { authorization: basicOf(credentials) } : {}
  }

  #credentialsFor({ registry, path }: Address): Promise<Credentials | undefined> {
    const key = `${registry}/${path}`
    const found = this.#credentials.get(key) ?? findCredentials(registry, path, this.#options.environment)
    this.#credentials.set(key, found)
    return found
  }

  /** Returns a token of the server that the challenge names. */
  async #token(
    address: Address,
    { parameters }: Challenge,
    credentials: Credentials | undefined,
  ): Promise<string> {
    const { realm = '', service, scope = `repository:${address.path}:pull` } = parameters
    const url = URL.canParse(realm) ? new URL(realm) : undefined
    if (!url || !isSafe(url, new URL(address.origin)))
      throw remoteError(
        `the token server that ${address.registry} names is not safe: ${JSON.stringify(realm)}`,
        {
          hint: 'It must be an https address; credentials are never sent to any other.',
        },
      )
    if (credentials && this.#options.trusts?.(url, address.registry) === false)
      throw inputError(
        `${address.registry} requests that its credentials are sent to ${url.host}, which is not allowed`,
        {
          hint: 'If that host is the token server of the registry, allow credentials for that host as well.',
        },
      )
    const query = new URLSearchParams(service === undefined ? {} : { service })
    for (const one of scope.split(' ')) if (one !== '') query.append('scope', one)
    const answer =
      credentials?.identityToken === undefined
        ? await this.#getToken(url, query, credentials)
        : await this.#refreshToken(url, query, scope, credentials.identityToken)
    const body = await bodyOf(answer, tokenLimit)
    if (answer.status === 401 || answer.status === 403 || answer.status === 400)
      throw explainDenial(address, answer.status, body, credentials)
    const token =
      answer.status === 200 ? parseJsonAnswer(TokenAnswer, body) : { fault: `it answers ${answer.status}` }
    if ('data' in token) return token.data
    throw remoteError(
      `${url.host}, the token server of ${address.registry}, returned no token: ${token.fault}`,
      {
        hint: 'Try again later.',
      },
    )
  }

  #getToken(url: URL, query: URLSearchParams, credentials: Credentials | undefined): Promise<Response> {
    const address = new URL(url)
    for (const [name, value] of query) address.searchParams.append(name, value)
    const authorization = credentials?.password === undefined ? {} : { authorization: basicOf(credentials) }
    return this.#transport.send(address, { method: 'GET', headers: authorization })
  }

  #refreshToken(url: URL, query: URLSearchParams, scope: string, refreshToken: string): Promise<Response> {
    const form = new URLSearchParams(query)
    form.set('scope', scope)
    form.set('grant_type', 'refresh_token')
    form.set('refresh_token', refreshToken)
    form.set('client_id', 'fairlead')
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    return this.#transport.send(url, { method: 'POST', headers, body: form.toString() })
  }
}

function basicOf({ username = '', password = '' }: Credentials): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
}

function secretsOf(credentials: Credentials): string[] {
  const { password, identityToken, registryToken } = credentials
  const encoded = password === undefined ? undefined : basicOf(credentials).replace('Basic ', '')
  return [password, identityToken, registryToken, encoded].filter((secret) => secret !== undefined)
}

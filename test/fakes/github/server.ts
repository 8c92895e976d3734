/** The HTTP server of the fake: it finds the API and the token of a request. */
import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

import type { Fault } from '../faults.ts'
import { parseGitRequest } from '../git/http-backend.ts'
import type { RecordedRequest, RequestHandler } from '../recording.ts'
import {
  type Answer,
  type Exchange,
  FakeServer,
  type Forge,
  type Identity,
  temporaryDirectory,
} from '../server.ts'
import type { Token } from './accounts.ts'
import { codeloadPath, serveArchive } from './codeload.ts'
import { ApiError } from './errors.ts'
import { answerGraphql, operationName } from './graphql.ts'
import { refuseGit, serveGit } from './http-backend.ts'
import { rateHeaders, spend } from './rate-limit.ts'
import { answerRest, matchRest } from './rest-api.ts'
import { World } from './world.ts'

const restBase = '/api/v3'
const graphqlPath = '/api/graphql'

export class GithubServer implements Forge {
  readonly world: World
  /** If set, the fake is a GitHub Enterprise Server of this version. */
  enterpriseVersion: string | undefined
  /** The time that responses report. Default: the time of the machine. */
  clock: number | undefined
  /** The address of the archives. Default: the server that receives the request. */
  codeloadUrl: string | undefined
  readonly #server: FakeServer

  static async start(): Promise<GithubServer> {
    const fake = new GithubServer(await temporaryDirectory('fake-github'))
    await fake.#server.listen(fake)
    return fake
  }

  private constructor(directory: string) {
    this.world = new World(directory)
    this.#server = new FakeServer(directory)
  }

  get requests(): RecordedRequest[] {
    return this.#server.requests
  }

  get violations(): string[] {
    return this.#server.violations
  }

  get serverUrl(): string {
    return this.#server.url
  }

  get apiUrl(): string {
    return `${this.serverUrl}${restBase}`
  }

  get graphqlUrl(): string {
    return `${this.serverUrl}${graphqlPath}`
  }

  /**
   * Registers a handler that may return an error for any later request. Returns a function that removes the handler.
   */
  onRequest(handler: RequestHandler): () => void {
    return this.#server.onRequest(handler)
  }

  /** Stops the server and deletes its data. */
  close(): Promise<void> {
    return this.#server.close()
  }

  dispose(): void {
    this.world.close()
  }

  headers(): Record<string, string> {
    const date = this.clock === undefined ? {} : { date: new Date(this.clock).toUTCString() }
    return { ...date, 'x-github-request-id': randomUUID(), 'x-github-media-type': 'github.v3; format=json' }
  }

  identify(request: IncomingMessage, url: URL, body: unknown): Identity {
    return identify(request.method ?? 'GET', url, body)
  }

  async answer(exchange: Exchange, fault: Fault | undefined): Promise<Answer> {
    const { record, url } = exchange
    if (record.kind === 'unknown') {
      this.violations.push(`nothing of GitHub is at ${record.method} ${record.path}`)
      return { status: 404, body: new ApiError(404, 'Not Found').restBody }
    }
    if (record.kind === 'git') return this.#answerGit(exchange)
    if (record.kind === 'archive') return serveArchive(this.world, url)
    const resource = record.kind === 'graphql' ? 'graphql' : 'core'
    let token: Token | undefined
    try {
      token = this.world.accounts.authenticate(record.authorization)
      if (record.operation !== 'rate-limit/get') spend(token)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      return { status: error.status, body: error.restBody, headers: rateHeaders(token, resource) }
    }
    const stale = fault?.stale === true
    const violation = (text: string) => void this.violations.push(text)
    // The host as the client sent it: the request may have passed through a proxy.
    const codeload = this.codeloadUrl ?? `http://${exchange.request.headers.host}${codeloadPath}`
    const urls = { api: this.apiUrl, html: this.serverUrl, codeload }
    const api = { world: this.world, urls, violation }
    const path = url.pathname.slice(restBase.length)
    const raw = /\braw\b/.test(exchange.request.headers.accept ?? '')
    const { method, body } = record
    const answer =
      record.kind === 'graphql'
        ? await answerGraphql(api, body, token, stale)
        : await answerRest(api, { method, url, path, body, raw, token, stale }, matchRest(method, path))
    const headers = { ...this.#versionHeaders(), ...scopeHeaders(token), ...rateHeaders(token, resource) }
    return { ...answer, headers: { ...headers, ...answer.headers } }
  }

  #versionHeaders(): Record<string, string> {
    return this.enterpriseVersion === undefined
      ? {}
      : { 'x-github-enterprise-version': this.enterpriseVersion }
  }

  async #answerGit({ request, url, bytes, record }: Exchange): Promise<Answer> {
    const git = parseGitRequest(url)
    if (git === undefined) return { status: 404 }
    const repository = this.world.repositories.get(git.fullName.toLowerCase())
    let token: Token | undefined
    try {
      token = this.world.accounts.authenticate(record.authorization)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      return { status: 401, headers: { 'www-authenticate': 'Basic realm="GitHub"' } }
    }
    const refusal = refuseGit(token, repository, git.service)
    if (refusal !== undefined || repository === undefined) return refusal ?? { status: 404 }
    return serveGit(request, bytes, git, repository, token)
  }
}

/** GitHub reports only the scopes of classic tokens. */
function scopeHeaders(token: Token | undefined): Record<string, string> {
  return token?.scopes === undefined ? {} : { 'x-oauth-scopes': token.scopes.join(', ') }
}

function identify(method: string, url: URL, body: unknown): Identity {
  if (url.pathname === graphqlPath) return { kind: 'graphql', operation: operationName(body) }
  if (url.pathname.startsWith(`${restBase}/`)) {
    const match = matchRest(method, url.pathname.slice(restBase.length))
    return { kind: 'rest', operation: match?.operationId ?? 'unknown' }
  }
  if (url.pathname.startsWith(codeloadPath)) return { kind: 'archive', operation: 'codeload' }
  const git = parseGitRequest(url)
  return git === undefined
    ? { kind: 'unknown', operation: 'unknown' }
    : { kind: 'git', operation: git.service }
}

/** The HTTP side of the fake: routing, authentication, recording and faults. */
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import type { Token } from './accounts.ts'
import { ApiError } from './errors.ts'
import type { Fault } from './faults.ts'
import { answerGraphql, operationName } from './graphql.ts'
import { parseGitRequest, refuseGit, serveGit } from './http-backend.ts'
import { rateHeaders, spend } from './rate-limit.ts'
import type { RecordedRequest, RequestHandler } from './recording.ts'
import { answerRest, matchRest } from './rest-api.ts'
import type { Answer } from './rest/operation.ts'
import { World } from './world.ts'

const restBase = '/api/v3'
const graphqlPath = '/api/graphql'

interface Exchange {
  readonly request: IncomingMessage
  readonly url: URL
  readonly bytes: Buffer
  readonly body: unknown
  readonly record: RecordedRequest
}

export class GithubServer {
  readonly requests: RecordedRequest[] = []
  readonly violations: string[] = []
  readonly world: World
  /** Set, it is a GitHub Enterprise Server of this version. */
  enterpriseVersion: string | undefined
  readonly #directory: string
  readonly #server: Server
  readonly #handlers = new Set<RequestHandler>()

  static async start(): Promise<GithubServer> {
    const fake = new GithubServer(await mkdtemp(join(tmpdir(), 'fake-github-')))
    await new Promise<void>((resolve) => fake.#server.listen(0, '127.0.0.1', resolve))
    return fake
  }

  private constructor(directory: string) {
    this.#directory = directory
    this.world = new World(directory)
    this.#server = createServer((request, response) => void this.#serve(request, response))
    this.#server.keepAliveTimeout = 60_000
  }

  get serverUrl(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  get apiUrl(): string {
    return `${this.serverUrl}${restBase}`
  }

  get graphqlUrl(): string {
    return `${this.serverUrl}${graphqlPath}`
  }

  /** Asks the handler for a fault at every request from now on. Answers how to stop that. */
  onRequest(handler: RequestHandler): () => void {
    this.#handlers.add(handler)
    return () => this.#handlers.delete(handler)
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
    this.world.close()
    await rm(this.#directory, { recursive: true, force: true, maxRetries: 5 })
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const exchange = await this.#receive(request)
      const fault = await this.#fault(exchange.record)
      if (fault?.delayMs !== undefined) await delay(fault.delayMs)
      const replaced = fault?.reset === true || fault?.answer !== undefined
      const real = replaced && fault?.carriedOut !== true ? undefined : await this.#answer(exchange, fault)
      if (fault?.reset === true) {
        request.socket.resetAndDestroy()
        return
      }
      respond(response, exchange.record, fault?.answer ?? real ?? { status: 500 })
    } catch (error) {
      // A fault of the fake itself. The test has to see it, whatever the client makes of the answer.
      this.violations.push(error instanceof Error ? (error.stack ?? error.message) : String(error))
      response.writeHead(500, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ message: `The fake failed: ${String(error)}` }))
    }
  }

  async #receive(request: IncomingMessage): Promise<Exchange> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const bytes = Buffer.concat(chunks)
    const url = new URL(request.url ?? '/', this.serverUrl)
    const isJson = bytes.length > 0 && url.pathname.startsWith('/api/')
    const body: unknown = isJson ? JSON.parse(bytes.toString()) : undefined
    const record: RecordedRequest = {
      method: request.method ?? 'GET',
      path: `${url.pathname}${url.search}`,
      ...identify(request.method ?? 'GET', url, body),
      headers: request.headers,
      authorization: request.headers.authorization,
      body,
      status: undefined,
      responseBody: undefined,
    }
    this.requests.push(record)
    return { request, url, bytes, body, record }
  }

  async #fault(record: RecordedRequest): Promise<Fault | undefined> {
    for (const handler of this.#handlers) {
      const fault = await handler(record)
      if (fault !== undefined) return fault
    }
    return undefined
  }

  async #answer(exchange: Exchange, fault: Fault | undefined): Promise<Answer> {
    const { record, url } = exchange
    if (record.kind === 'unknown') {
      this.violations.push(`nothing of GitHub is at ${record.method} ${record.path}`)
      return { status: 404, body: new ApiError(404, 'Not Found').restBody }
    }
    if (record.kind === 'git') return this.#answerGit(exchange)
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
    const api = { world: this.world, urls: { api: this.apiUrl, html: this.serverUrl }, violation }
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
    return serveGit(request, bytes, git, repository)
  }
}

/** GitHub tells the scopes of classic tokens only. */
function scopeHeaders(token: Token | undefined): Record<string, string> {
  return token?.scopes === undefined ? {} : { 'x-oauth-scopes': token.scopes.join(', ') }
}

function identify(method: string, url: URL, body: unknown): Pick<RecordedRequest, 'kind' | 'operation'> {
  if (url.pathname === graphqlPath) return { kind: 'graphql', operation: operationName(body) }
  if (url.pathname.startsWith(`${restBase}/`)) {
    const match = matchRest(method, url.pathname.slice(restBase.length))
    return { kind: 'rest', operation: match?.operationId ?? 'unknown' }
  }
  const git = parseGitRequest(url)
  return git === undefined
    ? { kind: 'unknown', operation: 'unknown' }
    : { kind: 'git', operation: git.service }
}

function respond(response: ServerResponse, record: RecordedRequest, answer: Answer): void {
  const { status, headers = {}, body } = answer
  const isText = typeof body === 'string' || body instanceof Buffer
  record.status = status
  record.responseBody = body
  response.writeHead(status, {
    'x-github-request-id': randomUUID(),
    'x-github-media-type': 'github.v3; format=json',
    ...(body === undefined || isText ? {} : { 'content-type': 'application/json; charset=utf-8' }),
    ...headers,
  })
  response.end(body === undefined || isText ? body : JSON.stringify(body))
}

/** The HTTP server of the fake: it finds the operation and the token of a request. */
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
import { credentialOf, type Token } from './accounts.ts'
import { ApiError } from './errors.ts'
import { refuseGit, serveGit } from './http-backend.ts'
import { rateHeaders, spend } from './rate-limit.ts'
import { answerRest, matchRest, operationOf } from './rest-api.ts'
import type { InstanceSettings } from './state.ts'
import { manualJobs } from './waiting.ts'
import { World } from './world.ts'

const restBase = '/api/v4'
const graphqlPath = '/api/graphql'

export class GitlabServer implements Forge {
  readonly world: World
  readonly #server: FakeServer

  static async start(settings: InstanceSettings): Promise<GitlabServer> {
    const fake = new GitlabServer(await temporaryDirectory('fake-gitlab'), settings)
    await fake.#server.listen(fake)
    return fake
  }

  private constructor(directory: string, settings: InstanceSettings) {
    this.world = new World(directory, settings)
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
    const id = randomUUID()
    return { 'x-request-id': id, 'x-gitlab-meta': JSON.stringify({ correlation_id: id, version: '1' }) }
  }

  identify(request: IncomingMessage, url: URL): Identity {
    const credential = credentialOf(request.headers)?.credential
    const method = request.method ?? 'GET'
    if (url.pathname.startsWith(`${restBase}/`)) {
      const match = matchRest(method, url.pathname.slice(restBase.length))
      const operation = match === undefined ? 'unknown' : operationOf(method, match)
      return { kind: 'rest', operation, credential }
    }
    if (method === 'POST' && url.pathname === graphqlPath)
      return { kind: 'graphql', operation: 'manualJobs', credential }
    const git = parseGitRequest(url)
    return git === undefined
      ? { kind: 'unknown', operation: 'unknown', credential }
      : { kind: 'git', operation: git.service, credential }
  }

  async answer(exchange: Exchange, fault: Fault | undefined): Promise<Answer> {
    const { record, url, request, body } = exchange
    if (record.kind === 'unknown') {
      this.violations.push(`nothing of GitLab is at ${record.method} ${record.path}`)
      return { status: 404, body: { error: '404 Not Found' } }
    }
    if (record.kind === 'git') return this.#answerGit(exchange)
    let token: Token | undefined
    try {
      token = this.world.accounts.authenticate(request.headers)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      return { status: error.status, body: error.body }
    }
    const limited = spend(token)
    if (limited !== undefined) return limited
    if (record.kind === 'graphql') {
      const { query = '', variables } = body as { query?: string; variables?: unknown }
      if (!/jobs\(whenExecuted: \["manual"\]\)/.test(query)) {
        this.violations.push(`no query of GraphQL that the fake knows: ${query}`)
        return { status: 400, body: { errors: [{ message: 'unknown query' }] } }
      }
      return { status: 200, body: manualJobs(this.world, token?.user, variables) }
    }
    const violation = (text: string) => void this.violations.push(text)
    const api = { world: this.world, urls: { api: this.apiUrl, html: this.serverUrl }, violation }
    const path = url.pathname.slice(restBase.length)
    const { method } = record
    const stale = fault?.stale === true
    const answer = await answerRest(api, { method, url, path, body, token, stale }, matchRest(method, path))
    return { ...answer, headers: { ...rateHeaders(token), ...answer.headers } }
  }

  async #answerGit({ request, url, bytes }: Exchange): Promise<Answer> {
    const git = parseGitRequest(url)
    if (git === undefined) return { status: 404 }
    const project = this.world.find(git.fullName)
    let token: Token | undefined
    try {
      token = this.world.accounts.authenticateGit(request.headers)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      return { status: 401, headers: { 'www-authenticate': 'Basic realm="GitLab"' } }
    }
    const refusal = refuseGit(this.world, token, project, git.service)
    if (refusal !== undefined || project === undefined) return refusal ?? { status: 404 }
    const level = this.world.accounts.accessLevel(token?.user, project.fullPath)
    return serveGit(request, bytes, git, project, { token, level })
  }
}

/**
 * The fake GitLab as tests use it: a server, and functions that act as its administrators and as other people.
 *
 *   const fake = await startFakeGitLab({ tier: 'free' })
 *   const project = await fake.addProject('acme/platform/infra', { files: {…}, members: { alice: 'maintainer' } })
 *   fake.addToken('glpat-…', { kind: 'project', roles: { 'acme/platform/infra': 'developer' } })
 *   … fake.apiUrl, fake.requests, fake.violations, fake.onRequest(…) as with the fake GitHub
 */
import type { RecordedRequest, RequestHandler } from '../recording.ts'
import type { Role, TokenOptions, User } from './accounts.ts'
import { ApiError } from './errors.ts'
import type { Group } from './groups.ts'
import { ProjectHandle } from './project-handle.ts'
import { GitlabServer } from './server.ts'
import type { InstanceSettings, ProjectOptions } from './state.ts'

export * as faults from './faults.ts'
export type { Fault } from '../faults.ts'
export type { RecordedRequest } from '../recording.ts'
export type { Role, Scope, TokenOptions } from './accounts.ts'
export { ProjectHandle } from './project-handle.ts'
export type { MergeRequest, Note, ProjectOptions } from './state.ts'

export class FakeGitLab implements AsyncDisposable {
  readonly #server: GitlabServer

  constructor(server: GitlabServer) {
    this.#server = server
  }

  /** With `/api/v4`, as in `CI_API_V4_URL`. */
  get apiUrl(): string {
    return this.#server.apiUrl
  }

  get serverUrl(): string {
    return this.#server.serverUrl
  }

  /**
   * All requests so far, in order. `operation` is named as in the contract, such as `POST
   * /projects/{id}/merge_requests`.
   */
  get requests(): RecordedRequest[] {
    return this.#server.requests
  }

  /**
   * The violations of GitLab's contract, by the client or by the fake. A test that ends with violations should fail.
   */
  get violations(): string[] {
    return this.#server.violations
  }

  /** Tier, signing and version. They can be changed at any time. */
  get settings(): InstanceSettings {
    return this.#server.world.settings
  }

  /** Registers a handler that may return an error for any request. Returns a function that removes the handler. */
  onRequest(handler: RequestHandler): () => void {
    return this.#server.onRequest(handler)
  }

  /** @param roles by the full path of a project or group */
  addUser(username: string, roles: Readonly<Record<string, Role>> = {}): User {
    const user = this.#server.world.accounts.add(username)
    for (const [path, role] of Object.entries(roles)) this.#server.world.accounts.grant(username, path, role)
    return user
  }

  /** Adds a token and returns its user: for the token of a project or group, its bot. */
  addToken(value: string, options: TokenOptions): User {
    return this.#server.world.accounts.addToken(value, options).user
  }

  /** Returns a group by its path. Its protected environments can be set at any time. */
  group(path: string): Group {
    return this.#server.world.groups.get(path)
  }

  removeToken(value: string): void {
    this.#server.world.accounts.removeToken(value)
  }

  async addProject(fullPath: string, options: ProjectOptions = {}): Promise<ProjectHandle> {
    return new ProjectHandle(this.#server, await this.#server.world.addProject(fullPath, options))
  }

  project(fullPath: string): ProjectHandle {
    try {
      return new ProjectHandle(this.#server, this.#server.world.project(fullPath))
    } catch (error) {
      throw error instanceof ApiError ? new Error(`the fake has no project ${fullPath}`) : error
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.close()
  }
}

export interface FakeGitLabOptions extends Partial<InstanceSettings> {
  /** Accounts in addition to those of tokens and projects. */
  readonly users?: readonly string[]
}

export async function startFakeGitLab(options: FakeGitLabOptions = {}): Promise<FakeGitLab> {
  const { version = '19.5.0-ee', tier = 'free', signsCommits = false, users = [] } = options
  const fake = new FakeGitLab(await GitlabServer.start({ version, tier, signsCommits }))
  for (const username of users) fake.addUser(username)
  return fake
}

/**
 * The fake GitLab as tests use it: a server, and the hands of its administrators and of other people.
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

  /** With `/api/v4`, as `CI_API_V4_URL` has it. */
  get apiUrl(): string {
    return this.#server.apiUrl
  }

  get serverUrl(): string {
    return this.#server.serverUrl
  }

  /** Every request so far, in order: `operation` is as in the contract, `POST /projects/{id}/merge_requests`. */
  get requests(): RecordedRequest[] {
    return this.#server.requests
  }

  /** What broke GitLab's contract, on either side. A test that ends with any of them should fail. */
  get violations(): string[] {
    return this.#server.violations
  }

  /** Tier, signing and version: may be changed at any time. */
  get settings(): InstanceSettings {
    return this.#server.world.settings
  }

  /** The handler may answer a fault for any request. Answers how to stop asking it. */
  onRequest(handler: RequestHandler): () => void {
    return this.#server.onRequest(handler)
  }

  /** @param roles by the full path of a project or group */
  addUser(username: string, roles: Readonly<Record<string, Role>> = {}): User {
    const user = this.#server.world.accounts.add(username)
    for (const [path, role] of Object.entries(roles)) this.#server.world.accounts.grant(username, path, role)
    return user
  }

  /** Answers who acts with it: for a project's or group's token its bot. */
  addToken(value: string, options: TokenOptions): User {
    return this.#server.world.accounts.addToken(value, options).user
  }

  /** A group by its path: its protected environments may be set at any time. */
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
  /** Accounts beside those that tokens and projects bring. */
  readonly users?: readonly string[]
}

export async function startFakeGitLab(options: FakeGitLabOptions = {}): Promise<FakeGitLab> {
  const { version = '19.5.0-ee', tier = 'free', signsCommits = false, users = [] } = options
  const fake = new FakeGitLab(await GitlabServer.start({ version, tier, signsCommits }))
  for (const username of users) fake.addUser(username)
  return fake
}

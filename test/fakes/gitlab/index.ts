/**
 * The fake GitLab as tests use it: a server, and the hands of its administrators and of other people.
 *
 *   const fake = await startFakeGitLab({ tier: 'free' })
 *   const project = await fake.addProject('acme/platform/infra', { files: {…}, members: { alice: 'maintainer' } })
 *   fake.addToken('glpat-…', { kind: 'project', roles: { 'acme/platform/infra': 'developer' } })
 *   … fake.apiUrl, fake.requests, fake.violations, fake.onRequest(…) as with the fake GitHub
 */
import type { FileEdits } from '../git/files.ts'
import { resolveCommit } from '../git/revisions.ts'
import { findEntry, listEntries } from '../git/trees.ts'
import type { RecordedRequest, RequestHandler } from '../recording.ts'
import type { Role, TokenOptions, User } from './accounts.ts'
import { ApiError } from './errors.ts'
import { now } from './ids.ts'
import { acceptMergeRequest } from './merge.ts'
import type { FakeProject } from './project.ts'
import { GitlabServer } from './server.ts'
import { closeMergeRequest } from './settle.ts'
import type {
  InstanceSettings,
  MergeRequest,
  Note,
  PipelineStatus,
  ProjectOptions,
  ProjectSettings,
} from './state.ts'
import { commitFiles, type HumanCommit } from './world.ts'

export * as faults from './faults.ts'
export type { Fault } from '../faults.ts'
export type { RecordedRequest } from '../recording.ts'
export type { Role, Scope, TokenOptions } from './accounts.ts'
export type { MergeRequest, Note, ProjectOptions } from './state.ts'

export interface FileState {
  readonly content: string
  readonly mode: string
  readonly oid: string
}

/** A project in a test's hand. What is done here is done past all rules and permissions. */
export class ProjectHandle {
  readonly #project: FakeProject
  readonly #fake: GitlabServer

  constructor(fake: GitlabServer, project: FakeProject) {
    this.#fake = fake
    this.#project = project
  }

  get id(): number {
    return this.#project.id
  }

  /** Groups and name, as in `acme/platform/infra`. */
  get path(): string {
    return this.#project.fullPath
  }

  /** The bare repository on disk. Change it through this handle or by a push, or the fake will not see it. */
  get directory(): string {
    return this.#project.directory
  }

  get cloneUrl(): string {
    return `${this.#fake.serverUrl}/${this.#project.fullPath}.git`
  }

  /** Settings may be changed at any time. */
  get settings(): ProjectSettings {
    return this.#project.settings
  }

  get mergeRequests(): readonly MergeRequest[] {
    return this.#project.state.mergeRequests
  }

  /** All notes, those of the system too. */
  get notes(): readonly Note[] {
    return this.#project.state.notes
  }

  /** Everything else that GitLab keeps of the project. */
  get state(): FakeProject['state'] {
    return this.#project.state
  }

  branches(): string[] {
    return this.#project.branches()
  }

  /** The commit a branch is at. */
  head(branch = this.settings.defaultBranch): string {
    const oid = this.#project.branch(branch)
    if (oid === undefined) throw new Error(`there is no branch ${branch}`)
    return oid
  }

  async commit(revision: string) {
    return this.#project.store.commit((await resolveCommit(this.#project, revision)) ?? revision)
  }

  async file(path: string, revision = this.settings.defaultBranch): Promise<FileState | undefined> {
    const { tree } = await this.commit(revision)
    const entry = await findEntry(this.#project.store, tree, path)
    const data = await this.#project.store.readBlob(entry?.oid ?? '')
    return entry === undefined || data === undefined
      ? undefined
      : { content: data.toString(), mode: entry.mode, oid: entry.oid }
  }

  async read(path: string, revision?: string): Promise<string | undefined> {
    return (await this.file(path, revision))?.content
  }

  /** All paths of a revision, without directories. */
  async paths(revision = this.settings.defaultBranch): Promise<string[]> {
    const { tree } = await this.commit(revision)
    const entries = await listEntries(this.#project.store, tree, true)
    return entries.filter((entry) => entry.mode !== '040000').map((entry) => entry.path)
  }

  /** Commits to a branch as a person does, making the branch when it is missing. Null deletes a file. */
  push(branch: string, files: FileEdits, options?: HumanCommit): Promise<string> {
    return commitFiles(this.#project, branch, files, options)
  }

  async setBranch(branch: string, oid: string): Promise<void> {
    await this.#update(branch, oid)
  }

  async deleteBranch(branch: string): Promise<void> {
    await this.#update(branch, undefined)
  }

  async #update(branch: string, to: string | undefined): Promise<void> {
    await this.#project.write(() => this.#project.updateRefs([{ name: `refs/heads/${branch}`, to }]))
  }

  mergeRequest(iid: number): MergeRequest {
    const found = this.#project.mergeRequest(iid)
    if (found === undefined) throw new Error(`there is no merge request !${iid}`)
    return found
  }

  /** The notes of a merge request that people wrote, oldest first. */
  notesOf(iid: number): Note[] {
    return this.notes.filter((note) => note.mergeRequest === iid && !note.system)
  }

  /** Merges as a maintainer who may, whatever the target asks for. */
  async merge(iid: number, username = 'maintainer'): Promise<void> {
    const mergeRequest = this.mergeRequest(iid)
    const { squash, removeSourceBranch } = mergeRequest
    await this.#project.write(() =>
      acceptMergeRequest(this.#project, this.#user(username), mergeRequest, { squash, removeSourceBranch }),
    )
  }

  async close(iid: number, username = 'maintainer'): Promise<void> {
    await this.#project.write(() =>
      closeMergeRequest(this.#project, this.mergeRequest(iid), this.#user(username).id),
    )
  }

  async approve(iid: number, username: string): Promise<void> {
    await this.#project.write(() => {
      this.mergeRequest(iid).approvedBy.push({ user: this.#user(username).id, at: now() })
    })
  }

  /** Lets the newest pipeline of a branch come to an end, or to another state; makes one where there is none. */
  async setPipeline(branch: string, status: PipelineStatus): Promise<void> {
    await this.#project.write(async () => {
      const sha = this.head(branch)
      const pipeline =
        this.#project.pipelineOf(sha) ??
        this.#project.addPipeline({ ref: branch, sha, status, source: 'push' })
      pipeline.status = status
      if (status === 'success') await this.#mergeWaiting(sha)
    })
  }

  /** An auto-merge that waited for the pipeline happens. */
  async #mergeWaiting(sha: string): Promise<void> {
    for (const mergeRequest of this.#project.state.mergeRequests) {
      const { autoMerge } = mergeRequest
      if (mergeRequest.state !== 'opened' || mergeRequest.sha !== sha || autoMerge === null) continue
      const user = this.#fake.world.accounts.byId(autoMerge.by)
      if (user !== undefined) await acceptMergeRequest(this.#project, user, mergeRequest, autoMerge)
    }
  }

  #user(username: string): User {
    return this.#fake.world.accounts.add(username)
  }
}

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

/** A project as tests hold it: what other people do to it, and what is in it now. */
import type { FileEdits } from '../git/files.ts'
import { resolveCommit } from '../git/revisions.ts'
import { findEntry, listEntries } from '../git/trees.ts'
import type { User } from './accounts.ts'
import { nextId, now } from './ids.ts'
import { acceptMergeRequest } from './merge.ts'
import type { FakeProject } from './project.ts'
import type { GitlabServer } from './server.ts'
import { closeMergeRequest } from './settle.ts'
import type { Deployment, Job, MergeRequest, Note, PipelineStatus, ProjectSettings } from './state.ts'
import { commitFiles, type HumanCommit, newEnvironment } from './world.ts'

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

  /** Lets something happen once between GitLab's look at the files of the next new commit and the commit itself. */
  betweenLookAndCommit(happens: () => Promise<unknown>): void {
    this.#project.betweenLookAndCommit = happens
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

  /** A job that has come to an end, with the files of its artifacts. */
  addJob(job: {
    readonly name: string
    readonly ref?: string
    readonly username?: string
    readonly status?: PipelineStatus
    readonly artifacts?: Readonly<Record<string, string>>
  }): Job {
    const { name, ref = this.settings.defaultBranch, status = 'success', artifacts = {} } = job
    const sha = this.head(ref)
    const pipeline =
      this.#project.pipelineOf(sha) ?? this.#project.addPipeline({ ref, sha, status, source: 'push' })
    const user = this.#user(job.username ?? 'maintainer').id
    const at = now()
    const added = {
      id: nextId(),
      name,
      stage: 'test',
      ref,
      pipeline: pipeline.id,
      status,
      user,
      createdAt: at,
      artifacts,
    }
    this.#project.state.jobs.push(added)
    return added
  }

  /** A deployment as a job makes it: `blocked` where the environment waits for approvals. */
  addDeployment(deployment: {
    readonly environment: string
    readonly username?: string
    readonly ref?: string
    readonly status?: string
  }): Deployment {
    const { environments, deployments } = this.#project.state
    const { environment: name, ref = this.settings.defaultBranch, status = 'blocked' } = deployment
    const environment = environments.find((known) => known.name === name) ?? newEnvironment(name)
    if (!environments.includes(environment)) environments.push(environment)
    const at = now()
    const added: Deployment = {
      id: nextId(),
      iid: deployments.length + 1,
      environment: environment.id,
      sha: this.head(ref),
      ref,
      user: this.#user(deployment.username ?? 'maintainer').id,
      createdAt: at,
      updatedAt: at,
      status,
      approvals: [],
    }
    deployments.push(added)
    return added
  }

  #user(username: string): User {
    return this.#fake.world.accounts.add(username)
  }
}

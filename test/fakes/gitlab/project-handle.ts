/** A project as tests use it: the actions of other people, and its current content. */
import type { FileEdits } from '../git/files.ts'
import { resolveCommit } from '../git/revisions.ts'
import { findEntry, listEntries } from '../git/trees.ts'
import type { User } from './accounts.ts'
import { addDeployment, addJob, type NewDeployment, type NewJob } from './ci.ts'
import { now } from './ids.ts'
import { acceptMergeRequest } from './merge.ts'
import type { FakeProject } from './project.ts'
import type { GitlabServer } from './server.ts'
import { closeMergeRequest } from './settle.ts'
import { letGo, runAgain, startGate, waiting } from './waiting.ts'
import type { Gate, NewGate, Press } from './waiting.ts'
import type { Deployment, Job, MergeRequest, Note, PipelineStatus, ProjectSettings } from './state.ts'
import { commitFiles, type HumanCommit } from './world.ts'

export interface FileState {
  readonly content: string
  readonly mode: string
  readonly oid: string
}

/** A project with functions for tests. They bypass all rules and permissions. */
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

  /**
   * The bare repository on disk. Change it only through this handle or by a push; the fake does not see other
   * changes.
   */
  get directory(): string {
    return this.#project.directory
  }

  get cloneUrl(): string {
    return `${this.#fake.serverUrl}/${this.#project.fullPath}.git`
  }

  /** The settings. They can be changed at any time. */
  get settings(): ProjectSettings {
    return this.#project.settings
  }

  get mergeRequests(): readonly MergeRequest[] {
    return this.#project.state.mergeRequests
  }

  /** All notes, including system notes. */
  get notes(): readonly Note[] {
    return this.#project.state.notes
  }

  /** Everything else that GitLab stores about the project. */
  get state(): FakeProject['state'] {
    return this.#project.state
  }

  branches(): string[] {
    return this.#project.branches()
  }

  /** Returns the commit that a branch is at. */
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

  /** Returns all paths of a revision, without directories. */
  async paths(revision = this.settings.defaultBranch): Promise<string[]> {
    const { tree } = await this.commit(revision)
    const entries = await listEntries(this.#project.store, tree, true)
    return entries.filter((entry) => entry.mode !== '040000').map((entry) => entry.path)
  }

  /** Commits to a branch as a person does, and creates the branch if it does not exist. Null deletes a file. */
  push(branch: string, files: FileEdits, options: HumanCommit = {}): Promise<string> {
    const pusher = this.#fake.world.accounts.pusher(options.pusher ?? options.author)
    return commitFiles(this.#project, branch, files, options, pusher.id)
  }

  /** Runs a function once, between GitLab's check of the files of the next new commit and the commit itself. */
  betweenLookAndCommit(happens: () => Promise<unknown>): void {
    this.#project.betweenLookAndCommit = happens
  }

  async setBranch(branch: string, oid: string, username?: string): Promise<void> {
    await this.setBranches({ [branch]: oid }, username)
  }

  async deleteBranch(branch: string, username?: string): Promise<void> {
    await this.setBranches({ [branch]: undefined }, username)
  }

  /** Pushes several branches at once. If more than three change, GitLab creates one event without their names. */
  async setBranches(
    branches: Readonly<Record<string, string | undefined>>,
    username?: string,
  ): Promise<void> {
    const updates = Object.entries(branches).map(([branch, to]) => ({ name: `refs/heads/${branch}`, to }))
    const pusher = this.#fake.world.accounts.pusher(username).id
    await this.#project.write(() => this.#project.updateRefs(updates, pusher))
  }

  mergeRequest(iid: number): MergeRequest {
    const found = this.#project.mergeRequest(iid)
    if (found === undefined) throw new Error(`there is no merge request !${iid}`)
    return found
  }

  /** Returns the notes that people wrote on a merge request, oldest first. */
  notesOf(iid: number): Note[] {
    return this.notes.filter((note) => note.mergeRequest === iid && !note.system)
  }

  /** Merges as a maintainer with permission to do so, whatever the target requires. */
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

  /** Sets the status of the newest pipeline of a branch, and creates a pipeline if there is none. */
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

  /** Merges the merge requests whose auto-merge waited for the pipeline. */
  async #mergeWaiting(sha: string): Promise<void> {
    for (const mergeRequest of this.#project.state.mergeRequests) {
      const { autoMerge } = mergeRequest
      if (mergeRequest.state !== 'opened' || mergeRequest.sha !== sha || autoMerge === null) continue
      const user = this.#fake.world.accounts.byId(autoMerge.by)
      if (user !== undefined) await acceptMergeRequest(this.#project, user, mergeRequest, autoMerge)
    }
  }

  /** Adds a job of a pipeline. Unless the status is set, the job has ended. */
  addJob(job: NewJob): Job {
    return addJob(this.#project, this.#user(job.username ?? 'maintainer'), job)
  }

  /** Adds a deployment as a job creates it. Its status is `blocked` if the environment waits for approvals. */
  addDeployment(deployment: NewDeployment): Deployment {
    return addDeployment(this.#project, this.#user(deployment.username ?? 'maintainer'), deployment)
  }

  /** Starts a pipeline of the gate that waits for people. */
  startGate(gate: NewGate): Gate {
    return startGate(this.#fake.world, this.#project, gate)
  }

  /** Starts a waiting job, as a person with permission to do so. */
  letGo(press: Press): void {
    letGo(this.#fake.world, this.#project, press)
  }

  /** Runs a job of a pipeline again. */
  runAgain(press: Press): void {
    runAgain(this.#fake.world.accounts, this.#project, press)
  }

  /** Approves a waiting deployment. */
  approveDeployment({ pipeline, environment, username, at = now() }: Press, comment = ''): void {
    const { deployment } = waiting(this.#project, pipeline, environment)
    deployment.approvals.push({ user: this.#user(username).id, status: 'approved', comment, at })
    deployment.status = 'created'
  }

  #user(username: string): User {
    return this.#fake.world.accounts.add(username)
  }
}

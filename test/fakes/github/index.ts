/** The fake GitHub as tests use it: a server, and functions that act as its administrators and as other people. */
import type { Token, TokenOptions } from './accounts.ts'
import type { FileEdits } from '../git/files.ts'
import { ApiError } from './errors.ts'
import { resolveCommit } from '../git/revisions.ts'
import { findEntry, listEntries } from '../git/trees.ts'
import { mergePull } from './pulls.ts'
import { type FakeRepository, closePull } from './repository.ts'
import type { RecordedRequest, RequestHandler } from '../recording.ts'
import { GithubServer } from './server.ts'
import type { Comment, MergeMethod, Pull, RepositoryOptions, RepositorySettings } from './state.ts'
import { approveRun, letThrough, type NewRun, runAgain, startRun } from './waiting.ts'
import { commitFiles, type HumanCommit } from './world.ts'

export * as faults from './faults.ts'
export type { Fault } from '../faults.ts'
export type { RecordedRequest } from '../recording.ts'
export type { Pull, RepositoryOptions } from './state.ts'

export interface FileState {
  readonly content: string
  readonly mode: string
  readonly oid: string
}

/** A repository with functions for tests. They bypass all rules and permissions. */
export class RepositoryHandle {
  readonly #repository: FakeRepository
  readonly #fake: GithubServer

  constructor(fake: GithubServer, repository: FakeRepository) {
    this.#fake = fake
    this.#repository = repository
  }

  /**
   * The bare repository on disk. Change it only through this handle or by a push; the fake does not see other
   * changes.
   */
  get directory(): string {
    return this.#repository.directory
  }

  get cloneUrl(): string {
    return `${this.#fake.serverUrl}/${this.#repository.fullName}.git`
  }

  /** The settings. They can be changed at any time. */
  get settings(): RepositorySettings {
    return this.#repository.settings
  }

  get pulls(): readonly Pull[] {
    return this.#repository.state.pulls
  }

  get comments(): readonly Comment[] {
    return this.#repository.state.comments
  }

  branches(): string[] {
    const names = [...this.#repository.state.refs.keys()].filter((name) => name.startsWith('refs/heads/'))
    return names.map((name) => name.slice('refs/heads/'.length)).toSorted()
  }

  /** Returns the commit that a branch is at. */
  head(branch = this.settings.defaultBranch): string {
    const oid = this.#repository.branch(branch)
    if (oid === undefined) throw new Error(`there is no branch ${branch}`)
    return oid
  }

  async commit(revision: string) {
    return this.#repository.store.commit((await resolveCommit(this.#repository, revision)) ?? revision)
  }

  async file(path: string, revision = this.settings.defaultBranch): Promise<FileState | undefined> {
    const { tree } = await this.commit(revision)
    const entry = await findEntry(this.#repository.store, tree, path)
    const data = await this.#repository.store.readBlob(entry?.oid ?? '')
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
    const entries = await listEntries(this.#repository.store, tree, true)
    return entries.filter((entry) => entry.mode !== '040000').map((entry) => entry.path)
  }

  /** Commits to a branch as a person does, and creates the branch if it does not exist. Null deletes a file. */
  push(branch: string, files: FileEdits, options?: HumanCommit): Promise<string> {
    return commitFiles(this.#repository, branch, files, options)
  }

  async setBranch(branch: string, oid: string): Promise<void> {
    await this.#update(branch, oid)
  }

  async deleteBranch(branch: string): Promise<void> {
    await this.#update(branch, undefined)
  }

  async #update(branch: string, to: string | undefined): Promise<void> {
    const update = { name: `refs/heads/${branch}`, to, force: true }
    await this.#repository.write(() => this.#repository.updateRefs([update]))
  }

  pull(number: number): Pull {
    const pull = this.#repository.pull(number)
    if (pull === undefined) throw new Error(`there is no pull request ${number}`)
    return pull
  }

  /** Merges as a maintainer with permission to do so, whatever the base requires, and returns the commit. */
  merge(number: number, method: MergeMethod = 'merge', login = 'maintainer'): Promise<string> {
    const pull = this.pull(number)
    const account = this.#fake.world.accounts.add(login)
    const token: Token = { kind: 'user', login, value: '', account, used: 0 }
    return this.#repository.write(() => {
      pull.requirementsMet = true
      return mergePull(this.#repository, pull, token, method)
    })
  }

  /** Fulfills the required reviews and checks. If auto-merge waited for them, the pull request is merged. */
  async satisfy(number: number): Promise<void> {
    const pull = this.pull(number)
    pull.requirementsMet = true
    if (pull.autoMerge !== null) await this.merge(number, pull.autoMerge.method, pull.autoMerge.enabledBy)
  }

  /** Starts a workflow run whose jobs use environments, and returns its id. */
  startRun(run: NewRun): number {
    return startRun(this.#repository, run)
  }

  /** Approves the deployment if GitHub allows the user to do so. */
  approve(review: { run: number; environment: string; user: string; comment?: string; at?: string }): void {
    approveRun(this.#fake.world, this.#repository, review)
  }

  /** Lets a waiting job continue, as an administrator who bypasses the protection rules. */
  letThrough(run: number, environment: string): void {
    letThrough(this.#repository, run, environment)
  }

  runAgain(run: number, by: string): void {
    runAgain(this.#repository, run, by)
  }

  async close(number: number): Promise<void> {
    await this.#repository.write(() => closePull(this.pull(number)))
  }
}

export class FakeGitHub implements AsyncDisposable {
  readonly #server: GithubServer

  constructor(server: GithubServer) {
    this.#server = server
  }

  get apiUrl(): string {
    return this.#server.apiUrl
  }

  get graphqlUrl(): string {
    return this.#server.graphqlUrl
  }

  get serverUrl(): string {
    return this.#server.serverUrl
  }

  /** Serves archives from another address than the API's, as github.com does. */
  set codeloadUrl(url: string) {
    this.#server.codeloadUrl = url
  }

  /** All requests so far, in order. */
  get requests(): RecordedRequest[] {
    return this.#server.requests
  }

  /**
   * The violations of GitHub's contract, by the client or by the fake. A test that ends with violations should fail.
   */
  get violations(): string[] {
    return this.#server.violations
  }

  /** Registers a handler that may return an error for any request. Returns a function that removes the handler. */
  onRequest(handler: RequestHandler): () => void {
    return this.#server.onRequest(handler)
  }

  addUser(login: string): void {
    this.#server.world.accounts.add(login)
  }

  /** @param name `organization/slug` */
  addTeam(name: string, members: readonly string[]): void {
    for (const login of members) this.addUser(login)
    this.#server.world.teams.set(name.toLowerCase(), members)
  }

  /** The time that responses report, in milliseconds since 1970. Default: the time of the machine. */
  set clock(milliseconds: number) {
    this.#server.clock = milliseconds
  }

  addToken(value: string, options: TokenOptions): void {
    this.#server.world.accounts.addToken(value, options)
  }

  removeToken(value: string): void {
    this.#server.world.accounts.removeToken(value)
  }

  async addRepository(fullName: string, options: RepositoryOptions = {}): Promise<RepositoryHandle> {
    return new RepositoryHandle(this.#server, await this.#server.world.addRepository(fullName, options))
  }

  repository(fullName: string): RepositoryHandle {
    try {
      return new RepositoryHandle(this.#server, this.#server.world.repository(fullName))
    } catch (error) {
      throw error instanceof ApiError ? new Error(`the fake has no repository ${fullName}`) : error
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.close()
  }
}

export interface FakeGitHubOptions {
  /** Accounts in addition to those of tokens and repositories. */
  readonly users?: readonly string[]
  /** If set, the fake is a GitHub Enterprise Server of this version, such as `3.15.2`. */
  readonly enterpriseVersion?: string
}

export async function startFakeGitHub(options: FakeGitHubOptions = {}): Promise<FakeGitHub> {
  const server = await GithubServer.start()
  server.enterpriseVersion = options.enterpriseVersion
  const fake = new FakeGitHub(server)
  for (const login of options.users ?? []) fake.addUser(login)
  return fake
}

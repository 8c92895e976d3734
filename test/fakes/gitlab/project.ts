/** A project: a bare git repository and the data that GitLab stores about it. Every write goes through its lock. */
import { isAncestor } from '../git/history.ts'
import type { ObjectStore } from '../git/objects.ts'
import { readRefs, type RefChange, writeRefs } from '../git/refs.ts'
import { Versioned } from '../versioned.ts'
import { nextId, now } from './ids.ts'
import { recordPushes } from './pushes.ts'
import { settleMergeRequests } from './settle.ts'
import type { InstanceSettings, Pipeline, ProjectSettings, ProjectState } from './state.ts'

/** The update of one ref. It does not check anybody's permissions. */
export interface RefUpdate extends RefChange {
  /** The expected current value of the ref: an object id, null if it must not exist, or undefined for any value. */
  readonly expected?: string | null
}

/** The current value of the ref is not the expected one. */
export class RefMoved extends Error {
  readonly ref: string

  constructor(ref: string) {
    super(`incorrect old value provided for ${ref}`)
    this.ref = ref
  }
}

const emptyState = (): ProjectState => ({
  refs: new Map(),
  mergeRequests: [],
  notes: [],
  labels: [],
  milestones: [],
  pushes: [],
  pipelines: [],
  statuses: [],
  jobs: [],
  environments: [],
  deployments: [],
})

export class FakeProject {
  readonly id = nextId()
  readonly createdAt = now()
  /** Groups and name, such as `acme/platform/infra`. */
  readonly fullPath: string
  readonly store: ObjectStore
  readonly settings: ProjectSettings
  readonly instance: InstanceSettings
  /** A function that runs between GitLab's check of the files of a new commit and the commit itself. */
  betweenLookAndCommit: (() => Promise<unknown>) | undefined
  /** The results of git commands on objects, which never change. */
  readonly #answers = new Map<string, Promise<unknown>>()
  readonly #history = new Versioned<ProjectState>(emptyState())

  constructor(fullPath: string, store: ObjectStore, settings: ProjectSettings, instance: InstanceSettings) {
    this.fullPath = fullPath
    this.settings = settings
    this.instance = instance
    this.store = store
  }

  get name(): string {
    return this.fullPath.slice(this.fullPath.lastIndexOf('/') + 1)
  }

  get namespace(): string {
    return this.fullPath.slice(0, this.fullPath.lastIndexOf('/'))
  }

  get directory(): string {
    return this.store.directory
  }

  get state(): ProjectState {
    return this.#history.current
  }

  /** Returns the same project for reads as a lagging replica would return it: in its state before the last write. */
  lagging(): FakeProject {
    const project: FakeProject = Object.create(this, { state: { value: this.#history.previous } })
    return Object.defineProperty(project, 'once', { value: this.once.bind(this) })
  }

  write<T>(change: () => Promise<T> | T): Promise<T> {
    return this.#history.write(change)
  }

  branch(name: string): string | undefined {
    return this.state.refs.get(`refs/heads/${name}`)
  }

  branches(): string[] {
    const names = [...this.state.refs.keys()].filter((name) => name.startsWith('refs/heads/'))
    return names.map((name) => name.slice('refs/heads/'.length)).toSorted()
  }

  mergeRequest(iid: number) {
    return this.state.mergeRequests.find((candidate) => candidate.iid === iid)
  }

  /**
   * Updates all refs or none. The caller holds the lock.
   *
   * @param actor the id of the user who pushes; if it is undefined, GitLab does not record an event
   * @throws RefMoved if the current value of a ref is not the expected one
   */
  async updateRefs(updates: readonly RefUpdate[], actor?: number): Promise<void> {
    for (const { name, expected } of updates) {
      const current = this.state.refs.get(name)
      if (expected === undefined) continue
      if (expected !== (current ?? null)) throw new RefMoved(name)
    }
    await writeRefs(this.directory, updates)
    const before = new Map(this.state.refs)
    for (const { name, to } of updates) {
      if (to === undefined) this.state.refs.delete(name)
      else this.state.refs.set(name, to)
    }
    await this.#settle(before, actor)
  }

  /** Loads the changes of a push over the git protocol. */
  async reload(actor?: number): Promise<void> {
    const before = new Map(this.state.refs)
    const onDisk = await readRefs(this.directory)
    this.state.refs.clear()
    for (const [name, oid] of onDisk) this.state.refs.set(name, oid)
    await this.#settle(before, actor)
  }

  async #settle(before: ReadonlyMap<string, string>, actor: number | undefined): Promise<void> {
    if (actor !== undefined) recordPushes(this, before, actor)
    for (const [name, oid] of this.state.refs) {
      if (!name.startsWith('refs/heads/') || before.get(name) === oid) continue
      this.startPipeline(name.slice('refs/heads/'.length), oid)
    }
    await settleMergeRequests(this, before, actor)
  }

  /** Starts the pipeline of a push, if the project has pipelines. */
  startPipeline(ref: string, sha: string): void {
    const status = this.settings.pipelines
    if (status === undefined) return
    this.addPipeline({ ref, sha, status, source: 'push' })
  }

  addPipeline(pipeline: {
    ref: string
    sha: string
    status: ProjectState['pipelines'][number]['status']
    source: string
  }) {
    const { pipelines } = this.state
    const added: Pipeline = { ...pipeline, id: nextId(), iid: pipelines.length + 1, createdAt: now() }
    pipelines.push(added)
    return added
  }

  /** Returns the newest pipeline of a commit. */
  pipelineOf(sha: string) {
    return this.state.pipelines.findLast((pipeline) => pipeline.sha === sha)
  }

  /** Runs a git command only once. The key consists of the command and the ids of all objects in it. */
  once<T>(key: string, ask: () => Promise<T>): Promise<T> {
    const known = this.#answers.get(key) as Promise<T> | undefined
    if (known !== undefined) return known
    const answer = ask()
    this.#answers.set(key, answer)
    return answer
  }

  contains(ancestor: string, of: string): Promise<boolean> {
    return isAncestor(this.store, ancestor, of)
  }
}

/**
 * A repository: a bare git repository and the data that GitHub stores about it. Every write goes through its lock.
 */
import { Versioned } from '../versioned.ts'
import type { Account } from './accounts.ts'
import { compareCommits, isAncestor } from '../git/history.ts'
import { type ObjectStore, isoSeconds } from '../git/objects.ts'
import { readRefs, writeRefs } from '../git/refs.ts'
import { RefRefused, type RefUpdate } from './ref-update.ts'
import { checkRules } from './rules.ts'
import type { Pull, RepositorySettings, RepositoryState } from './state.ts'

let lastId = 5000
export const nextId = () => ++lastId
export const now = () => isoSeconds(new Date())

export class FakeRepository {
  readonly id = nextId()
  readonly createdAt = now()
  readonly owner: Account
  readonly name: string
  readonly store: ObjectStore
  readonly settings: RepositorySettings
  readonly #history: Versioned<RepositoryState>

  constructor(owner: Account, name: string, store: ObjectStore, settings: RepositorySettings) {
    this.owner = owner
    this.name = name
    this.settings = settings
    this.store = store
    this.#history = new Versioned<RepositoryState>({ refs: new Map(), pulls: [], comments: [], labels: [] })
  }

  get fullName(): string {
    return `${this.owner.login}/${this.name}`
  }

  get directory(): string {
    return this.store.directory
  }

  get state(): RepositoryState {
    return this.#history.current
  }

  /**
   * Returns the same repository for reads as a lagging replica would return it: in its state before the last write.
   */
  lagging(): FakeRepository {
    return Object.create(this, { state: { value: this.#history.previous } }) as FakeRepository
  }

  branch(name: string): string | undefined {
    return this.state.refs.get(`refs/heads/${name}`)
  }

  pull(number: number): Pull | undefined {
    return this.state.pulls.find((pull) => pull.number === number)
  }

  get nextNumber(): number {
    return this.state.pulls.length + 1
  }

  /** Runs one write at a time, so that checks and effects of concurrent requests do not interleave. */
  write<T>(change: () => Promise<T> | T): Promise<T> {
    return this.#history.write(change)
  }

  /**
   * Updates all refs or none. The caller holds the lock. If `actor` is undefined, no rule applies: this is for the
   * tests.
   *
   * @param by the account that the activity shows for the move
   */
  async updateRefs(
    updates: readonly RefUpdate[],
    actor?: Account,
    by: string | undefined = actor?.login,
  ): Promise<void> {
    for (const update of updates) await this.#check(update, actor)
    try {
      await writeRefs(this.directory, updates)
    } catch (error) {
      const [first] = updates
      if (first === undefined) return
      throw new RefRefused('name', first, undefined, String(error))
    }
    const before = new Map(this.state.refs)
    for (const { name, to } of updates) {
      await this.#note(name, to, by)
      if (to === undefined) this.state.refs.delete(name)
      else this.state.refs.set(name, to)
    }
    await this.#settlePulls(before)
  }

  /** Loads the changes of a push over the git protocol. */
  async reload(): Promise<void> {
    const before = new Map(this.state.refs)
    const onDisk = await readRefs(this.directory)
    this.state.refs.clear()
    for (const [name, oid] of onDisk) this.state.refs.set(name, oid)
    await this.#settlePulls(before)
  }

  /** Records a move of a ref in the activity, before the move happens. */
  async #note(ref: string, to: string | undefined, by: string | undefined): Promise<void> {
    const before = this.state.refs.get(ref)
    const none = '0'.repeat(40)
    const isForced = before !== undefined && to !== undefined && !(await isAncestor(this.store, before, to))
    const type =
      before === undefined
        ? 'branch_creation'
        : to === undefined
          ? 'branch_deletion'
          : isForced
            ? 'force_push'
            : 'push'
    const move = { before: before ?? none, after: to ?? none, actor: by ?? null, type, at: now() } as const
    this.settings.activity.push({ id: nextId(), ref, ...move })
  }

  async #check(update: RefUpdate, actor: Account | undefined): Promise<void> {
    const { name, to, force, expected } = update
    const current = this.state.refs.get(name)
    if (expected === null && current !== undefined) throw new RefRefused('exists', update, current)
    if (expected === undefined && to === undefined && current === undefined) {
      throw new RefRefused('missing', update)
    }
    if (typeof expected === 'string' && current !== expected) {
      throw new RefRefused(current === undefined ? 'missing' : 'stale', update, current)
    }
    if (to !== undefined && (await this.store.read(to)) === undefined) {
      throw new RefRefused('no-object', update, current)
    }
    const forward = current === undefined || to === undefined || (await isAncestor(this.store, current, to))
    if (actor !== undefined) await checkRules(this, update, current, forward, actor)
    if (!forward && !force) throw new RefRefused('not-fast-forward', update, current)
  }

  /**
   * Updates open pull requests after a push. If the head moved, the pull request follows it. A pull request whose
   * head or base is deleted, or whose head has no commits that the base does not have, is closed. If the head did not
   * move, the base now contains its commits, so the pull request was merged.
   */
  async #settlePulls(before: ReadonlyMap<string, string>): Promise<void> {
    for (const pull of this.state.pulls.filter((candidate) => candidate.state === 'open')) {
      const head = this.branch(pull.head.ref)
      const base = this.branch(pull.base.ref)
      const headMoved = head !== before.get(`refs/heads/${pull.head.ref}`)
      if (!headMoved && base === before.get(`refs/heads/${pull.base.ref}`)) continue
      if (head !== undefined && headMoved) {
        pull.head.sha = head
        pull.updatedAt = now()
      }
      if (head === undefined || base === undefined) {
        closePull(pull)
      } else if (await isAncestor(this.store, head, base)) {
        if (!headMoved) pull.merged = { at: now(), by: pull.author, commit: base }
        closePull(pull)
      }
    }
  }

  async commitsOf(pull: Pull) {
    // A merged or closed pull request retains the commits that it had: its base no longer moves.
    const base = pull.state === 'open' ? (this.branch(pull.base.ref) ?? pull.base.sha) : pull.base.sha
    return compareCommits(this.store, base, pull.head.sha)
  }
}

export function closePull(pull: Pull): void {
  pull.state = 'closed'
  pull.closedAt = now()
  pull.updatedAt = now()
  pull.autoMerge = null
}

import { FairleadError, inputError, remoteError } from '../../errors.ts'
import { readBlobs } from '../../git/objects.ts'
import { pushRefs } from '../../git/push.ts'
import type { RefMove } from '../../git/push.ts'
import { branchRef } from '../../git/refs.ts'
import type { NewPullRequest, PullRequest, PullRequestChange } from '../forge.ts'
import {
  changedRecord,
  closedRecord,
  commentedRecord,
  formatRecord,
  newRecord,
  parseRecord,
  recordRef,
  toPullRequest,
} from './record.ts'
import type { PullRequestRecord } from './record.ts'
import { listRemote } from './remote-refs.ts'
import type { RemoteRefs } from './remote-refs.ts'
import { remoteName } from './store.ts'
import type { Store } from './store.ts'

/** The number of attempts to write a record while others write it at the same time. */
const attempts = 10

/** The current state of a branch and its record on the remote. */
interface Current {
  readonly head: string | undefined
  readonly record: PullRequestRecord | undefined
  readonly recordId: string | undefined
}

/** The pull requests of a plain git remote. An open one has an open record and a branch. */
export class PullRequests {
  readonly #repository: string
  readonly #store: Store
  /** The records by blob id, so that only changed records are read again. */
  readonly #records = new Map<string, PullRequestRecord>()

  constructor(repository: string, store: Store) {
    this.#repository = repository
    this.#store = store
  }

  /**
   * Returns the open pull requests into a branch, newest first, at most 100. Skips records that cannot be read,
   * because one invalid ref must not stop the work on all others; an operation on that branch gets the error.
   *
   * @param commits commits to fetch in the same request
   */
  async openInto(base: string, refs: RemoteRefs, commits: readonly string[]): Promise<PullRequest[]> {
    const recorded = [...refs.records].filter(([branch]) => refs.branches.has(branch))
    await this.#store.bring(commits, this.#unread(recorded.map(([, id]) => id)))
    await this.#read(recorded, (error) => {
      if (!(error instanceof FairleadError)) throw error
    })
    const open = recorded.flatMap(([branch, id]) => {
      const record = this.#records.get(id)
      const head = refs.branches.get(branch)
      if (head === undefined || record?.state !== 'open' || record.base !== base) return []
      return [{ record, branch, head }]
    })
    return open
      .toSorted((a, b) => (a.record.createdAt < b.record.createdAt ? 1 : -1))
      .slice(0, 100)
      .map(({ record, branch, head }) => this.#show(record, branch, head))
  }

  /**
   * Returns the branches that have an open pull request into another branch than the base; call it after `openInto`.
   */
  intoOtherBases(
    base: string,
    branches: ReadonlyMap<string, string>,
    refs: RemoteRefs,
  ): Map<string, PullRequest & { readonly base: string }> {
    return new Map(
      [...branches].flatMap(([branch, head]) => {
        const record = this.#records.get(refs.records.get(branch) ?? '')
        if (record?.state !== 'open' || record.base === base) return []
        return [[branch, { ...this.#show(record, branch, head), base: record.base }] as const]
      }),
    )
  }

  /** Returns the branches whose tip is the last commit of their closed pull request; call it after `openInto`. */
  finished(branches: ReadonlyMap<string, string>, refs: RemoteRefs): Set<string> {
    const done = [...branches].filter(([branch, tip]) => {
      const record = this.#records.get(refs.records.get(branch) ?? '')
      return record?.state === 'closed' && record.closedHead === tip
    })
    return new Set(done.map(([branch]) => branch))
  }

  /** Opens a pull request, or returns the open one. */
  async open(request: NewPullRequest): Promise<PullRequest> {
    const { branch, base } = request
    return this.#retry(branch, async ({ head, record, recordId }) => {
      if (head === undefined)
        throw inputError(`${this.#repository} has no branch "${branch}" to open a pull request from`)
      if (record?.state === 'open' && record.base !== base)
        throw inputError(`the pull request of "${branch}" targets "${record.base}", not "${base}"`, {
          hint: 'Close it first, or use another branch: a plain git remote has one pull request per branch.',
        })
      if (record?.state === 'open') return this.#show(record, branch, head)
      const fresh = newRecord(request, new Date())
      const result = await this.#push([await this.#recordMove(branch, recordId, fresh)])
      return result === 'moved' ? this.#show(fresh, branch, head) : undefined
    })
  }

  async update(branch: string, change: PullRequestChange): Promise<'open' | 'closed'> {
    let state: 'open' | 'closed' = 'open'
    await this.#rewrite(branch, (record) => {
      state = record.state
      return record.state === 'closed' ? record : changedRecord(record, change, new Date())
    })
    return state
  }

  /**
   * Changes the comments of a pull request.
   *
   * @param change is called again after a lost race; receives the current time in ISO 8601
   */
  async changeComments(
    branch: string,
    change: (present: PullRequestRecord['comments'], at: string) => PullRequestRecord['comments'],
  ): Promise<void> {
    await this.#rewrite(branch, (record) => {
      const now = new Date()
      return commentedRecord(record, change(record.comments, now.toISOString()), now)
    })
  }

  /** Returns the current record of a branch, and the tip of the branch. */
  async read(branch: string): Promise<Pick<Current, 'head' | 'record'>> {
    branchRef(branch)
    return this.#current(branch)
  }

  async close(branch: string, comment: string): Promise<void> {
    await this.#rewrite(branch, (record, head) =>
      record.state === 'closed' ? record : closedRecord(record, head, comment, new Date()),
    )
  }

  /** Deletes a branch if it is still at `from`, and closes its pull request in the same step. */
  async deleteBranch(branch: string, from: string, comment?: string): Promise<'deleted' | 'lost'> {
    return this.#retry(branch, async ({ head, record, recordId }) => {
      if (head !== undefined && head !== from) return 'lost'
      const moves: RefMove[] = head === undefined ? [] : [{ ref: branchRef(branch), from, to: undefined }]
      if (record?.state === 'open')
        moves.push(await this.#recordMove(branch, recordId, closedRecord(record, head, comment, new Date())))
      return moves.length === 0 || (await this.#push(moves)) === 'moved' ? 'deleted' : undefined
    })
  }

  async #rewrite(
    branch: string,
    change: (record: PullRequestRecord, head: string | undefined) => PullRequestRecord,
  ): Promise<void> {
    await this.#retry(branch, async ({ head, record, recordId }) => {
      if (!record) throw inputError(`${this.#repository} has no pull request for "${branch}"`)
      const changed = change(record, head)
      if (changed === record) return true
      const result = await this.#push([await this.#recordMove(branch, recordId, changed)])
      return result === 'moved' ? true : undefined
    })
  }

  /** Runs the work on fresh refs until it returns a result; `undefined` means a lost race. */
  async #retry<T>(branch: string, work: (current: Current) => Promise<T | undefined>): Promise<T> {
    branchRef(branch)
    for (let attempt = 0; attempt < attempts; attempt++) {
      const result = await work(await this.#current(branch))
      if (result !== undefined) return result
    }
    throw remoteError(`the pull request of "${branch}" keeps being changed by others`, {
      hint: 'Try again later.',
    })
  }

  async #current(branch: string): Promise<Current> {
    const refs = await listRemote(this.#store.git)
    const head = refs.branches.get(branch)
    const recordId = refs.records.get(branch)
    if (recordId === undefined) return { head, record: undefined, recordId }
    await this.#store.bring([], this.#unread([recordId]))
    await this.#read([[branch, recordId]], (error) => {
      throw error
    })
    return { head, record: this.#records.get(recordId), recordId }
  }

  #unread(ids: readonly string[]): string[] {
    return ids.filter((id) => !this.#records.has(id))
  }

  async #read(
    recorded: readonly (readonly [string, string])[],
    failed: (error: unknown) => void,
  ): Promise<void> {
    const blobs = await readBlobs(this.#store.git, this.#unread(recorded.map(([, id]) => id)))
    for (const [branch, id] of recorded) {
      if (this.#records.has(id)) continue
      try {
        this.#records.set(id, parseRecord(blobs.get(id) ?? new Uint8Array(), branch))
      } catch (error) {
        failed(error)
      }
    }
  }

  async #recordMove(branch: string, from: string | undefined, record: PullRequestRecord): Promise<RefMove> {
    const written = await this.#store.git.run(['hash-object', '-w', '--stdin'], {
      input: formatRecord(record),
    })
    return { ref: recordRef(branch), from, to: written.trim() }
  }

  #push(moves: readonly RefMove[]): Promise<'moved' | 'lost'> {
    return pushRefs(this.#store.git, remoteName, moves)
  }

  #show(record: PullRequestRecord, branch: string, head: string): PullRequest {
    return toPullRequest(record, { repository: this.#repository, branch, head })
  }
}

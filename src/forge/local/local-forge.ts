import { inputError, suggestion } from '../../errors.ts'
import { obstructedBy } from '../obstacle.ts'
import { makeTemporary, removeTemporary } from '../../temporary/folders.ts'
import type { Environment } from '../../git/environment.ts'
import type { Git } from '../../git/git.ts'
import { parseLocation } from '../../git/location.ts'
import { pushRefs } from '../../git/push.ts'
import { branchRef } from '../../git/refs.ts'
import { revisionTree } from '../../git/revision-tree.ts'
import type { Tree } from '../../tree/tree.ts'
import { pullRequestWords } from '../forge.ts'
import type {
  BranchCommitRequest,
  CreatedCommit,
  FileChange,
  Forge,
  ForgeSnapshot,
  SnapshotQuery,
  NewCommit,
  NewPullRequest,
  PullRequest,
  PullRequestChange,
  Told,
  UpdatedPullRequest,
} from '../forge.ts'
import type { Ledger } from '../ledger.ts'
import { committerOf, writeCommit, writeTree } from './commit.ts'
import type { Committer } from './commit.ts'
import { commitsAhead, historyOf } from './history.ts'
import { PullRequests } from './pull-requests.ts'
import type { PullRequestRecord } from './record.ts'
import { openLocalLedger } from './ledger.ts'
import { listRemote } from './remote-refs.ts'
import type { RemoteRefs } from './remote-refs.ts'
import { createStore, remoteName } from './store.ts'
import type { Store } from './store.ts'

export interface LocalForgeOptions {
  /** A path, `file://`, `ssh://`, `https://` or `git@host:path`. */
  readonly repository: string
  /** The committer; otherwise the user's git author, or else `fairlead <fairlead@localhost>`. */
  readonly author?: Committer | undefined
  /**
   * The `Authorization` header for an http address, such as `Basic …`; takes precedence over credentials in the URL.
   */
  readonly authorization?: string | undefined
  /** The environment for git. */
  readonly environment: Environment
}

/**
 * Opens a plain git remote as a forge, without cloning it.
 *
 * @throws FairleadError (input) if the repository does not exist or its address cannot be used
 */
export async function openLocalForge(options: LocalForgeOptions): Promise<LocalForge> {
  const parsed = parseLocation(options.repository)
  const location =
    options.authorization === undefined ? parsed : { ...parsed, authorization: options.authorization }
  const directory = makeTemporary()
  try {
    const store = await createStore(directory, location, options.environment)
    return new LocalForge(location.display, store, options.author)
  } catch (error) {
    await removeTemporary(directory)
    throw error
  }
}

/** A pull request of a plain git remote with its branch; `head` is undefined if the branch no longer exists. */
export interface ShownRequest extends PullRequestRecord {
  readonly branch: string
  readonly head: string | undefined
}

/** A plain git remote as a forge. A pull request is a branch with a record (see `record.ts`). */
export class LocalForge implements Forge {
  readonly kind = 'local'
  readonly words = pullRequestWords
  readonly repository: string
  /** A limit that keeps a body readable; a blob itself has no limit. */
  readonly bodyLimit = 1_000_000
  readonly opensWhole = true
  readonly #store: Store
  readonly #git: Git
  readonly #author: Committer | undefined
  readonly #pullRequests: PullRequests
  readonly #trees = new Map<string, Tree>()
  readonly #tips = new Map<string, string>()
  #committer: Promise<Environment> | undefined

  constructor(repository: string, store: Store, author: Committer | undefined) {
    this.repository = repository
    this.#store = store
    this.#git = store.git
    this.#author = author
    this.#pullRequests = new PullRequests(repository, store)
  }

  /** Removes the temporary repository. The forge cannot be used afterwards. */
  close(): Promise<void> {
    return removeTemporary(this.#git.directory)
  }

  /** Returns a branch to which files are only added. */
  ledger(branch: string): Ledger {
    const parts = { repository: this.repository, store: this.#store, author: this.#author }
    return openLocalLedger({ ...parts, branch })
  }

  async snapshot(query: SnapshotQuery): Promise<ForgeSnapshot> {
    const refs = await listRemote(this.#git)
    const base = this.#baseOf(refs, query.base)
    const branches = new Map<string, string>()
    for (const branch of query.branches) {
      refuseObstructed(branch, refs.branches)
      const tip = refs.branches.get(branch)
      if (tip !== undefined) branches.set(branch, tip)
    }
    this.#tips.set(base.commit, base.name)
    for (const [branch, tip] of branches) this.#tips.set(tip, branch)
    const pullRequests = await this.#pullRequests.openInto(base.name, refs, [
      base.commit,
      ...branches.values(),
    ])
    const { defaultBranch } = refs
    return {
      base,
      defaultBranch,
      branches,
      pullRequests,
      finished: this.#pullRequests.finished(branches, refs),
      intoOtherBases: this.#pullRequests.intoOtherBases(base.name, branches, refs),
    }
  }

  tree(commit: string): Tree {
    const known = this.#trees.get(commit)
    if (known) return known
    const short = commit.slice(0, 7)
    const branch = this.#tips.get(commit)
    const tree = revisionTree(this.#git, commit, {
      name: branch === undefined ? short : `${branch} at ${short}`,
      ensureBlobs: this.#store.ensureBlobs,
      prepare: () => this.#store.bring([commit]),
    })
    this.#trees.set(commit, tree)
    return tree
  }

  commitsAhead(base: string, head: string): ReturnType<typeof commitsAhead> {
    return commitsAhead(this.#store, base, head)
  }

  historyOf(commit: string, path: string): ReturnType<typeof historyOf> {
    return historyOf(this.#store, commit, path)
  }

  async treeWith(commit: string, changes: readonly FileChange[]): Promise<string> {
    await this.#store.bring([commit])
    return writeTree(this.#git, commit, changes)
  }

  async commit({ branch, from, ...commit }: BranchCommitRequest): Promise<CreatedCommit | 'lost'> {
    const created = await this.createCommit(commit)
    return (await this.moveBranch({ branch, from, to: created.sha })) === 'lost' ? 'lost' : created
  }

  /** Creates a commit that is not on any branch yet. */
  async createCommit(commit: NewCommit): Promise<CreatedCommit> {
    this.#committer ??= committerOf(this.#git, this.#author)
    const [committer] = await Promise.all([this.#committer, this.#store.bring([commit.parent])])
    const created = await writeCommit(this.#git, commit, committer)
    this.#store.keep(created.sha)
    return { ...created, verified: undefined, warnings: [] }
  }

  /** Moves a branch by compare-and-swap, to any commit. */
  async moveBranch(move: {
    branch: string
    from: string | undefined
    to: string
  }): Promise<'moved' | 'lost'> {
    return pushRefs(this.#git, remoteName, [{ ref: branchRef(move.branch), from: move.from, to: move.to }])
  }

  deleteBranch(branch: string, from: string): Promise<'deleted' | 'lost'> {
    return this.#pullRequests.deleteBranch(branch, from)
  }

  async openPullRequest(request: NewPullRequest): Promise<PullRequest & Told> {
    return { ...(await this.#pullRequests.open(request)), warnings: [] }
  }

  async updatePullRequest(number: string, change: PullRequestChange): Promise<UpdatedPullRequest> {
    return { state: await this.#pullRequests.update(number, change), warnings: [] }
  }

  async closePullRequest(
    number: string,
    comment: string,
    remove?: { readonly branch: string; readonly from: string },
  ): Promise<void> {
    if (remove && (await this.#pullRequests.deleteBranch(number, remove.from, comment)) === 'deleted') return
    await this.#pullRequests.close(number, comment)
  }

  /** Changes the comments of a pull request; see {@link PullRequests.changeComments}. */
  changeComments(...change: Parameters<PullRequests['changeComments']>): Promise<void> {
    return this.#pullRequests.changeComments(...change)
  }

  /**
   * Returns the record of a pull request, also of a closed one.
   *
   * @param branch its branch; undefined for the only open pull request
   * @throws FairleadError (input) if there is no such pull request, or if several are open
   */
  async show(branch: string | undefined): Promise<ShownRequest> {
    const name = branch ?? (await this.#onlyOpen())
    const { record, head } = await this.#pullRequests.read(name)
    if (!record)
      throw inputError(`${this.repository} has no pull request for "${name}"`, {
        hint: suggestion(name, (await listRemote(this.#git)).records.keys()),
      })
    return { branch: name, head, ...record }
  }

  async #onlyOpen(): Promise<string> {
    const refs = await listRemote(this.#git)
    const states = await Promise.all(
      [...refs.records.keys()].map(async (name) => {
        const { record, head } = await this.#pullRequests.read(name)
        return { name, isOpen: record?.state === 'open' && head !== undefined }
      }),
    )
    const open = states.filter(({ isOpen }) => isOpen).map(({ name }) => name)
    const [only] = open
    if (only !== undefined && open.length === 1) return only
    if (open.length === 0) throw inputError(`${this.repository} has no open pull request`)
    throw inputError(`${this.repository} has ${open.length} open pull requests`, {
      hint: `Set pull-request to the branch of one of them: ${open.join(', ')}.`,
    })
  }

  enableAutoMerge(): Promise<void> {
    return Promise.reject(
      inputError('a plain git remote has no auto-merge', {
        hint: 'Remove auto-merge, or use a forge such as GitHub.',
      }),
    )
  }

  /**
   * Finds the base branch.
   *
   * @throws FairleadError (input) if the base does not exist
   */
  #baseOf(refs: RemoteRefs, wanted: string | undefined): ForgeSnapshot['base'] {
    if (refs.branches.size === 0)
      throw inputError(`${this.repository} is empty: it has no branches`, {
        hint: 'Push a first commit to it.',
      })
    const name = wanted ?? refs.defaultBranch
    if (name === undefined)
      throw inputError(`${this.repository} has no default branch`, {
        hint: `Set base to the base branch. ${suggestion('main', refs.branches.keys())}`,
      })
    const commit = refs.branches.get(name)
    if (commit === undefined)
      throw inputError(`${this.repository} has no branch "${name}"`, {
        hint: suggestion(name, refs.branches.keys()),
      })
    return { name, commit }
  }
}

/**
 * Throws if a branch cannot exist beside the others. Git stores refs as files: if there is a branch `a`, there cannot
 * be a branch `a/b`.
 *
 * @throws FairleadError (refused) if a branch blocks the creation of another one
 */
function refuseObstructed(branch: string, branches: ReadonlyMap<string, string>): void {
  const obstacle = [...branches.keys()].find(
    (other) => branch.startsWith(`${other}/`) || other.startsWith(`${branch}/`),
  )
  if (obstacle !== undefined) throw obstructedBy(branch, obstacle)
}

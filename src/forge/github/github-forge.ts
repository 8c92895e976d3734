import { inputError } from '../../errors.ts'
import { pullRequestWords } from '../forge.ts'
import type {
  BranchCommitRequest,
  CreatedCommit,
  FileChange,
  Forge,
  ForgeSnapshot,
  SnapshotQuery,
  MergeMethod,
  NewCommit,
  NewPullRequest,
  PullRequest,
  PullRequestChange,
  Told,
  UpdatedPullRequest,
} from '../forge.ts'
import type { Tree } from '../../tree/tree.ts'
import { enableAutoMerge } from './auto-merge.ts'
import { createCommit, makeTree } from './commit.ts'
import type { Attempt } from './explain.ts'
import { GithubTree } from './github-tree.ts'
import { commitsAhead, historyOf } from './history.ts'
import { takeSnapshot } from './snapshot.ts'
import { closePullRequest, openPullRequest, updatePullRequest } from './pull-requests.ts'
import { deleteBranch, moveBranch } from './refs.ts'
import type { BranchMove } from './refs.ts'
import { explained } from './repository.ts'
import type { Repository } from './repository.ts'

/**
 * Opens a repository as a forge. It sends no request.
 *
 * @throws FairleadError (input) if there is no token
 */
export function openGitHubForge(repository: Repository): GitHubForge {
  if (repository.token === undefined || repository.token.trim() === '')
    throw inputError(`there is no token for ${repository.name}`, {
      hint: 'Set token, preferably the token of a GitHub App that is installed there. A secret is empty if the workflow has no access to it, as in pull requests from forks.',
    })
  return new GitHubForge(repository)
}

const contents = 'contents: write'
const pulls = 'pull requests: write'
/** A command that proposes a change needs both. */
const all = `${contents} and ${pulls}`
const attempts = {
  snapshot: { doing: 'read', needs: 'contents: read and pull requests: read' },
  read: { doing: 'read files', needs: 'contents: read' },
  commit: { doing: 'create a commit', needs: contents },
  move: { doing: 'update a branch', needs: contents },
  remove: { doing: 'delete a branch', needs: contents },
  open: { doing: 'open a pull request', needs: pulls },
  update: { doing: 'update a pull request', needs: pulls },
  close: { doing: 'close a pull request', needs: pulls },
  merge: { doing: 'enable auto-merge', needs: all },
} as const satisfies Record<string, Attempt>

/** A repository on GitHub. The other files in this folder implement its methods. */
export class GitHubForge implements Forge {
  readonly kind = 'github'
  readonly words = pullRequestWords
  readonly repository: string
  readonly bodyLimit = 65_536
  readonly opensWhole = false
  readonly #repository: Repository
  readonly #trees = new Map<string, GithubTree>()
  readonly #shown = new WeakMap<GithubTree, Tree>()
  #isArchived = false

  constructor(repository: Repository) {
    this.repository = repository.name
    this.#repository = repository
  }

  snapshot(query: SnapshotQuery): Promise<ForgeSnapshot> {
    return this.#explained(attempts.snapshot, async () => {
      const { isArchived, files, ...snapshot } = await takeSnapshot(this.#repository, query)
      this.#isArchived = isArchived
      const { name, commit } = snapshot.base
      this.#tree(commit, `${name} at ${commit.slice(0, 7)}`).keep(files)
      return snapshot
    })
  }

  tree(commit: string): Tree {
    const tree = this.#tree(commit, commit.slice(0, 7))
    // Results are cached by tree, so return the same object for each commit.
    const known = this.#shown.get(tree)
    if (known) return known
    const shown: Tree = {
      name: tree.name,
      isRemote: true,
      list: () => this.#explained(attempts.read, () => tree.list()),
      read: (paths) => this.#explained(attempts.read, () => tree.read(paths)),
    }
    this.#shown.set(tree, shown)
    return shown
  }

  commitsAhead(base: string, head: string): ReturnType<typeof commitsAhead> {
    return this.#explained(attempts.read, () => commitsAhead(this.#repository, base, head))
  }

  historyOf(commit: string, path: string): ReturnType<Forge['historyOf']> {
    return this.#explained(attempts.read, () => historyOf(this.#repository, commit, path))
  }

  treeWith(commit: string, changes: readonly FileChange[]): Promise<string> {
    return this.#explained(attempts.commit, () => makeTree(this.#repository, commit, changes))
  }

  async commit({ branch, from, ...commit }: BranchCommitRequest): Promise<CreatedCommit | 'lost'> {
    const created = await this.createCommit(commit)
    return (await this.moveBranch({ branch, from, to: created.sha })) === 'lost' ? 'lost' : created
  }

  /** Creates a commit without adding it to a branch. */
  createCommit(commit: NewCommit): Promise<CreatedCommit> {
    return this.#write(attempts.commit, () => createCommit(this.#repository, commit))
  }

  /** Moves a branch by compare-and-swap, to any commit. */
  moveBranch(move: BranchMove): Promise<'moved' | 'lost'> {
    return this.#write(attempts.move, () => moveBranch(this.#repository, move))
  }

  deleteBranch(branch: string, from: string): Promise<'deleted' | 'lost'> {
    return this.#write(attempts.remove, () => deleteBranch(this.#repository, branch, from))
  }

  openPullRequest(request: NewPullRequest): Promise<PullRequest & Told> {
    return this.#write(attempts.open, () => openPullRequest(this.#repository, request))
  }

  updatePullRequest(number: string, change: PullRequestChange): Promise<UpdatedPullRequest> {
    return this.#write(attempts.update, () => updatePullRequest(this.#repository, Number(number), change))
  }

  closePullRequest(
    number: string,
    comment: string,
    remove?: { readonly branch: string; readonly from: string },
  ): Promise<void> {
    return this.#write(attempts.close, () =>
      closePullRequest(this.#repository, Number(number), comment, remove),
    )
  }

  enableAutoMerge(pullRequest: PullRequest, method: MergeMethod): Promise<void> {
    return this.#write(attempts.merge, () => enableAutoMerge(this.#repository, pullRequest, method))
  }

  #tree(commit: string, name: string): GithubTree {
    const tree = this.#trees.get(commit) ?? new GithubTree(this.#repository, commit, name)
    this.#trees.set(commit, tree)
    return tree
  }

  /** Runs a write, and rejects an archived repository before anything is written. */
  #write<T>(attempt: Attempt, work: () => Promise<T>): Promise<T> {
    return this.#explained({ ...attempt, all }, () => {
      if (!this.#isArchived) return work()
      throw inputError(`${this.repository} is archived, so nothing can be changed in it`, {
        hint: 'Unarchive it in its settings, or use the repository that replaces it.',
      })
    })
  }

  #explained<T>(attempt: Attempt, work: () => Promise<T>): Promise<T> {
    return explained(this.#repository, attempt, work)
  }
}

import { inputError } from '../../errors.ts'
import type { Tree } from '../../tree/tree.ts'
import { mergeRequestWords } from '../forge.ts'
import type {
  BranchCommitRequest,
  CreatedCommit,
  FileChange,
  Forge,
  ForgeSnapshot,
  SnapshotQuery,
  MergeMethod,
  NewPullRequest,
  PullRequest,
  PullRequestChange,
  Told,
  UpdatedPullRequest,
} from '../forge.ts'
import { enableAutoMerge } from './auto-merge.ts'
import { deleteBranch } from './branches.ts'
import { commit, treeWith } from './commit.ts'
import type { Attempt } from './explain.ts'
import { treeOf } from './gitlab-tree.ts'
import { commitsAhead, historyOf } from './history.ts'
import { takeSnapshot } from './snapshot.ts'
import { closeMergeRequest, openMergeRequest, plainTitle, updateMergeRequest } from './merge-requests.ts'
import { explained } from './project.ts'
import type { Project } from './project.ts'
import { refuseToken, writerNeed } from './token.ts'

/**
 * Opens a project as a forge. It sends no request.
 *
 * @throws FairleadError (input) if the token cannot write
 */
export function openGitLabForge(project: Project): GitLabForge {
  refuseToken(project, writerNeed)
  return new GitLabForge(project)
}

const writer = { role: 'Developer', scope: 'api' } as const
const attempts = {
  snapshot: { doing: 'read', role: 'Reporter', scope: 'read_api' },
  read: { doing: 'read files', role: 'Reporter', scope: 'read_api' },
  commit: { doing: 'commit', ...writer },
  remove: { doing: 'delete a branch', ...writer },
  open: { doing: 'open a merge request', ...writer },
  update: { doing: 'update a merge request', ...writer },
  close: { doing: 'close a merge request', ...writer },
  merge: { doing: 'enable auto-merge', ...writer },
} as const satisfies Record<string, Attempt>

/** A project on GitLab. The other files in this folder implement its methods. */
export class GitLabForge implements Forge {
  readonly kind = 'gitlab'
  readonly words = mergeRequestWords
  readonly shownTitle = plainTitle
  readonly repository: string
  /** Source: https://docs.gitlab.com/administration/instance_limits/ */
  readonly bodyLimit = 1_000_000
  readonly opensWhole = true
  readonly #project: Project
  readonly #shown = new Map<Tree, Tree>()

  constructor(project: Project) {
    this.repository = project.name
    this.#project = project
  }

  /** Removes the objects that git has fetched. */
  close(): Promise<void> {
    return this.#project.lease.close()
  }

  snapshot(query: SnapshotQuery): Promise<ForgeSnapshot> {
    return this.#explained(attempts.snapshot, async () => {
      const snapshot = await takeSnapshot(this.#project, query)
      const { name, commit: tip } = snapshot.base
      treeOf(this.#project, tip, `${name} at ${tip.slice(0, 7)}`)
      return snapshot
    })
  }

  tree(revision: string): Tree {
    const tree = treeOf(this.#project, revision)
    const known = this.#shown.get(tree)
    if (known) return known
    const shown: Tree = {
      name: tree.name,
      costly: true,
      isRemote: true,
      list: () => this.#explained(attempts.read, () => tree.list()),
      read: (paths) => this.#explained(attempts.read, () => tree.read(paths)),
    }
    this.#shown.set(tree, shown)
    return shown
  }

  commitsAhead(base: string, head: string): ReturnType<Forge['commitsAhead']> {
    return this.#explained(attempts.read, () => commitsAhead(this.#project, base, head))
  }

  historyOf(revision: string, path: string): ReturnType<Forge['historyOf']> {
    return this.#explained(attempts.read, () => historyOf(this.#project, revision, path))
  }

  treeWith(revision: string, changes: readonly FileChange[]): Promise<string> {
    return this.#explained(attempts.read, () => treeWith(this.#project, revision, changes))
  }

  commit(request: BranchCommitRequest): Promise<CreatedCommit | 'lost'> {
    return this.#write(attempts.commit, () => commit(this.#project, request))
  }

  deleteBranch(branch: string, from: string): Promise<'deleted' | 'lost'> {
    return this.#write(attempts.remove, () => deleteBranch(this.#project, branch, from))
  }

  openPullRequest(request: NewPullRequest): Promise<PullRequest & Told> {
    return this.#write(attempts.open, () => openMergeRequest(this.#project, request))
  }

  updatePullRequest(number: string, change: PullRequestChange): Promise<UpdatedPullRequest> {
    return this.#write(attempts.update, () => updateMergeRequest(this.#project, Number(number), change))
  }

  closePullRequest(
    number: string,
    comment: string,
    remove?: { readonly branch: string; readonly from: string },
  ): Promise<void> {
    return this.#write(attempts.close, () =>
      closeMergeRequest(this.#project, Number(number), comment, remove),
    )
  }

  enableAutoMerge(pullRequest: PullRequest, method: MergeMethod): Promise<void> {
    return this.#write(attempts.merge, () => enableAutoMerge(this.#project, pullRequest, method))
  }

  /** Runs a write, and rejects an archived project before anything is written. */
  #write<T>(attempt: Attempt, work: () => Promise<T>): Promise<T> {
    return this.#explained(attempt, () => {
      if (this.#project.info?.archived !== true) return work()
      throw inputError(`${this.repository} is archived, so nothing can be changed in it`, {
        hint: 'Unarchive it in its settings, or use the project that replaces it.',
      })
    })
  }

  #explained<T>(attempt: Attempt, work: () => Promise<T>): Promise<T> {
    return explained(this.#project, attempt, work)
  }
}

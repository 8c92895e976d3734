import type { FileMode, Tree } from '../tree/tree.ts'
import type { Provenance } from './provenance.ts'

/**
 * The forge that hosts the infra repo and its pull requests. `github`, `gitlab` and `local` implement it, and any
 * later forge. A pull request here is a merge request on GitLab: messages use the forge's `words`. Every method
 * throws a `FairleadError` (remote) if the server fails after all retries, and one with a fix (input) if a setting or
 * a permission is missing.
 */
export interface Forge {
  readonly kind: 'github' | 'gitlab' | 'local'
  readonly words: ForgeWords
  /** The infra repo as people name it: `acme/infra`, or a path. */
  readonly repository: string
  /** The maximum length of a pull request's body, in UTF-16 units. */
  readonly bodyLimit: number
  /**
   * Whether a pull request is created with its labels, people and milestone in one request, or needs further
   * requests.
   */
  readonly opensWhole: boolean
  /**
   * Returns the title as the forge stores it, if that differs: on GitLab, the first word of a title can mark a draft.
   */
  shownTitle?(title: string): string

  /**
   * Returns the current state, in one round trip if the forge supports it: the tip of the base branch (the default
   * branch if none is named), the tips of the given branches, and the open pull requests into the base.
   *
   * @throws FairleadError (input) if the repository or the base branch does not exist
   */
  snapshot(query: SnapshotQuery): Promise<ForgeSnapshot>

  /** Returns the tree of a commit. Files named in `SnapshotQuery.files` come from what `snapshot` already read. */
  tree(commit: string): Tree

  /** Returns the commits in `head` that are not in `base`, oldest first; at most 250, then `complete` is false. */
  commitsAhead(base: string, head: string): Promise<{ commits: readonly BranchCommit[]; complete: boolean }>

  /** Returns the newest commits up to `commit` that changed a file, newest first, at most 20. */
  historyOf(commit: string, path: string): Promise<readonly FileCommit[]>

  /** Returns the id of the tree that results if changes are applied to a commit's tree. No branch moves. */
  treeWith(commit: string, changes: readonly FileChange[]): Promise<string>

  /**
   * Creates a commit and moves a branch to it by compare-and-swap: only if the branch is still at `from` (undefined:
   * only if it does not exist). If the parent is not `from`, the commit replaces the current commits of the branch.
   *
   * If the parent is `from`, a forge that locks files instead of branches (GitLab) may put the commit on a newer tip
   * that has not changed any of its files.
   *
   * @returns `lost` if somebody else moved, created or deleted the branch first
   * @throws FairleadError (refused) if a protection of the branch forbids it, (input) if a path or mode cannot be
   *   committed
   */
  commit(commit: BranchCommitRequest): Promise<CreatedCommit | 'lost'>

  /** Deletes a branch if it is still at `from`; no error if it no longer exists. */
  deleteBranch(branch: string, from: string): Promise<'deleted' | 'lost'>

  /**
   * Opens a pull request. If one is already open for this head and base, returns that one.
   *
   * @returns the pull request, and in `warnings` the settings that could not be applied, such as an unknown reviewer
   */
  openPullRequest(request: NewPullRequest): Promise<PullRequest & Told>

  /**
   * Updates the given fields: text, metadata and the base; labels, assignees and reviewers are added, never removed.
   *
   * @returns whether the pull request is still open: somebody may have merged or closed it in the meantime
   */
  updatePullRequest(number: string, change: PullRequestChange): Promise<UpdatedPullRequest>

  /**
   * Adds a comment to a pull request, and closes it. No error if it is already closed.
   *
   * @param remove its branch, which is deleted if it is still at `from`: together with the closing, so that no branch
   *   is left over if a run stops in between
   */
  closePullRequest(
    number: string,
    comment: string,
    remove?: { readonly branch: string; readonly from: string },
  ): Promise<void>

  /**
   * Lets the forge merge the pull request automatically as soon as its checks and reviews allow it.
   *
   * @throws FairleadError (refused) if nothing is required before a merge, because it would then merge immediately
   */
  enableAutoMerge(pullRequest: PullRequest, method: MergeMethod): Promise<void>
}

/** The warnings of an action for people, as sentences without a period. */
export interface Told {
  readonly warnings: readonly string[]
}

/**
 * Returns the warning that a milestone does not exist, for all forges.
 *
 * @param known a sentence about the existing milestones
 */
export function milestoneLeftOut(repository: string, milestone: string, known = ''): string {
  return `the milestone "${milestone}" was not set: ${repository} has no open milestone with this title or number${known === '' ? '' : `. ${known.replace(/[.]$/, '')}`}`
}

export interface UpdatedPullRequest extends Told {
  readonly state: 'open' | 'closed'
}

/** The terms of a forge. */
export interface ForgeWords {
  /** `pull request`, or `merge request`. */
  readonly request: string
  /** The character before its number: `#` or `!`. */
  readonly sigil: string
}

export const pullRequestWords: ForgeWords = { request: 'pull request', sigil: '#' }
export const mergeRequestWords: ForgeWords = { request: 'merge request', sigil: '!' }

export type MergeMethod = 'merge' | 'squash' | 'rebase'

export interface SnapshotQuery {
  readonly base: string | undefined
  readonly branches: readonly string[]
  /** Files of the base's tip that will be read next: a forge may read them in the same request. */
  readonly files: readonly string[]
  /** Files whose history will be read next: a forge may read it in the same request. */
  readonly histories?: readonly string[]
}

export interface ForgeSnapshot {
  readonly base: { readonly name: string; readonly commit: string }
  /** The repository's default branch, as the forge reports it; undefined if there is none. */
  readonly defaultBranch: string | undefined
  /** The tips of those of the queried branches that exist. */
  readonly branches: ReadonlyMap<string, string>
  /**
   * The queried branches whose tip is the head of a merged or closed pull request of ours: their commits are no
   * longer needed.
   */
  readonly finished: ReadonlySet<string>
  /** Open pull requests from this repository's own branches into the base, newest first (at most 100). */
  readonly pullRequests: readonly PullRequest[]
  /** The queried branches that have an open pull request into another branch than the base. */
  readonly intoOtherBases: ReadonlyMap<string, PullRequest & { readonly base: string }>
}

export interface PullRequest {
  /** The number as text; for `local`, whose pull requests have none, the branch. */
  readonly number: string
  readonly url: string
  readonly branch: string
  /** The tip of its branch. */
  readonly head: string
  readonly title: string
  readonly body: string
  readonly draft: boolean
  readonly labels: readonly string[]
  /** Whether our token's account opened it, as the forge reports it: see `provenance.ts`. */
  readonly own: boolean
  /**
   * Whether its checks start automatically. On GitHub, a pull request that is opened with a job's own token starts no
   * workflows. False only if that is certain.
   */
  readonly startsWorkflows: boolean
}

export interface PullRequestText {
  readonly title: string
  readonly body: string
}

export interface PullRequestMetadata {
  readonly labels: readonly string[]
  readonly assignees: readonly string[]
  readonly reviewers: readonly string[]
  readonly teamReviewers: readonly string[]
  /** Its title or number. */
  readonly milestone: string | undefined
}

/** The fields of an open pull request that can be changed. */
export type PullRequestChange = Partial<PullRequestText & PullRequestMetadata & { readonly base: string }>

export interface NewPullRequest extends PullRequestText, PullRequestMetadata {
  readonly branch: string
  readonly base: string
  readonly draft: boolean
  /** Whether its branch is deleted on merge, if the forge has this setting per pull request. */
  readonly deleteBranch?: boolean | undefined
}

export interface BranchCommit {
  readonly sha: string
  readonly message: string
  /**
   * The id of its tree. A forge that needs a separate request for it may leave it out if the message has no trailer
   * that names a tree.
   */
  readonly tree: string | undefined
  readonly parents: readonly string[]
  /** The author as stated in the commit, for messages: anyone can write any text there. */
  readonly author: string
  readonly provenance: Provenance
}

/** A commit that changed a file. */
export type FileCommit = Pick<BranchCommit, 'sha' | 'message' | 'provenance'>

export interface FileChange {
  readonly path: string
  /** The whole new content; undefined deletes the file. */
  readonly content: Uint8Array | undefined
  readonly mode: FileMode
}

export interface NewCommit {
  readonly parent: string
  readonly changes: readonly FileChange[]
  /** The message; `treeTrailer` adds a last trailer line with the id of the new commit's tree. */
  readonly message: string
  /** The name of the trailer for the id of the new tree, such as `Fairlead-Tree`. */
  readonly treeTrailer?: string
}

export interface BranchCommitRequest extends NewCommit {
  readonly branch: string
  /** The current commit of the branch; undefined if the branch does not exist. */
  readonly from: string | undefined
}

export interface CreatedCommit extends Told {
  readonly sha: string
  readonly tree: string
  /** Whether the forge signed it; undefined if the forge does not sign commits. */
  readonly verified: boolean | undefined
}

import type { FileMode, Tree } from '../tree/tree.ts'
import type { Provenance } from './provenance.ts'

/**
 * The forge: where the infra repo lives and its pull requests are. `github`, `gitlab` and `local` implement it,
 * and whatever comes later. What is called a pull request here is a merge request on GitLab: texts for people
 * take the forge's `words`. Every method throws a `FairleadError` (remote) when the server fails for good, and
 * one with a cure (input) where a setting or a right is missing.
 */
export interface Forge {
  readonly kind: 'github' | 'gitlab' | 'local'
  readonly words: ForgeWords
  /** The infra repo as people name it: `acme/infra`, or a path. */
  readonly repository: string
  /** The longest body a pull request may have, in UTF-16 units. */
  readonly bodyLimit: number
  /** Whether a pull request opens with its labels, people and milestone in one request, or needs further ones. */
  readonly opensWhole: boolean
  /** How it gives a title back, where that is not as it was written: on GitLab a first word may make a draft. */
  shownTitle?(title: string): string

  /**
   * What stands now, in one round trip where the forge can: the tip of the base branch (the default branch
   * where none is named), the tips of the given branches, and the open pull requests into the base.
   *
   * @throws FairleadError (input) where the repository or the base branch is not there
   */
  snapshot(query: SnapshotQuery): Promise<ForgeSnapshot>

  /** The tree of a commit. Files named in `SnapshotQuery.files` come from what `snapshot` already read. */
  tree(commit: string): Tree

  /** The commits that `head` has and `base` has not, oldest first; at most 250, then `complete` is false. */
  commitsAhead(base: string, head: string): Promise<{ commits: readonly BranchCommit[]; complete: boolean }>

  /** The newest commits up to `commit` that changed a file, newest first, at most 20. */
  historyOf(commit: string, path: string): Promise<readonly FileCommit[]>

  /** The id of the tree that changes make of a commit's tree. No branch moves. */
  treeWith(commit: string, changes: readonly FileChange[]): Promise<string>

  /**
   * Makes a commit and moves a branch to it by compare-and-swap: only if the branch is still at `from` (undefined:
   * only if it is not there). The parent need not be `from`: then what stood on the branch is replaced.
   *
   * Where the parent is `from`, a forge whose lock is on files instead of branches (GitLab) may put the commit onto
   * a newer tip that has not changed any of its files.
   *
   * @returns `lost` where somebody else moved, made or deleted the branch first
   * @throws FairleadError (refused) where a protection of the branch forbids it, (input) where a path or mode
   *   cannot be committed
   */
  commit(commit: BranchCommitRequest): Promise<CreatedCommit | 'lost'>

  /** Deletes a branch if it is still at `from`; no fault where it is gone. */
  deleteBranch(branch: string, from: string): Promise<'deleted' | 'lost'>

  /**
   * Opens a pull request. Where one is open already for this head and base, that one is given back.
   *
   * @returns it, and in `warnings` what was asked for and could not be, such as an unknown reviewer
   */
  openPullRequest(request: NewPullRequest): Promise<PullRequest & Told>

  /**
   * Changes what is given: text, metadata and the base; labels, assignees and reviewers are added, never removed.
   *
   * @returns whether the pull request is still open: somebody may have merged or closed it meanwhile
   */
  updatePullRequest(number: string, change: PullRequestChange): Promise<UpdatedPullRequest>

  /**
   * Closes a pull request, with a comment first. No fault where it is closed already.
   *
   * @param remove its branch, to be deleted if it is still at `from`: in one with the closing, so that none is
   *   left where a run ends in between
   */
  closePullRequest(
    number: string,
    comment: string,
    remove?: { readonly branch: string; readonly from: string },
  ): Promise<void>

  /**
   * Lets the forge merge the pull request by itself as soon as its checks and reviews allow.
   *
   * @throws FairleadError (refused) where nothing is required before a merge, so that it would merge at once
   */
  enableAutoMerge(pullRequest: PullRequest, method: MergeMethod): Promise<void>
}

/** What a person should know of something that was done, as sentences without a stop. */
export interface Told {
  readonly warnings: readonly string[]
}

/**
 * What is told of a milestone that is not there, on each forge.
 *
 * @param known a sentence about the ones that are
 */
export function milestoneLeftOut(repository: string, milestone: string, known = ''): string {
  return `the milestone "${milestone}" was not set: ${repository} has no open milestone with this title or number${known === '' ? '' : `. ${known.replace(/[.]$/, '')}`}`
}

export interface UpdatedPullRequest extends Told {
  readonly state: 'open' | 'closed'
}

/** How the people of a forge call things. */
export interface ForgeWords {
  /** `pull request`, or `merge request`. */
  readonly request: string
  /** Before its number: `#` or `!`. */
  readonly sigil: string
}

export const pullRequestWords: ForgeWords = { request: 'pull request', sigil: '#' }
export const mergeRequestWords: ForgeWords = { request: 'merge request', sigil: '!' }

export type MergeMethod = 'merge' | 'squash' | 'rebase'

export interface SnapshotQuery {
  readonly base: string | undefined
  readonly branches: readonly string[]
  /** Files of the base's tip that will be read next: a forge may bring them along. */
  readonly files: readonly string[]
  /** Files whose history will be asked for next, in the same way. */
  readonly histories?: readonly string[]
}

export interface ForgeSnapshot {
  readonly base: { readonly name: string; readonly commit: string }
  /** The repository's default branch, as the forge says; undefined where it has none. */
  readonly defaultBranch: string | undefined
  /** The tips of those of the queried branches that exist. */
  readonly branches: ReadonlyMap<string, string>
  /**
   * Those of the queried branches whose tip is the head of a pull request of ours that was merged or closed: what
   * stands on them is done with.
   */
  readonly finished: ReadonlySet<string>
  /** Open pull requests from this repository's own branches into the base, newest first (at most 100). */
  readonly pullRequests: readonly PullRequest[]
  /** Those of the queried branches that have an open pull request into another branch than the base. */
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
  /** Whether the account of our token opened it, as the forge says: see `provenance.ts`. */
  readonly own: boolean
  /**
   * Whether its checks run by themselves. On GitHub what a job's own token opens starts no workflows; false only where
   * that is known.
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

/** What can be changed of an open pull request. */
export type PullRequestChange = Partial<PullRequestText & PullRequestMetadata & { readonly base: string }>

export interface NewPullRequest extends PullRequestText, PullRequestMetadata {
  readonly branch: string
  readonly base: string
  readonly draft: boolean
  /** Whether its branch goes when it is merged, where a forge knows that of one pull request. */
  readonly deleteBranch?: boolean | undefined
}

export interface BranchCommit {
  readonly sha: string
  readonly message: string
  /**
   * The id of its tree. A forge that has to ask for it apart may leave it out where the message has no trailer
   * that names a tree.
   */
  readonly tree: string | undefined
  readonly parents: readonly string[]
  /** Who it says wrote it, for messages: a text that anybody can write. */
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
  /** The message; `treeTrailer` asks for a last trailer line with the id of the new commit's tree. */
  readonly message: string
  /** The name of a trailer that shall carry the id of the new tree, such as `Fairlead-Tree`. */
  readonly treeTrailer?: string
}

export interface BranchCommitRequest extends NewCommit {
  readonly branch: string
  /** Where the branch is now; undefined where it is not there. */
  readonly from: string | undefined
}

export interface CreatedCommit extends Told {
  readonly sha: string
  readonly tree: string
  /** Whether the forge signed it; undefined where the forge signs nothing. */
  readonly verified: boolean | undefined
}

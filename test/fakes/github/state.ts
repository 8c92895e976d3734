/**
 * The data that GitHub stores about a repository in addition to its objects. It is plain data, so that a state can be
 * copied for stale reads.
 */
import type { Files } from '../git/files.ts'
import type { Permissions } from './accounts.ts'

export type MergeMethod = 'merge' | 'squash' | 'rebase'

export interface Pull {
  readonly id: number
  readonly number: number
  readonly author: string
  /** The author's identity in commits. */
  readonly opener: { readonly name: string; readonly email: string }
  readonly createdAt: string
  title: string
  body: string | null
  /** The account that last edited the body, if any. */
  editor?: string
  state: 'open' | 'closed'
  draft: boolean
  head: { ref: string; sha: string }
  base: { ref: string; sha: string }
  labels: string[]
  assignees: string[]
  milestone: number | null
  reviewers: string[]
  teamReviewers: string[]
  maintainerCanModify: boolean
  autoMerge: AutoMerge | null
  /**
   * True if the checks and reviews that the base requires are fulfilled. Tests set it, because nobody reviews here.
   */
  requirementsMet: boolean
  merged: { at: string; by: string; commit: string } | null
  updatedAt: string
  closedAt: string | null
}

export interface AutoMerge {
  readonly method: MergeMethod
  readonly enabledBy: string
  readonly enabledAt: string
  readonly title: string
  readonly message: string
}

export interface Comment {
  readonly id: number
  readonly issue: number
  readonly author: string
  readonly createdAt: string
  body: string
  updatedAt: string
}

export interface Label {
  readonly id: number
  readonly name: string
  readonly color: string
  readonly description: string
}

export interface Milestone {
  readonly id: number
  readonly number: number
  readonly title: string
  readonly state: 'open' | 'closed'
  readonly createdAt: string
}

export interface RepositoryState {
  readonly refs: Map<string, string>
  readonly pulls: Pull[]
  readonly comments: Comment[]
  readonly labels: Label[]
}

/** A rule of a ruleset, in the format of `rules/branches/{branch}`. */
export interface Rule {
  /** The branch names that the rule applies to; `*` matches any number of characters. */
  readonly branches: readonly string[]
  readonly type:
    | 'creation'
    | 'update'
    | 'deletion'
    | 'non_fast_forward'
    | 'pull_request'
    | 'required_status_checks'
    | 'required_signatures'
    | 'merge_queue'
    | 'required_linear_history'
  readonly parameters?: Readonly<Record<string, unknown>>
  /** The logins that the rule does not apply to. */
  readonly bypass?: readonly string[]
  /** The ruleset does not report whether the token may bypass it: the contract leaves that field out as optional. */
  readonly hidesBypass?: boolean
  /** A ruleset in evaluate mode does not block anything. */
  readonly enforcement?: 'active' | 'evaluate'
}

/** Classic branch protection. */
export interface Protection {
  readonly requiredApprovals?: number
  readonly requiredChecks?: readonly string[]
  /** True if a branch has to be up to date before it is merged. */
  readonly strict?: boolean
  /** True if the protection also applies to administrators. */
  readonly bindsAdmins?: boolean
  /** The logins that may push. If set, nobody else may. */
  readonly pushers?: readonly string[]
  readonly requiredSignatures?: boolean
  readonly bypass?: readonly string[]
}

export interface Environment {
  readonly reviewers?: readonly string[]
  /** Teams of the owner, by slug. */
  readonly teamReviewers?: readonly string[]
  /** GitHub's default is true. */
  readonly adminsBypass?: boolean
  /** Branches or branch patterns that may deploy, instead of the protected branches. */
  readonly branches?: readonly string[]
  readonly preventSelfReview?: boolean
  readonly waitMinutes?: number
  readonly protectedBranchesOnly?: boolean
}

export interface WorkflowRun {
  readonly path: string
  readonly event: string
  readonly status: 'queued' | 'in_progress' | 'completed' | 'waiting'
  readonly conclusion?: 'success' | 'failure' | 'cancelled'
  readonly actor: string
  readonly branch: string
  readonly sha: string
  /** Starts at 1 and increases by one each time the run is run again. */
  readonly attempt?: number
  readonly createdAt?: string
  readonly triggeredBy?: string
  /** The reviews of its waiting jobs. GitHub does not record when they were given or for which attempt. */
  readonly reviews?: readonly RunReview[]
}

export interface RunReview {
  readonly environment: string
  readonly user: string
  readonly state: 'approved' | 'rejected'
  readonly comment: string
}

/** The deployment that is created for a job with an environment. */
export interface Deployment {
  readonly id: number
  readonly environment: string
  readonly run: number
  readonly ref: string
  readonly sha: string
  readonly createdAt: string
  readonly statuses: { readonly id: number; readonly state: string; readonly createdAt: string }[]
}

/** A move of a branch in the activity of the repository. */
export interface Activity {
  readonly id: number
  readonly ref: string
  readonly before: string
  readonly after: string
  readonly actor: string | null
  readonly type: 'push' | 'force_push' | 'branch_creation' | 'branch_deletion'
  readonly at: string
}

/** A check run. Only the App that created it can change it. */
export interface CheckRun {
  readonly id: number
  readonly name: string
  readonly sha: string
  readonly app: string
  readonly conclusion: string
  readonly externalId: string
  readonly title: string
  readonly summary: string
  readonly at: string
}

export interface RepositorySettings {
  defaultBranch: string
  private: boolean
  archived: boolean
  autoMergeAllowed: boolean
  mergeCommitAllowed: boolean
  squashMergeAllowed: boolean
  rebaseMergeAllowed: boolean
  deleteBranchOnMerge: boolean
  /** "Allow GitHub Actions to create and approve pull requests". */
  actionsMayCreatePullRequests: boolean
  rules: readonly Rule[]
  protection: Readonly<Record<string, Protection>>
  /** The plan limits the environment features of private repositories; public ones have all. */
  plan: 'free' | 'team' | 'enterprise'
  environments: Readonly<Record<string, Environment>>
  deployments: Deployment[]
  /** The oldest first. GitHub does not document how long it stores them, so tests remove some. */
  activity: Activity[]
  checkRuns: CheckRun[]
  workflowRuns: Readonly<Record<number, WorkflowRun>>
  milestones: readonly Milestone[]
  /** The accounts that can be requested for a review or assigned. Teams are identified by slug. */
  collaborators: readonly string[]
  teams: readonly string[]
  /** The number of entries that a recursive tree returns before it is marked as truncated. */
  treeLimit: number
}

export interface RepositoryOptions extends Partial<Omit<RepositorySettings, 'milestones'>> {
  /** The files of the first commit. Without files, the repository is empty. */
  readonly files?: Files
  readonly milestones?: readonly string[]
  readonly labels?: readonly string[]
  /** A shortcut: the permissions of previously added tokens, by token. */
  readonly permissions?: Readonly<Record<string, Permissions>>
}

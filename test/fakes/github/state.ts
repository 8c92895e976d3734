/** What GitHub knows of a repository beside its objects. Plain data, so that a state can be kept for stale reads. */
import type { Files } from '../git/files.ts'
import type { Permissions } from './accounts.ts'

export type MergeMethod = 'merge' | 'squash' | 'rebase'

export interface Pull {
  readonly id: number
  readonly number: number
  readonly author: string
  /** As commits name the author. */
  readonly opener: { readonly name: string; readonly email: string }
  readonly createdAt: string
  title: string
  body: string | null
  /** Who edited the body last, if anybody did. */
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
  /** Whether the checks and reviews its base asks for are there: tests say so, nobody reviews here. */
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

/** A rule of a ruleset, as `rules/branches/{branch}` answers it. */
export interface Rule {
  /** Branch names the rule is about; `*` stands for any run of characters. */
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
  /** Logins the rule does not hold for. */
  readonly bypass?: readonly string[]
  /** The ruleset does not report whether the token may bypass it: the contract leaves that field out as optional. */
  readonly hidesBypass?: boolean
  /** A ruleset that only evaluates holds nothing back. */
  readonly enforcement?: 'active' | 'evaluate'
}

/** Classic branch protection. */
export interface Protection {
  readonly requiredApprovals?: number
  readonly requiredChecks?: readonly string[]
  /** Whether a branch has to be up to date before it is merged. */
  readonly strict?: boolean
  /** Whether administrators are bound, too. */
  readonly bindsAdmins?: boolean
  /** Logins that may push; nobody else may, when it is given. */
  readonly pushers?: readonly string[]
  readonly requiredSignatures?: boolean
  readonly bypass?: readonly string[]
}

export interface Environment {
  readonly reviewers?: readonly string[]
  /** Teams of the owner, by slug. */
  readonly teamReviewers?: readonly string[]
  /** As GitHub has it unless somebody clears it. */
  readonly adminsBypass?: boolean
  /** Branches, or patterns of them, in the place of those that are protected. */
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
  /** From 1; one more for each time that it is run again. */
  readonly attempt?: number
  readonly createdAt?: string
  readonly triggeredBy?: string
  /** What people said to its waiting jobs: GitHub keeps neither when nor of which attempt. */
  readonly reviews?: readonly RunReview[]
}

export interface RunReview {
  readonly environment: string
  readonly user: string
  readonly state: 'approved' | 'rejected'
  readonly comment: string
}

/** What a job that names an environment makes. */
export interface Deployment {
  readonly id: number
  readonly environment: string
  readonly run: number
  readonly ref: string
  readonly sha: string
  readonly createdAt: string
  readonly statuses: { readonly id: number; readonly state: string; readonly createdAt: string }[]
}

/** A move of a branch, as the activity of the repository has it. */
export interface Activity {
  readonly id: number
  readonly ref: string
  readonly before: string
  readonly after: string
  readonly actor: string | null
  readonly type: 'push' | 'force_push' | 'branch_creation' | 'branch_deletion'
  readonly at: string
}

/** A check run; only the App that made it may change it. */
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
  /** What private repositories have of environments; public ones have all. */
  plan: 'free' | 'team' | 'enterprise'
  environments: Readonly<Record<string, Environment>>
  deployments: Deployment[]
  /** The oldest first. GitHub does not say how long it keeps them: tests take some away. */
  activity: Activity[]
  checkRuns: CheckRun[]
  workflowRuns: Readonly<Record<number, WorkflowRun>>
  milestones: readonly Milestone[]
  /** Who may be asked for a review or assigned. Teams by slug. */
  collaborators: readonly string[]
  teams: readonly string[]
  /** Entries a recursive tree answers before it says that it is truncated. */
  treeLimit: number
}

export interface RepositoryOptions extends Partial<Omit<RepositorySettings, 'milestones'>> {
  /** The first commit. Without files the repository is empty. */
  readonly files?: Files
  readonly milestones?: readonly string[]
  readonly labels?: readonly string[]
  /** A shortcut: permissions of tokens added before, by token. */
  readonly permissions?: Readonly<Record<string, Permissions>>
}

/** What GitLab knows of a project beside its objects. Plain data, so that a state can be kept for stale reads. */
import type { Files } from '../git/files.ts'
import type { Role, Scope } from './accounts.ts'

export type MergeMethod = 'merge' | 'rebase_merge' | 'ff'

export interface MergeRequest {
  readonly id: number
  readonly iid: number
  /** A user's id, as all people here. */
  readonly author: number
  readonly createdAt: string
  title: string
  description: string | null
  state: 'opened' | 'closed' | 'merged'
  source: string
  target: string
  /** The head of the source branch, as GitLab has seen it last. */
  sha: string
  /** Its diff versions: each push makes one. */
  versions: Version[]
  labels: string[]
  assignees: number[]
  reviewers: number[]
  milestone: number | null
  squash: boolean
  removeSourceBranch: boolean
  autoMerge: { readonly by: number; readonly removeSourceBranch: boolean; readonly squash: boolean } | null
  approvedBy: { readonly user: number; readonly at: string }[]
  merged: {
    readonly at: string
    readonly by: number
    readonly mergeCommit: string | null
    readonly squashCommit: string | null
  } | null
  closed: { readonly at: string; readonly by: number } | null
  updatedAt: string
  /** Reads of it that still answer `checking` and have no diff prepared. */
  unprepared: number
}

export interface Version {
  readonly id: number
  readonly head: string
  readonly base: string
  readonly start: string
  readonly createdAt: string
}

export interface Note {
  readonly id: number
  readonly mergeRequest: number
  readonly author: number
  readonly system: boolean
  readonly createdAt: string
  body: string
  updatedAt: string
}

export interface Label {
  readonly id: number
  readonly name: string
  readonly color: string
  readonly description: string | null
}

export interface Milestone {
  readonly id: number
  readonly iid: number
  readonly title: string
  readonly state: 'active' | 'closed'
  readonly createdAt: string
}

export type PipelineStatus =
  | 'created'
  | 'pending'
  | 'running'
  | 'success'
  | 'failed'
  | 'canceled'
  | 'skipped'
  | 'manual'

export interface Pipeline {
  readonly id: number
  readonly iid: number
  readonly sha: string
  readonly ref: string
  readonly source: string
  readonly createdAt: string
  status: PipelineStatus
}

export interface CommitStatus {
  readonly id: number
  readonly sha: string
  readonly name: string
  readonly ref: string
  readonly pipeline: number
  readonly author: number
  readonly createdAt: string
  status: string
  description: string | null
  targetUrl: string | null
}

export interface Job {
  readonly id: number
  readonly name: string
  readonly stage: string
  readonly ref: string
  readonly pipeline: number
  readonly status: PipelineStatus
  readonly user: number
  readonly createdAt: string
  /** The files of its artifacts. */
  readonly artifacts: Readonly<Record<string, string>>
}

export interface Environment {
  readonly id: number
  readonly name: string
  readonly createdAt: string
  tier: string
  externalUrl: string | null
  description: string | null
  state: 'available' | 'stopped'
}

export interface Deployment {
  readonly id: number
  readonly iid: number
  readonly environment: number
  readonly sha: string
  readonly ref: string
  readonly user: number
  readonly createdAt: string
  status: string
  updatedAt: string
  approvals: {
    readonly user: number
    readonly status: 'approved' | 'rejected'
    readonly comment: string
    readonly at: string
  }[]
}

export interface ProjectState {
  readonly refs: Map<string, string>
  readonly mergeRequests: MergeRequest[]
  readonly notes: Note[]
  readonly labels: Label[]
  readonly milestones: Milestone[]
  readonly pipelines: Pipeline[]
  readonly statuses: CommitStatus[]
  readonly jobs: Job[]
  readonly environments: Environment[]
  readonly deployments: Deployment[]
}

/** Who may push to and merge into a protected branch: a role and those above it, or nobody. */
export interface ProtectedBranch {
  readonly push?: Role | 'nobody'
  readonly merge?: Role | 'nobody'
  readonly allowForcePush?: boolean
  /** Usernames that may push although their role may not. Premium. */
  readonly pushUsers?: readonly string[]
}

export interface ProtectedEnvironment {
  readonly deploy?: Role
  readonly requiredApprovals?: number
  /** Usernames that may approve; whoever may deploy, when left out. */
  readonly approvers?: readonly string[]
}

export interface ApprovalRule {
  readonly name: string
  readonly approvalsRequired: number
  readonly users?: readonly string[]
}

export interface ProjectSettings {
  defaultBranch: string
  visibility: 'private' | 'internal' | 'public'
  archived: boolean
  mergeMethod: MergeMethod
  squashOption: 'never' | 'always' | 'default_on' | 'default_off'
  /** Premium. Merges are those of trains then, whatever is asked of a request. */
  mergeTrains: boolean
  onlyAllowMergeIfPipelineSucceeds: boolean
  removeSourceBranchAfterMerge: boolean
  /** By branch name; `*` stands for any run of characters. */
  protectedBranches: Readonly<Record<string, ProtectedBranch>>
  protectedEnvironments: Readonly<Record<string, ProtectedEnvironment>>
  approvalRules: readonly ApprovalRule[]
  /** A pipeline's status at each push of a branch; none starts, when left out. */
  pipelines: PipelineStatus | undefined
  /** How often a new merge request, or one with a new head, is read before GitLab has looked at it. */
  preparedAfterReads: number
  /** Projects whose job tokens may come in; its own always may. */
  jobTokenAllowlist: readonly string[]
  /** Whether a job token may push here: off unless a maintainer turns it on. */
  jobTokenMayPush: boolean
}

/** What the instance is and has: its licence, and what its administrators have set. */
export interface InstanceSettings {
  readonly version: string
  tier: 'free' | 'premium' | 'ultimate'
  /** Whether GitLab signs the commits it makes itself. It then takes no author but the token's user. */
  signsCommits: boolean
}

export interface ProjectOptions extends Partial<ProjectSettings> {
  /** The first commit. Without files the repository is empty. */
  readonly files?: Files
  readonly labels?: readonly string[]
  readonly milestones?: readonly string[]
  readonly environments?: readonly string[]
  /** Roles in this project by username. */
  readonly members?: Readonly<Record<string, Role>>
  /** A shortcut: project access tokens by their value. */
  readonly tokens?: Readonly<Record<string, { readonly role: Role; readonly scopes?: readonly Scope[] }>>
}

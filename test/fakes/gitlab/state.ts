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
  /** Who started it, where a test says so. */
  user?: number
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

/** A push to one ref, or to many at once. */
export interface Push {
  readonly id: number
  readonly author: number
  readonly refType: 'branch' | 'tag'
  readonly action: 'created' | 'pushed' | 'removed'
  /** None where many refs are in one event, which then counts them. */
  readonly ref: string | null
  readonly refCount: number | null
  readonly from: string | null
  readonly to: string | null
  /** What its commits are counted from. */
  readonly base: string | null
  createdAt: string
}

export interface Job {
  readonly id: number
  readonly name: string
  readonly stage: string
  readonly ref: string
  readonly pipeline: number
  readonly user: number
  readonly createdAt: string
  /** Its environment's name, and how it starts: GitLab's answers show neither. */
  readonly environment?: string
  readonly when?: 'on_success' | 'on_failure' | 'always' | 'manual' | 'delayed' | 'never'
  status: PipelineStatus
  /** Null until it has started. */
  startedAt: string | null
  /** Whether its ref is a tag. */
  readonly tag?: boolean
  /** Whether a newer job of the same name and pipeline took its turn. */
  retried?: boolean
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
  /** The id of its job. A deployment made by the API has none. */
  readonly job?: number
  status: string
  updatedAt: string
  approvals: {
    readonly user: number
    readonly status: 'approved' | 'rejected'
    readonly comment: string
    readonly at: string
    /** The id of the rule it is for: the first one when left out. */
    readonly rule?: number
  }[]
}

export interface ProjectState {
  readonly refs: Map<string, string>
  readonly mergeRequests: MergeRequest[]
  readonly notes: Note[]
  readonly labels: Label[]
  readonly milestones: Milestone[]
  pushes: Push[]
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

/** Who may approve, each of them by a rule of GitLab's own: a user, a group's direct members, a role and those above. */
export interface DeploymentRule {
  readonly users?: readonly string[]
  readonly groups?: readonly string[]
  readonly level?: Role
  readonly required: number
}

export interface ProtectedEnvironment {
  readonly deploy?: Role
  readonly rules?: readonly DeploymentRule[]
  readonly requiredApprovals?: number
  /** Usernames that may approve; whoever may deploy, when left out. */
  readonly approvers?: readonly string[]
}

export interface ApprovalRule {
  readonly name: string
  readonly approvalsRequired: number
  readonly users?: readonly string[]
}

/** A time without deployments: two lines of cron, and their time zone. */
export interface FreezePeriod {
  readonly start: string
  readonly end: string
  readonly timeZone?: string
}

export interface ProjectSettings {
  defaultBranch: string
  visibility: 'private' | 'internal' | 'public'
  archived: boolean
  mergeMethod: MergeMethod
  /** Whether GitLab rebases what is behind its target when it is merged, where history stays straight. From 18.9 on. */
  automaticRebase: boolean
  squashOption: 'never' | 'always' | 'default_on' | 'default_off'
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
  freezePeriods: readonly FreezePeriod[]
  /** Where the file of CI is; empty is .gitlab-ci.yml. */
  ciConfigPath: string
  /** Whether a deployment job is refused that is older than the last deployment. */
  ciForwardDeploymentEnabled: boolean
  ciPipelineVariablesMinimumOverrideRole: 'no_one_allowed' | 'developer' | 'maintainer' | 'owner'
  /** The older form of it: restricted where the role is above developers, when left out. */
  restrictUserDefinedVariables: boolean | undefined
  /** Whether who started a deployment may approve it. Premium, as the next two. */
  allowPipelineTriggerApproveDeployment: boolean
  mergePipelinesEnabled: boolean
  mergeTrainsEnabled: boolean
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

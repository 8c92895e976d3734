/**
 * The data that GitLab stores about a project in addition to its objects. It is plain data, so that a state can be
 * copied for stale reads.
 */
import type { Files } from '../git/files.ts'
import type { Role, Scope } from './accounts.ts'

export type MergeMethod = 'merge' | 'rebase_merge' | 'ff'

export interface MergeRequest {
  readonly id: number
  readonly iid: number
  /** The id of a user, like all people here. */
  readonly author: number
  readonly createdAt: string
  title: string
  description: string | null
  state: 'opened' | 'closed' | 'merged'
  source: string
  target: string
  /** The head of the source branch that GitLab last saw. */
  sha: string
  /** Its diff versions: each push creates one. */
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
  /** The number of reads that still return `checking` and no prepared diff. */
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
  /** The user who started it, if a test sets it. */
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
  /** Null if one event contains many refs, and only their number. */
  readonly ref: string | null
  readonly refCount: number | null
  readonly from: string | null
  readonly to: string | null
  /** The commit from which its commits are counted. */
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
  /** Its environment's name, and how it starts. GitLab's responses contain neither of them. */
  readonly environment?: string
  readonly when?: 'on_success' | 'on_failure' | 'always' | 'manual' | 'delayed' | 'never'
  status: PipelineStatus
  /** Null until it has started. */
  startedAt: string | null
  /** True if its ref is a tag. */
  readonly tag?: boolean
  /** True if a newer job of the same name and pipeline replaced it. */
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
  /** The id of its job. A deployment created through the API does not have one. */
  readonly job?: number
  status: string
  updatedAt: string
  approvals: {
    readonly user: number
    readonly status: 'approved' | 'rejected'
    readonly comment: string
    readonly at: string
    /** The id of its rule. Default: the first rule. */
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

/** The roles that may push to and merge into a protected branch: a role and those above it, or nobody. */
export interface ProtectedBranch {
  readonly push?: Role | 'nobody'
  readonly merge?: Role | 'nobody'
  readonly allowForcePush?: boolean
  /** The usernames that may push although their role may not. Requires Premium. */
  readonly pushUsers?: readonly string[]
}

/**
 * The users that may approve. GitLab creates one rule for each: a user, a group's direct members, or a role and those
 * above.
 */
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
  /** The usernames that may approve. Default: everybody who may deploy. */
  readonly approvers?: readonly string[]
}

export interface ApprovalRule {
  readonly name: string
  readonly approvalsRequired: number
  readonly users?: readonly string[]
}

/** A time without deployments: two cron expressions, and their time zone. */
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
  /**
   * True if GitLab rebases a merge request that is behind its target when it merges it, with a linear history. Since
   * 18.9.
   */
  automaticRebase: boolean
  squashOption: 'never' | 'always' | 'default_on' | 'default_off'
  onlyAllowMergeIfPipelineSucceeds: boolean
  removeSourceBranchAfterMerge: boolean
  /** By branch name; `*` matches any number of characters. */
  protectedBranches: Readonly<Record<string, ProtectedBranch>>
  protectedEnvironments: Readonly<Record<string, ProtectedEnvironment>>
  approvalRules: readonly ApprovalRule[]
  /** The status of the pipeline of each push to a branch. If it is undefined, no pipeline starts. */
  pipelines: PipelineStatus | undefined
  /** The number of reads of a new merge request, or of one with a new head, before GitLab has checked it. */
  preparedAfterReads: number
  /** The projects whose job tokens have access. The project's own job tokens always have access. */
  jobTokenAllowlist: readonly string[]
  /** True if a job token may push here. It is off until a maintainer enables it. */
  jobTokenMayPush: boolean
  freezePeriods: readonly FreezePeriod[]
  /** The path of the CI configuration file. Empty means .gitlab-ci.yml. */
  ciConfigPath: string
  /** True if GitLab refuses a deployment job that is older than the last deployment. */
  ciForwardDeploymentEnabled: boolean
  ciPipelineVariablesMinimumOverrideRole: 'no_one_allowed' | 'developer' | 'maintainer' | 'owner'
  /** The older form of this setting. Default: restricted unless the role is developer. */
  restrictUserDefinedVariables: boolean | undefined
  /** True if the user who started a deployment may approve it. Requires Premium, like the next two. */
  allowPipelineTriggerApproveDeployment: boolean
  mergePipelinesEnabled: boolean
  mergeTrainsEnabled: boolean
}

/** The properties of the instance: its license, and the settings of its administrators. */
export interface InstanceSettings {
  readonly version: string
  tier: 'free' | 'premium' | 'ultimate'
  /** True if GitLab signs the commits that it creates. It then accepts only the token's user as the author. */
  signsCommits: boolean
}

export interface ProjectOptions extends Partial<ProjectSettings> {
  /** The files of the first commit. Without files, the repository is empty. */
  readonly files?: Files
  readonly labels?: readonly string[]
  readonly milestones?: readonly string[]
  readonly environments?: readonly string[]
  /** Roles in this project by username. */
  readonly members?: Readonly<Record<string, Role>>
  /** A shortcut: project access tokens by their value. */
  readonly tokens?: Readonly<Record<string, { readonly role: Role; readonly scopes?: readonly Scope[] }>>
}

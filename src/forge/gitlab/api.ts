/**
 * What Fairlead reads of the answers of GitLab's REST API, by GitLab's own contract: see test/contracts. Made by
 * `npm run generate` from the list in scripts/generate/gitlab-api.ts.
 */
import * as v from 'valibot'

/** A project. */
export const ProjectInfo = v.object({
  id: v.number(),
  path_with_namespace: v.string(),
  default_branch: v.nullish(v.string()),
  archived: v.optional(v.boolean()),
  empty_repo: v.optional(v.boolean()),
  merge_method: v.optional(v.string()),
  squash_option: v.nullish(v.string()),
  automatic_rebase_enabled: v.nullish(v.boolean()),
  merge_trains_enabled: v.nullish(v.boolean()),
  only_allow_merge_if_pipeline_succeeds: v.nullish(v.boolean()),
  remove_source_branch_after_merge: v.nullish(v.boolean()),
  permissions: v.optional(v.object({
    project_access: v.nullish(v.object({
      access_level: v.number(),
    })),
    group_access: v.nullish(v.object({
      access_level: v.number(),
    })),
  })),
})

export type ProjectInfo = v.InferOutput<typeof ProjectInfo>

/** Whose token it is. */
export const User = v.object({
  id: v.number(),
  username: v.string(),
  name: v.string(),
  email: v.nullish(v.string()),
  commit_email: v.nullish(v.string()),
})

export type User = v.InferOutput<typeof User>

/** An account, with whether it is a program, whatever its name is. */
export const AccountInfo = v.object({
  id: v.number(),
  username: v.string(),
  bot: v.nullish(v.boolean()),
})

export type AccountInfo = v.InferOutput<typeof AccountInfo>

/** A member of a project. */
export const Person = v.object({
  id: v.number(),
  username: v.string(),
})

export type Person = v.InferOutput<typeof Person>

/** A commit, such as the tip of a branch. */
export const Commit = v.object({
  id: v.string(),
  parent_ids: v.array(v.string()),
  message: v.string(),
  title: v.string(),
  author_name: v.string(),
  author_email: v.string(),
  web_url: v.nullish(v.string()),
})

export type Commit = v.InferOutput<typeof Commit>

/** A branch. */
export const Branch = v.object({
  name: v.string(),
  commit: Commit,
  protected: v.nullish(v.boolean()),
  developers_can_push: v.nullish(v.boolean()),
  can_push: v.nullish(v.boolean()),
})

export type Branch = v.InferOutput<typeof Branch>

/** What one commit has and another one has not. */
export const Comparison = v.object({
  commits: v.array(Commit),
  web_url: v.nullish(v.string()),
})

export type Comparison = v.InferOutput<typeof Comparison>

/** An entry of a folder. */
export const TreeEntry = v.object({
  id: v.string(),
  name: v.string(),
  path: v.string(),
  mode: v.string(),
})

export type TreeEntry = v.InferOutput<typeof TreeEntry>

/** A file with its content. */
export const FileAnswer = v.object({
  content: v.string(),
  encoding: v.string(),
  last_commit_id: v.string(),
})

export type FileAnswer = v.InferOutput<typeof FileAnswer>

/** A merge request. Its head is null for a moment after it was opened. */
export const MergeRequest = v.object({
  iid: v.number(),
  web_url: v.string(),
  state: v.string(),
  title: v.string(),
  description: v.nullish(v.string()),
  draft: v.optional(v.boolean()),
  author: v.nullish(v.object({
    id: v.number(),
  })),
  source_branch: v.string(),
  source_project_id: v.nullish(v.number()),
  target_branch: v.string(),
  sha: v.nullish(v.string()),
  labels: v.array(v.string()),
  assignees: v.nullish(v.array(Person)),
  reviewers: v.nullish(v.array(Person)),
  milestone: v.nullish(v.object({
    title: v.string(),
  })),
  detailed_merge_status: v.nullish(v.string()),
  merge_when_pipeline_succeeds: v.nullish(v.boolean()),
  merge_commit_sha: v.nullish(v.string()),
  squash_commit_sha: v.nullish(v.string()),
})

export type MergeRequest = v.InferOutput<typeof MergeRequest>

/** A note of a merge request. */
export const Note = v.object({
  id: v.number(),
  body: v.string(),
  system: v.boolean(),
  author: v.object({
    id: v.number(),
  }),
})

export type Note = v.InferOutput<typeof Note>

/** A note of a merge request, with who it is of: GitLab keeps some of what happened to it. */
export const SystemNote = v.object({
  system: v.boolean(),
  body: v.string(),
  author: Person,
})

export type SystemNote = v.InferOutput<typeof SystemNote>

/** A milestone. */
export const Milestone = v.object({
  title: v.string(),
})

export type Milestone = v.InferOutput<typeof Milestone>

/** A rule that asks for approvals. */
export const ApprovalRule = v.object({
  name: v.string(),
  approvals_required: v.number(),
})

export type ApprovalRule = v.InferOutput<typeof ApprovalRule>

/** A token. Source: https://docs.gitlab.com/api/personal_access_tokens/ */
export const TokenFacts = v.object({
  scopes: v.array(v.string()),
  expires_at: v.nullable(v.string()),
})

export type TokenFacts = v.InferOutput<typeof TokenFacts>

/** A merge request that a gate judges. */
export const GatedRequestInfo = v.object({
  iid: v.number(),
  state: v.string(),
  draft: v.optional(v.boolean()),
  description: v.nullish(v.string()),
  author: v.nullish(Person),
  source_branch: v.string(),
  source_project_id: v.nullish(v.number()),
  target_branch: v.string(),
  sha: v.nullish(v.string()),
})

export type GatedRequestInfo = v.InferOutput<typeof GatedRequestInfo>

/** A project with its settings: those of CI are told to its members alone. */
export const ProjectSettings = v.object({
  id: v.number(),
  path_with_namespace: v.string(),
  default_branch: v.nullish(v.string()),
  restrict_user_defined_variables: v.nullish(v.boolean()),
  ci_pipeline_variables_minimum_override_role: v.nullish(v.string()),
  allow_pipeline_trigger_approve_deployment: v.nullish(v.boolean()),
})

export type ProjectSettings = v.InferOutput<typeof ProjectSettings>

/** A job of a pipeline. */
export const JobInfo = v.object({
  id: v.number(),
  name: v.string(),
  ref: v.string(),
  tag: v.nullish(v.boolean()),
  status: v.string(),
  started_at: v.nullish(v.string()),
  user: v.nullish(Person),
  pipeline: v.object({
    id: v.number(),
  }),
})

export type JobInfo = v.InferOutput<typeof JobInfo>

/** A pipeline. */
export const PipelineInfo = v.object({
  id: v.number(),
  project_id: v.number(),
  source: v.nullish(v.string()),
  user: v.nullish(Person),
})

export type PipelineInfo = v.InferOutput<typeof PipelineInfo>

/** An environment. */
export const EnvironmentInfo = v.object({
  name: v.string(),
  tier: v.nullish(v.string()),
})

export type EnvironmentInfo = v.InferOutput<typeof EnvironmentInfo>

/** A deployment, and on Premium who approved it. */
export const Deployment = v.object({
  id: v.number(),
  status: v.string(),
  environment: v.object({
    name: v.string(),
  }),
  deployable: v.nullish(JobInfo),
  approvals: v.nullish(v.array(v.object({
    user: Person,
    status: v.string(),
    created_at: v.string(),
    comment: v.nullish(v.string()),
  }))),
  approval_summary: v.nullish(v.object({
    rules: v.nullish(v.array(v.object({
      access_level: v.nullish(v.number()),
      user_id: v.nullish(v.number()),
      group_id: v.nullish(v.number()),
      required_approvals: v.nullish(v.number()),
    }))),
  })),
})

export type Deployment = v.InferOutput<typeof Deployment>

/** What protects an environment. */
export const ProtectedEnvironmentInfo = v.object({
  name: v.string(),
  deploy_access_levels: v.nullish(v.array(v.object({
    access_level: v.nullish(v.number()),
    user_id: v.nullish(v.number()),
    group_id: v.nullish(v.number()),
  }))),
  required_approval_count: v.nullish(v.number()),
  approval_rules: v.nullish(v.array(v.object({
    access_level: v.nullish(v.number()),
    user_id: v.nullish(v.number()),
    group_id: v.nullish(v.number()),
    required_approvals: v.nullish(v.number()),
  }))),
})

export type ProtectedEnvironmentInfo = v.InferOutput<typeof ProtectedEnvironmentInfo>

/** What protects the branches of a name or pattern. */
export const ProtectedBranchInfo = v.object({
  name: v.string(),
  push_access_levels: v.nullish(v.array(v.object({
    access_level: v.nullish(v.number()),
    user_id: v.nullish(v.number()),
    group_id: v.nullish(v.number()),
  }))),
  merge_access_levels: v.nullish(v.array(v.object({
    access_level: v.nullish(v.number()),
    user_id: v.nullish(v.number()),
    group_id: v.nullish(v.number()),
  }))),
})

export type ProtectedBranchInfo = v.InferOutput<typeof ProtectedBranchInfo>

/** A time in which nothing is to be deployed, by the patterns of cron. */
export const FreezePeriod = v.object({
  freeze_start: v.string(),
  freeze_end: v.string(),
  cron_timezone: v.nullish(v.string()),
})

export type FreezePeriod = v.InferOutput<typeof FreezePeriod>

/** A push to a project. Of one of many branches at once it tells none. */
export const PushEvent = v.object({
  author: Person,
  push_data: v.nullish(v.object({
    ref_type: v.nullish(v.string()),
    ref: v.nullish(v.string()),
    commit_from: v.nullish(v.string()),
    commit_to: v.nullish(v.string()),
    commit_count: v.nullish(v.number()),
  })),
})

export type PushEvent = v.InferOutput<typeof PushEvent>

/** The version of GitLab. */
export const Version = v.object({
  version: v.string(),
})

export type Version = v.InferOutput<typeof Version>

/** Merge requests in the format of GitLab's entities. */
import { compareCommits } from '../../git/history.ts'
import { detailedStatusOf, isDraft } from '../mergeability.ts'
import type { MergeRequest, Milestone } from '../state.ts'
import { diffShapes } from './diffs.ts'
import type { Call } from './operation.ts'
import { pipelineShape } from './pipeline-shapes.ts'
import { projectHtml, userById } from './shapes.ts'

export function milestoneShape(call: Call, milestone: Milestone) {
  return {
    id: milestone.id,
    iid: milestone.iid,
    project_id: call.project.id,
    title: milestone.title,
    description: '',
    state: milestone.state,
    created_at: milestone.createdAt,
    updated_at: milestone.createdAt,
    due_date: null,
    start_date: null,
    expired: false,
    web_url: `${projectHtml(call)}/-/milestones/${milestone.iid}`,
  }
}

/** Returns the short name of the status, which older clients read. */
function mergeStatus(detailed: string): string {
  if (detailed === 'checking' || detailed === 'preparing' || detailed === 'unchecked') return detailed
  return detailed === 'conflict' || detailed === 'commits_status' ? 'cannot_be_merged' : 'can_be_merged'
}

export async function basicMergeRequest(call: Call, mergeRequest: MergeRequest) {
  const { project } = call
  const people = (ids: readonly number[]) =>
    ids.map((id) => userById(call, id)).filter((user) => user !== null)
  const assignees = people(mergeRequest.assignees)
  const detailed = await detailedStatusOf(call.project, mergeRequest)
  const merger = userById(call, mergeRequest.merged?.by ?? mergeRequest.autoMerge?.by)
  const milestone = project.state.milestones.find(({ id }) => id === mergeRequest.milestone)
  const isPreparing = mergeRequest.unprepared > 0
  return {
    id: mergeRequest.id,
    iid: mergeRequest.iid,
    project_id: project.id,
    title: mergeRequest.title,
    description: mergeRequest.description,
    state: mergeRequest.state,
    created_at: mergeRequest.createdAt,
    updated_at: mergeRequest.updatedAt,
    merged_by: mergeRequest.merged === null ? null : merger,
    merge_user: merger,
    merged_at: mergeRequest.merged?.at ?? null,
    closed_by: userById(call, mergeRequest.closed?.by),
    closed_at: mergeRequest.closed?.at ?? null,
    target_branch: mergeRequest.target,
    source_branch: mergeRequest.source,
    user_notes_count: project.state.notes.filter(
      (note) => note.mergeRequest === mergeRequest.iid && !note.system,
    ).length,
    upvotes: 0,
    downvotes: 0,
    author: userById(call, mergeRequest.author),
    assignees,
    assignee: assignees[0] ?? null,
    reviewers: people(mergeRequest.reviewers),
    source_project_id: project.id,
    target_project_id: project.id,
    labels: mergeRequest.labels,
    draft: isDraft(mergeRequest.title),
    imported: false,
    imported_from: 'none',
    work_in_progress: isDraft(mergeRequest.title),
    milestone: milestone === undefined ? null : milestoneShape(call, milestone),
    merge_when_pipeline_succeeds: mergeRequest.autoMerge !== null,
    merge_status: mergeStatus(detailed),
    detailed_merge_status: detailed,
    merge_after: null,
    // GitLab updates the head of a merge request some time after the push.
    sha: (isPreparing ? mergeRequest.versions.at(-2)?.head : undefined) ?? mergeRequest.sha,
    merge_commit_sha: mergeRequest.merged?.mergeCommit ?? null,
    squash_commit_sha: mergeRequest.merged?.squashCommit ?? null,
    discussion_locked: null,
    should_remove_source_branch: mergeRequest.autoMerge?.removeSourceBranch ?? null,
    force_remove_source_branch: mergeRequest.removeSourceBranch,
    prepared_at: isPreparing ? null : mergeRequest.createdAt,
    reference: `!${mergeRequest.iid}`,
    references: {
      short: `!${mergeRequest.iid}`,
      relative: `!${mergeRequest.iid}`,
      full: `${project.fullPath}!${mergeRequest.iid}`,
    },
    web_url: `${projectHtml(call)}/-/merge_requests/${mergeRequest.iid}`,
    squash: mergeRequest.squash,
    squash_on_merge: mergeRequest.squash,
    has_conflicts: detailed === 'conflict',
    blocking_discussions_resolved: true,
  }
}

export interface SingleInput {
  readonly include_diverged_commits_count?: boolean
  readonly include_rebase_in_progress?: boolean
}

/** Adds the fields that only the response for a single merge request has. */
export async function fullMergeRequest(call: Call, mergeRequest: MergeRequest, input: SingleInput = {}) {
  const { project } = call
  const version = mergeRequest.versions.at(-1)
  const pipeline = project.pipelineOf(mergeRequest.sha)
  const isPreparing = mergeRequest.unprepared > 0
  const count = isPreparing ? null : String((await changesOf(call, mergeRequest)).length)
  const shape = pipeline === undefined ? null : pipelineShape(call, pipeline)
  return {
    ...(await basicMergeRequest(call, mergeRequest)),
    subscribed: true,
    changes_count: count,
    pipeline: shape,
    head_pipeline: shape === null || pipeline === undefined ? null : { ...shape, tag: false, user: null },
    diff_refs:
      isPreparing || version === undefined
        ? null
        : { base_sha: version.base, head_sha: version.head, start_sha: version.start },
    merge_error: null,
    first_contribution: false,
    user: { can_merge: call.level >= 30 },
    ...(input.include_rebase_in_progress === true ? { rebase_in_progress: false } : {}),
    ...(input.include_diverged_commits_count === true
      ? { diverged_commits_count: await divergedBy(call, mergeRequest) }
      : {}),
  }
}

async function divergedBy(call: Call, mergeRequest: MergeRequest): Promise<number> {
  const target = call.project.branch(mergeRequest.target)
  if (target === undefined) return 0
  return (await compareCommits(call.project.store, target, mergeRequest.sha)).behindBy
}

/** Returns the files that a merge request changes, compared with its merge base. */
export async function changesOf(call: Call, mergeRequest: MergeRequest) {
  const version = mergeRequest.versions.at(-1)
  return version === undefined ? [] : diffShapes(call.project, version.base, version.head)
}

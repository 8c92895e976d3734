/** Reports whether a merge request can be merged now, and what it waits for. */
import { mergeTrees } from '../git/diff.ts'
import { accessLevels } from './accounts.ts'
import type { FakeProject } from './project.ts'
import type { MergeRequest, PipelineStatus } from './state.ts'

/** The values of `detailed_merge_status` that the fake supports. */
export type DetailedStatus =
  | 'checking'
  | 'preparing'
  | 'not_open'
  | 'commits_status'
  | 'conflict'
  | 'draft_status'
  | 'not_approved'
  | 'need_rebase'
  | 'ci_must_pass'
  | 'ci_still_running'
  | 'mergeable'

export const isDraft = (title: string) => /^\s*(\[draft\]|draft:|\(draft\))/i.test(title)

/** Reports whether a pipeline has not ended yet. */
export const isActive = (status: PipelineStatus | undefined) =>
  status === 'created' || status === 'pending' || status === 'running'

export async function detailedStatusOf(
  project: FakeProject,
  mergeRequest: MergeRequest,
): Promise<DetailedStatus> {
  if (mergeRequest.state !== 'opened') return 'not_open'
  if (mergeRequest.unprepared > 0) return mergeRequest.versions.length < 2 ? 'preparing' : 'checking'
  const target = project.branch(mergeRequest.target)
  if (target === undefined || (await project.contains(mergeRequest.sha, target))) return 'commits_status'
  const isForward = await project.contains(target, mergeRequest.sha)
  if (!isForward && (await treeOfMerge(project, target, mergeRequest.sha)) === undefined) return 'conflict'
  if (isDraft(mergeRequest.title)) return 'draft_status'
  if (!isApproved(project, mergeRequest)) return 'not_approved'
  const { mergeMethod, automaticRebase } = project.settings
  if (!isForward && mergeMethod !== 'merge' && !automaticRebase) return 'need_rebase'
  const status = project.pipelineOf(mergeRequest.sha)?.status
  if (project.settings.onlyAllowMergeIfPipelineSucceeds && status !== 'success') {
    return isActive(status) ? 'ci_still_running' : 'ci_must_pass'
  }
  return 'mergeable'
}

/** Returns the tree of the merge, or undefined if the two commits conflict. */
export const treeOfMerge = (project: FakeProject, ours: string, theirs: string) =>
  project.once(`merge ${ours} ${theirs}`, () => mergeTrees(project.directory, ours, theirs))

/** Only rules require approvals, and only Premium has such rules. */
export function approvalsLeft(project: FakeProject, mergeRequest: MergeRequest): number {
  if (project.instance.tier === 'free') return 0
  const given = mergeRequest.approvedBy.length
  const required = Math.max(0, ...project.settings.approvalRules.map((rule) => rule.approvalsRequired))
  return Math.max(required - given, 0)
}

const isApproved = (project: FakeProject, mergeRequest: MergeRequest) =>
  approvalsLeft(project, mergeRequest) === 0

export const mayApprove = (mergeRequest: MergeRequest, user: number, level: number) =>
  level >= accessLevels.developer &&
  mergeRequest.author !== user &&
  !mergeRequest.approvedBy.some((approval) => approval.user === user)

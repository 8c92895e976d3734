import { inputError, refusal } from '../../errors.ts'
import type { MergeMethod, PullRequest } from '../forge.ts'
import { anything } from '../../shapes/answer.ts'
import { GitlabFailure, isLost } from './failures.ts'
import type { MergeRequest } from './api.ts'
import { readMergeRequest } from './merge-requests.ts'
import { projectInfo } from './project.ts'
import type { Project } from './project.ts'

/**
 * The states before GitLab knows whether a merge request can be merged.
 *
 * Source of all states: https://docs.gitlab.com/api/merge_requests/#merge-status
 */
const unknown: ReadonlySet<string> = new Set(['preparing', 'checking', 'unchecked', 'approvals_syncing'])

/** The states that do not end by waiting. */
const stuck: Readonly<Record<string, string>> = {
  conflict: 'it conflicts with its base',
  need_rebase: 'it has to be rebased first',
  commits_status: 'its branch has no commits',
}

/** The number of attempts to read the state. */
const patience = 8

/**
 * Enables auto-merge: GitLab merges the merge request when everything that its target branch requires is met.
 *
 * @throws FairleadError (refused) if nothing is required, or all of it is met already; (input) if the merge request
 *   is a draft, or the project does not allow the merge method
 */
export async function enableAutoMerge(
  project: Project,
  pullRequest: PullRequest,
  method: MergeMethod,
): Promise<void> {
  const { client, at } = project
  const number = Number(pullRequest.number)
  const { only_allow_merge_if_pipeline_succeeds: needsPipeline, merge_method } = await projectInfo(project)
  if (method === 'rebase' && merge_method === 'merge')
    throw inputError(`${project.name} uses merge commits, so the merge method "rebase" is not possible`, {
      hint: 'Choose merge or squash, or another merge method in Settings > Merge requests of the project.',
    })
  const current = await untilKnown(project, number)
  const status = current.detailed_merge_status ?? ''
  if (isDone(current)) return
  if (current.draft)
    throw inputError(`merge request !${number} is a draft, and GitLab does not auto-merge drafts`, {
      hint: 'Remove auto-merge or draft.',
    })
  // A project that requires a pipeline waits for one that does not exist yet.
  if (status === 'mergeable' || (unknown.has(status) && needsPipeline !== true))
    throw refusal(
      `"${current.target_branch}" requires nothing more before the merge of !${number}, so it would be merged immediately`,
      {
        hint: 'Require a pipeline or an approval (Settings > Merge requests), or remove auto-merge.',
      },
    )
  if (stuck[status] !== undefined) throw refusal(`GitLab cannot auto-merge !${number}: ${stuck[status]}`)
  const body = {
    auto_merge: true,
    // The name in old versions.
    merge_when_pipeline_succeeds: true,
    sha: pullRequest.head,
    squash: method === 'squash',
  }
  try {
    await client.retry(
      async () => {
        await client.request('PUT', `${at}/merge_requests/${number}/merge`, anything, { body, once: true })
        return true
      },
      {
        find: async () => (isDone(await readMergeRequest(project, number)) ? true : undefined),
        again: isLost,
      },
    )
  } catch (error) {
    throw asRefusal(error, number)
  }
}

function isDone({ merge_when_pipeline_succeeds, state }: MergeRequest): boolean {
  return merge_when_pipeline_succeeds === true || state === 'merged'
}

/**
 * Reads a merge request until GitLab knows whether it can be merged. GitLab checks this some time after a push, and a
 * new merge request may not be available everywhere yet.
 */
export async function untilKnown(project: Project, number: number): Promise<MergeRequest> {
  for (let tries = 1; ; tries++) {
    const current = await readMergeRequest(project, number).catch((error: unknown) => {
      if (error instanceof GitlabFailure && error.status === 404 && tries < patience) return undefined
      throw error
    })
    const isKnown = current !== undefined && !unknown.has(current.detailed_merge_status ?? '')
    if (current && (isKnown || isDone(current) || tries === patience)) return current
    await project.client.backOff(Math.min(tries, 4))
  }
}

function asRefusal(error: unknown, number: number): unknown {
  if (!(error instanceof GitlabFailure)) return error
  const { status, reason } = error
  if (status === 401 || status === 403)
    return inputError(`the token has no permission to merge !${number}: ${reason}`, {
      hint: 'Allow its role to merge into this branch (Settings > Repository > Protected branches).',
    })
  if (status === 405 || status === 409 || status === 422)
    return refusal(`GitLab refused to enable auto-merge for !${number}: ${reason}`)
  return error
}

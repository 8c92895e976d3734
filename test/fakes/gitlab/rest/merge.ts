/** Merging, auto-merge and rebasing. */
import { compareCommits } from '../../git/history.ts'
import { mergeTrees } from '../../git/diff.ts'
import { ApiError, forbidden, unauthorized } from '../errors.ts'
import { acceptMergeRequest } from '../merge.ts'
import { type DetailedStatus, detailedStatusOf, isActive } from '../mergeability.ts'
import { mayMerge, mayPush } from '../protection.ts'
import { addSystemNote } from '../settle.ts'
import type { MergeRequest } from '../state.ts'
import { fullMergeRequest } from './merge-request-shapes.ts'
import { actor, type Call, mergeRequestOf, operation, type RestOperations } from './operation.ts'

interface MergeInput {
  readonly merge_request_iid: number
  readonly sha?: string
  readonly squash?: boolean
  readonly should_remove_source_branch?: boolean
  readonly auto_merge?: boolean
  readonly merge_when_pipeline_succeeds?: boolean
  readonly merge_commit_message?: string
  readonly squash_commit_message?: string
}

/** The states that auto-merge can wait for. */
const waitsFor = new Set<DetailedStatus>(['not_approved', 'ci_must_pass', 'ci_still_running', 'draft_status'])

/**
 * The checks are in GitLab's order: the permission, the state of the merge request, then whether the head is the
 * expected one.
 */
const accept = operation({ level: 'guest', signedIn: true }, (call, input: MergeInput) =>
  call.project.write(async () => {
    const mergeRequest = mergeRequestOf(call, input.merge_request_iid)
    const { project } = call
    const user = actor(call)
    if (!mayMerge(project.settings, mergeRequest.target, call.level)) throw unauthorized()
    const isAuto = input.auto_merge === true || input.merge_when_pipeline_succeeds === true
    const status = await detailedStatusOf(project, mergeRequest)
    const pipeline = project.pipelineOf(mergeRequest.sha)?.status
    const waits = isAuto && (waitsFor.has(status) || (status === 'mergeable' && isActive(pipeline)))
    const isNow = status === 'mergeable' && (!isAuto || pipeline === 'success')
    if (status === 'conflict' || status === 'commits_status' || status === 'need_rebase') {
      throw new ApiError(422, 'Branch cannot be merged')
    }
    if (!waits && !isNow) throw new ApiError(405, '405 Method Not Allowed')
    checkHead(mergeRequest, input.sha)
    const choice = {
      squash: squashOf(call, mergeRequest, input.squash),
      removeSourceBranch: input.should_remove_source_branch ?? mergeRequest.removeSourceBranch,
      mergeMessage: input.merge_commit_message,
      squashMessage: input.squash_commit_message,
    }
    if (isNow) {
      await acceptMergeRequest(project, user, mergeRequest, choice)
    } else {
      const { squash, removeSourceBranch } = choice
      mergeRequest.autoMerge = { by: user.id, squash, removeSourceBranch }
      addSystemNote(
        project,
        mergeRequest,
        user.id,
        `enabled an automatic merge when all merge checks for ${mergeRequest.sha} pass`,
      )
    }
    return { status: 200, body: await fullMergeRequest(call, mergeRequest) }
  }),
)

export function checkHead(mergeRequest: MergeRequest, sha: string | undefined): void {
  if (sha === undefined || sha === mergeRequest.sha) return
  throw new ApiError(409, `SHA does not match HEAD of source branch: ${mergeRequest.sha}`)
}

/** The project may prescribe the choice. */
function squashOf(call: Call, mergeRequest: MergeRequest, wanted: boolean | undefined): boolean {
  const { squashOption } = call.project.settings
  if (squashOption === 'always' || squashOption === 'never') return squashOption === 'always'
  return wanted ?? mergeRequest.squash
}

const cancel = operation(
  { level: 'developer', signedIn: true },
  (call, { merge_request_iid: iid }: { merge_request_iid: number }) =>
    call.project.write(async () => {
      const mergeRequest = mergeRequestOf(call, iid)
      if (mergeRequest.autoMerge === null) throw new ApiError(406, "Can't cancel the automatic merge")
      mergeRequest.autoMerge = null
      addSystemNote(call.project, mergeRequest, actor(call).id, 'canceled the automatic merge')
      return { status: 201, body: await fullMergeRequest(call, mergeRequest) }
    }),
)

const rebase = operation(
  { level: 'developer', signedIn: true },
  (call, { merge_request_iid: iid }: { merge_request_iid: number }) =>
    call.project.write(async () => {
      const { project } = call
      const mergeRequest = mergeRequestOf(call, iid)
      const user = actor(call)
      if (!mayPush(project.settings, mergeRequest.source, user, call.level)) {
        throw forbidden('Cannot push to source branch')
      }
      const target = project.branch(mergeRequest.target)
      if (mergeRequest.state !== 'opened' || target === undefined)
        throw new ApiError(405, '405 Method Not Allowed')
      let tip = target
      for (const commit of (await compareCommits(project.store, target, mergeRequest.sha)).ahead) {
        const tree = await mergeTrees(project.directory, tip, commit.oid)
        // GitLab responds before it tries to rebase, and reports a conflict only in the merge request.
        if (tree === undefined) return { status: 202, body: { rebase_in_progress: true } }
        tip = await project.store.writeCommit({ ...commit, tree, parents: [tip], signature: undefined })
      }
      await project.updateRefs([{ name: `refs/heads/${mergeRequest.source}`, to: tip }], user.id)
      return { status: 202, body: { rebase_in_progress: true } }
    }),
)

const one = '/projects/{id}/merge_requests/{merge_request_iid}'

export const mergeOperations: RestOperations = {
  [`PUT ${one}/merge`]: accept,
  [`POST ${one}/cancel_merge_when_pipeline_succeeds`]: cancel,
  [`PUT ${one}/rebase`]: rebase,
}

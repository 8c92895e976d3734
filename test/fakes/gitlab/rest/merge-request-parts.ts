/** The content of a merge request: commits, diffs, versions, pipelines. */
import { compareCommits } from '../../git/history.ts'
import type { MergeRequest } from '../state.ts'
import { diffShapes } from './diffs.ts'
import { changesOf, fullMergeRequest } from './merge-request-shapes.ts'
import {
  type Call,
  mergeRequestOf,
  operation,
  paginate,
  type Paging,
  type RestOperations,
} from './operation.ts'
import { pipelineShape } from './pipeline-shapes.ts'
import { commitShape } from './shapes.ts'

interface Input extends Paging {
  readonly merge_request_iid: number
}

const part = (list: (call: Call, mergeRequest: MergeRequest) => Promise<unknown[]> | unknown[]) =>
  operation({ level: 'reporter' }, async (call, input: Input) => {
    const items = await list(call, mergeRequestOf(call, input.merge_request_iid))
    const page = paginate(call, items, input)
    return { status: 200, headers: page.headers, body: page.items }
  })

/** Returns the commits, newest first. After the merge, these are the commits that the merge request had. */
async function commits(call: Call, mergeRequest: MergeRequest) {
  const version = mergeRequest.versions.at(-1)
  if (version === undefined) return []
  const { ahead } = await compareCommits(call.project.store, version.start, version.head)
  return ahead.toReversed().map((commit) => commitShape(call, commit))
}

function versions(call: Call, mergeRequest: MergeRequest) {
  const shapes = mergeRequest.versions.toReversed().map(async (version) => ({
    id: version.id,
    head_commit_sha: version.head,
    base_commit_sha: version.base,
    start_commit_sha: version.start,
    created_at: version.createdAt,
    merge_request_id: mergeRequest.id,
    state: 'collected',
    real_size: String((await diffShapes(call.project, version.base, version.head)).length),
  }))
  return Promise.all(shapes)
}

function pipelines(call: Call, mergeRequest: MergeRequest) {
  const heads = new Set(mergeRequest.versions.map(({ head }) => head))
  const own = call.project.state.pipelines.filter(({ sha }) => heads.has(sha))
  return own.toReversed().map((pipeline) => pipelineShape(call, pipeline))
}

const one = '/projects/{id}/merge_requests/{merge_request_iid}'

export const mergeRequestParts: RestOperations = {
  [`GET ${one}/commits`]: part(commits),
  [`GET ${one}/diffs`]: part(changesOf),
  [`GET ${one}/versions`]: part(versions),
  [`GET ${one}/pipelines`]: part(pipelines),
  [`GET ${one}/changes`]: operation({ level: 'reporter' }, async (call, input: Input) => {
    const mergeRequest = mergeRequestOf(call, input.merge_request_iid)
    const changes = await changesOf(call, mergeRequest)
    const body = { ...(await fullMergeRequest(call, mergeRequest)), changes, overflow: false }
    return { status: 200, body }
  }),
}

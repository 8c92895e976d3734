/** Pipelines and the statuses of commits. */
import { badRequest, notFound } from '../errors.ts'
import { nextId, now } from '../ids.ts'
import type { CommitStatus, PipelineStatus } from '../state.ts'
import { actor, type Call, operation, paginate, type Paging, type RestOperations } from './operation.ts'
import { pipelineShape } from './pipeline-shapes.ts'
import { commitOf, userById } from './shapes.ts'

interface ListInput extends Paging {
  readonly ref?: string
  readonly sha?: string
  readonly status?: string
  readonly source?: string
  readonly sort?: 'asc' | 'desc'
}

const pipelines: RestOperations = {
  'GET /projects/{id}/pipelines': operation({ level: 'reporter' }, (call, input: ListInput) => {
    const found = call.project.state.pipelines
      .filter(({ ref }) => input.ref === undefined || ref === input.ref)
      .filter(({ sha }) => input.sha === undefined || sha === input.sha)
      .filter(({ status }) => input.status === undefined || status === input.status)
      .filter(({ source }) => input.source === undefined || source === input.source)
    const page = paginate(call, input.sort === 'asc' ? found : found.toReversed(), input)
    const body = page.items.map((pipeline) => pipelineShape(call, pipeline))
    return { status: 200, headers: page.headers, body }
  }),

  'GET /projects/{id}/pipelines/{pipeline_id}': operation(
    { level: 'reporter' },
    (call, { pipeline_id: id }: { pipeline_id: number }) => {
      const found = call.project.state.pipelines.find((pipeline) => pipeline.id === id)
      if (found === undefined) throw notFound()
      const user = found.user === undefined ? null : userById(call, found.user)
      return { status: 200, body: { ...pipelineShape(call, found), name: null, tag: false, user } }
    },
  ),
}

interface StatusInput {
  readonly sha: string
  readonly state: 'pending' | 'running' | 'success' | 'failed' | 'canceled' | 'skipped'
  readonly name?: string
  readonly context?: string
  readonly ref?: string
  readonly target_url?: string
  readonly description?: string
  readonly pipeline_id?: number
}

function statusShape(call: Call, status: CommitStatus) {
  return {
    id: status.id,
    sha: status.sha,
    ref: status.ref,
    status: status.status,
    name: status.name,
    target_url: status.targetUrl,
    description: status.description,
    created_at: status.createdAt,
    started_at: null,
    finished_at: null,
    allow_failure: false,
    coverage: null,
    pipeline_id: status.pipeline,
    author: userById(call, status.author),
  }
}

/** Returns a branch whose head is the commit, or else one that contains it. */
async function refOf(call: Call, sha: string): Promise<string> {
  const names = call.project.branches()
  const head = names.find((name) => call.project.branch(name) === sha)
  if (head !== undefined) return head
  for (const name of names) {
    if (await call.project.contains(sha, call.project.branch(name) ?? '')) return name
  }
  throw notFound('References for commit')
}

/** Returns the pipeline of a status: the commit's last one, or a new external one. */
function pipelineFor(call: Call, input: StatusInput, sha: string, ref: string) {
  const { pipelines } = call.project.state
  if (input.pipeline_id !== undefined) {
    const found = pipelines.find(({ id }) => id === input.pipeline_id)
    if (found === undefined || found.sha !== sha) throw notFound('Pipeline')
    return found
  }
  const status: PipelineStatus = input.state
  return call.project.pipelineOf(sha) ?? call.project.addPipeline({ ref, sha, status, source: 'external' })
}

const events: Readonly<Record<StatusInput['state'], string>> = {
  pending: 'enqueue',
  running: 'run',
  success: 'success',
  failed: 'drop',
  canceled: 'cancel',
  skipped: 'skip',
}

const setStatus = operation({ level: 'developer' }, (call, input: StatusInput) =>
  call.project.write(async () => {
    const { oid } = await commitOf(call.project, input.sha)
    const ref = input.ref ?? (await refOf(call, oid))
    const name = input.name ?? input.context ?? 'default'
    const pipeline = pipelineFor(call, input, oid, ref)
    const { statuses } = call.project.state
    const known = statuses.findLast((status) => status.name === name && status.pipeline === pipeline.id)
    const isOver = ['success', 'failed', 'canceled', 'skipped'].includes(known?.status ?? '')
    if (known !== undefined && !isOver) {
      if (known.status === input.state && input.state !== 'success') {
        const event = events[input.state]
        throw badRequest(
          `Cannot transition status via :${event} from :${known.status} (Reason(s): Status cannot transition via "${event}")`,
        )
      }
      known.status = input.state
      known.description = input.description ?? known.description
      known.targetUrl = input.target_url ?? known.targetUrl
    }
    const status =
      known !== undefined && !isOver
        ? known
        : {
            id: nextId(),
            sha: oid,
            name,
            ref,
            pipeline: pipeline.id,
            author: actor(call).id,
            createdAt: now(),
            status: input.state as string,
            description: input.description ?? null,
            targetUrl: input.target_url ?? null,
          }
    if (status !== known) statuses.push(status)
    if (pipeline.source === 'external') pipeline.status = input.state
    return { status: 201, body: statusShape(call, status) }
  }),
)

interface StatusList extends Paging {
  readonly sha: string
  readonly ref?: string
  readonly name?: string
  readonly pipeline_id?: number
  readonly all?: boolean
  readonly sort?: 'asc' | 'desc'
}

const statuses: RestOperations = {
  'POST /projects/{id}/statuses/{sha}': setStatus,

  'GET /projects/{id}/repository/commits/{sha}/statuses': operation(
    { level: 'reporter' },
    async (call, input: StatusList) => {
      const { oid } = await commitOf(call.project, input.sha)
      const own = call.project.state.statuses
        .filter(({ sha }) => sha === oid)
        .filter(({ ref }) => input.ref === undefined || ref === input.ref)
        .filter(({ name }) => input.name === undefined || name === input.name)
        .filter(({ pipeline }) => input.pipeline_id === undefined || pipeline === input.pipeline_id)
      const isLatest = (status: CommitStatus) => own.findLast(({ name }) => name === status.name) === status
      const found = input.all === true ? own : own.filter(isLatest)
      const page = paginate(call, input.sort === 'desc' ? found.toReversed() : found, input)
      return {
        status: 200,
        headers: page.headers,
        body: page.items.map((status) => statusShape(call, status)),
      }
    },
  ),
}

export const pipelineOperations: RestOperations = { ...pipelines, ...statuses }

/** Jobs of pipelines, with their artifacts. */
import { badParameter, notFound } from '../errors.ts'
import type { Job } from '../state.ts'
import { zipOf } from '../zip.ts'
import { jobShape } from './job-shapes.ts'
import { type Call, operation, paginate, type Paging, type RestOperations } from './operation.ts'

function jobOf(call: Call, id: number): Job {
  const found = call.project.state.jobs.find((job) => job.id === id)
  if (found === undefined) throw notFound()
  return found
}

interface ListInput extends Paging {
  readonly pipeline_id: number
  readonly include_retried?: boolean
  readonly scope?: string | readonly string[]
  readonly 'scope[]'?: readonly string[]
}

const statuses =
  'created waiting_for_resource preparing waiting_for_callback pending running success failed canceling canceled ' +
  'skipped manual scheduled'

const ofPipeline = operation({ level: 'reporter' }, async (call, input: ListInput) => {
  const { pipelines, jobs } = call.project.state
  if (!pipelines.some(({ id }) => id === input.pipeline_id)) throw notFound()
  const scope = input['scope[]'] ?? (input.scope === undefined ? undefined : [input.scope].flat())
  if (scope?.some((status) => !statuses.split(' ').includes(status)) === true) {
    throw badParameter('scope does not have a valid value')
  }
  const found = jobs
    .filter(({ pipeline }) => pipeline === input.pipeline_id)
    .filter(({ retried }) => retried !== true || input.include_retried === true)
    .filter(({ status }) => scope === undefined || scope.includes(status))
  const page = paginate(call, found, input)
  const body = await Promise.all(page.items.map((job) => jobShape(call, job)))
  return { status: 200, headers: page.headers, body }
})

/** Returns the job of the token. If a test has not set a job for the token, it is a job without a pipeline. */
const ofToken = operation({ level: 'user', job: true }, async (call) => {
  const { token, world } = call
  if (token?.kind !== 'job') throw notFound()
  const found = world.jobOf(token)
  if (found !== undefined) {
    return { status: 200, body: await jobShape({ ...call, project: found.project }, found.job) }
  }
  const body = { id: 1, name: 'job', status: 'running', stage: 'deploy', ref: 'main', tag: false }
  return { status: 200, body }
})

export const jobOperations: RestOperations = {
  'GET /job': ofToken,

  'GET /projects/{id}/pipelines/{pipeline_id}/jobs': ofPipeline,

  'GET /projects/{id}/jobs/{job_id}': operation(
    { level: 'reporter' },
    async (call, input: { job_id: number }) => ({
      status: 200,
      body: await jobShape(call, jobOf(call, input.job_id)),
    }),
  ),

  'GET /projects/{id}/jobs/{job_id}/artifacts': operation(
    { level: 'reporter', job: true },
    async (call, input: { job_id: number }) => {
      const { artifacts } = jobOf(call, input.job_id)
      if (Object.keys(artifacts).length === 0) throw notFound()
      const headers = { 'content-type': 'application/zip' }
      return { status: 200, headers, body: await zipOf(call.project, artifacts) }
    },
  ),

  'GET /projects/{id}/jobs/{job_id}/artifacts/{artifact_path}': operation(
    { level: 'reporter', job: true },
    (call, input: { job_id: number; artifact_path: string }) => {
      const content = jobOf(call, input.job_id).artifacts[input.artifact_path]
      if (content === undefined) throw notFound()
      const headers = { 'content-type': 'application/octet-stream' }
      return { status: 200, headers, body: Buffer.from(content) }
    },
  ),
}

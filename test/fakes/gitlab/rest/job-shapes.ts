/** Jobs in the format of GitLab's entities. */
import type { Job, PipelineStatus } from '../state.ts'
import type { Call } from './operation.ts'
import { pipelineShape } from './pipeline-shapes.ts'
import { commitShape, projectHtml, userById } from './shapes.ts'

const ended: readonly PipelineStatus[] = ['success', 'failed', 'canceled', 'skipped']

export async function jobShape(call: Call, job: Job) {
  const pipeline = call.project.state.pipelines.find(({ id }) => id === job.pipeline)
  const hasArtifacts = Object.keys(job.artifacts).length > 0
  return {
    id: job.id,
    name: job.name,
    stage: job.stage,
    status: job.status,
    ref: job.ref,
    tag: job.tag ?? false,
    allow_failure: false,
    created_at: job.createdAt,
    started_at: job.startedAt,
    finished_at: ended.includes(job.status) ? (job.startedAt ?? job.createdAt) : null,
    user: userById(call, job.user),
    commit: pipeline === undefined ? null : commitShape(call, await call.project.store.commit(pipeline.sha)),
    pipeline: pipeline === undefined ? null : pipelineShape(call, pipeline),
    web_url: `${projectHtml(call)}/-/jobs/${job.id}`,
    artifacts: hasArtifacts
      ? [{ file_type: 'archive', size: 1, filename: 'artifacts.zip', file_format: 'zip' }]
      : [],
  }
}

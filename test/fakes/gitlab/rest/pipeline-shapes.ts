/** Pipelines in the format of GitLab's entities. */
import type { Pipeline } from '../state.ts'
import type { Call } from './operation.ts'
import { projectHtml } from './shapes.ts'

export function pipelineShape(call: Call, pipeline: Pipeline) {
  return {
    id: pipeline.id,
    iid: pipeline.iid,
    project_id: call.project.id,
    sha: pipeline.sha,
    ref: pipeline.ref,
    status: pipeline.status,
    source: pipeline.source,
    created_at: pipeline.createdAt,
    updated_at: pipeline.createdAt,
    web_url: `${projectHtml(call)}/-/pipelines/${pipeline.id}`,
  }
}

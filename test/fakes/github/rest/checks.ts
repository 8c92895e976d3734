/** Check runs. */
import type { RestEndpointMethodTypes } from '@octokit/rest'

import { ApiError, invalid } from '../errors.ts'
import { nodeId } from '../node-id.ts'
import { nextId, now } from '../repository.ts'
import type { CheckRun } from '../state.ts'
import { actor, operation, type RestOperations } from './operation.ts'
import { repositoryHtml, repositoryUrl } from './shapes.ts'

export const checkOperations: RestOperations = {
  'checks/create': operation(
    [{ checks: 'write' }],
    (call, input: RestEndpointMethodTypes['checks']['create']['parameters']) =>
      call.repository.write(async () => {
        const token = actor(call)
        if (token.kind === 'user') throw new ApiError(403, 'You must authenticate via a GitHub App.')
        const { name, head_sha: sha, conclusion, external_id: externalId = '', output } = input
        if ((await call.repository.store.read(sha)) === undefined)
          throw invalid({ resource: 'CheckRun', field: 'head_sha', code: 'invalid' })
        const text = { title: output?.title ?? '', summary: output?.summary ?? '' }
        const run: CheckRun = {
          id: nextId(),
          name,
          sha,
          app: token.login,
          conclusion: conclusion ?? '',
          externalId,
          ...text,
          at: now(),
        }
        call.repository.settings.checkRuns.push(run)
        const url = `${repositoryUrl(call.urls, call.repository)}/check-runs/${run.id}`
        const html = `${repositoryHtml(call.urls, call.repository)}/runs/${run.id}`
        const body = {
          id: run.id,
          node_id: nodeId('Other', String(run.id)),
          head_sha: sha,
          external_id: externalId,
          url,
          html_url: html,
          details_url: html,
          status: 'completed',
          conclusion: conclusion ?? null,
          started_at: run.at,
          completed_at: run.at,
          output: { ...text, text: null, annotations_count: 0, annotations_url: `${url}/annotations` },
          name,
          check_suite: null,
          app: null,
          pull_requests: [],
        }
        return { status: 201, body }
      }),
  ),
}

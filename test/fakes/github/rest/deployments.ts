/** The deployments of jobs with an environment, their statuses, and the moves of branches. */
import type { RestEndpointMethodTypes } from '@octokit/rest'

import { notFound } from '../errors.ts'
import { nodeId } from '../node-id.ts'
import type { Activity } from '../state.ts'
import { type Call, operation, paginate, readContents, type RestOperations } from './operation.ts'
import { repositoryHtml, repositoryUrl, userShape } from './shapes.ts'

type Repos = RestEndpointMethodTypes['repos']

export const deploymentOperations: RestOperations = {
  'repos/list-deployments': operation(
    [{ deployments: 'read' }],
    (call, input: Repos['listDeployments']['parameters']) => {
      const base = repositoryUrl(call.urls, call.repository)
      const wanted = call.repository.settings.deployments
        .filter(({ environment }) => input.environment === undefined || environment === input.environment)
        .toReversed()
      const { items, headers } = paginate(call, wanted, input)
      const body = items.map(({ id, environment, ref, sha, createdAt }) => ({
        url: `${base}/deployments/${id}`,
        id,
        node_id: nodeId('Other', String(id)),
        sha,
        ref,
        task: 'deploy',
        payload: {},
        original_environment: environment,
        environment,
        description: null,
        creator: userShape(call.urls, call.world.accounts.add('github-actions[bot]')),
        created_at: createdAt,
        updated_at: createdAt,
        statuses_url: `${base}/deployments/${id}/statuses`,
        repository_url: base,
      }))
      return { status: 200, headers, body }
    },
  ),
  'repos/list-deployment-statuses': operation(
    [{ deployments: 'read' }],
    (call, input: Repos['listDeploymentStatuses']['parameters']) => {
      const base = repositoryUrl(call.urls, call.repository)
      const found = call.repository.settings.deployments.find(({ id }) => id === input.deployment_id)
      if (found === undefined) throw notFound()
      const { items, headers } = paginate(call, found.statuses.toReversed(), input)
      const log = `${repositoryHtml(call.urls, call.repository)}/actions/runs/${found.run}/job/${found.id}`
      const body = items.map(({ id, state, createdAt }) => ({
        url: `${base}/deployments/${found.id}/statuses/${id}`,
        id,
        node_id: nodeId('Other', String(id)),
        state,
        creator: userShape(call.urls, call.world.accounts.add('github-actions[bot]')),
        description: '',
        environment: found.environment,
        target_url: log,
        log_url: log,
        created_at: createdAt,
        updated_at: createdAt,
        deployment_url: `${base}/deployments/${found.id}`,
        repository_url: base,
      }))
      return { status: 200, headers, body }
    },
  ),
  'repos/list-activities': operation(readContents, (call, input: Repos['listActivities']['parameters']) => {
    const wanted = call.repository.settings.activity
      .filter(({ ref }) => input.ref === undefined || ref === input.ref || ref === `refs/heads/${input.ref}`)
      .toReversed()
    const { items, headers } = afterCursor(call, wanted, input)
    const body = items.map(({ id, ref, before, after, actor, type, at }) => ({
      id,
      node_id: nodeId('Other', String(id)),
      before,
      after,
      ref,
      timestamp: at,
      activity_type: type,
      actor: actor === null ? null : userShape(call.urls, call.world.accounts.add(actor)),
    }))
    return { status: 200, headers, body }
  }),
}

/** Returns one page of this list, which uses cursors instead of page numbers. */
function afterCursor(
  { url }: Call,
  all: readonly Activity[],
  { after, per_page: most = 30 }: Repos['listActivities']['parameters'],
) {
  const start = after === undefined ? 0 : all.findIndex(({ id }) => String(id) === after) + 1
  const items = all.slice(start, start + Math.min(most, 100))
  const last = items.at(-1)
  if (last === undefined || start + items.length >= all.length) return { items, headers: {} }
  const next = new URL(url)
  next.searchParams.set('after', String(last.id))
  return { items, headers: { link: `<${next.href}>; rel="next"` } }
}

/** Workflow runs, only with the data that a run reads about itself, and the permissions of workflows. */
import type { RestEndpointMethodTypes } from '@octokit/rest'

import { notFound } from '../errors.ts'
import { nodeId } from '../node-id.ts'
import { environmentOf } from './environments.ts'
import { operation, type RestOperations } from './operation.ts'
import { repositoryHtml, repositoryShape, repositoryUrl, userShape } from './shapes.ts'

const links = ['jobs', 'logs', 'artifacts', 'cancel', 'rerun']

export const actionsOperations: RestOperations = {
  'actions/get-github-actions-default-workflow-permissions-repository': operation(
    [{ administration: 'read' }],
    ({ repository: { settings } }) => {
      const body = {
        default_workflow_permissions: 'read',
        can_approve_pull_request_reviews: settings.actionsMayCreatePullRequests,
      }
      return { status: 200, body }
    },
  ),
  'actions/get-workflow-run': operation(
    [{ actions: 'read' }],
    (call, input: RestEndpointMethodTypes['actions']['getWorkflowRun']['parameters']) => {
      const { repository, urls } = call
      const run = repository.settings.workflowRuns[input.run_id]
      if (run === undefined) throw notFound()
      const base = `${repositoryUrl(urls, repository)}/actions`
      const url = `${base}/runs/${input.run_id}`
      const actor = userShape(urls, call.world.accounts.add(run.actor))
      const body = {
        id: input.run_id,
        node_id: nodeId('Other', repository.fullName, String(input.run_id)),
        name: run.path,
        display_title: run.path,
        path: run.path,
        event: run.event,
        status: run.status,
        conclusion: run.conclusion ?? null,
        head_branch: run.branch,
        head_sha: run.sha,
        head_commit: null,
        run_number: 1,
        run_attempt: run.attempt ?? 1,
        workflow_id: 1,
        actor,
        triggering_actor: userShape(urls, call.world.accounts.add(run.triggeredBy ?? run.actor)),
        pull_requests: [],
        url,
        html_url: `${repositoryHtml(urls, repository)}/actions/runs/${input.run_id}`,
        ...Object.fromEntries(links.map((link) => [`${link}_url`, `${url}/${link}`])),
        check_suite_url: `${repositoryUrl(urls, repository)}/check-suites/1`,
        workflow_url: `${base}/workflows/1`,
        repository: repositoryShape(urls, repository),
        head_repository: repositoryShape(urls, repository),
        created_at: run.createdAt ?? repository.createdAt,
        updated_at: repository.createdAt,
      }
      return { status: 200, body }
    },
  ),
  'actions/get-reviews-for-run': operation(
    [{ actions: 'read' }],
    (call, input: RestEndpointMethodTypes['actions']['getReviewsForRun']['parameters']) => {
      const run = call.repository.settings.workflowRuns[input.run_id]
      if (run === undefined) throw notFound()
      const body = (run.reviews ?? []).map(({ environment, user, state, comment }) => {
        const found = environmentOf(call.repository, environment)
        const name = found?.name ?? environment
        return {
          environments: [
            { id: found?.id ?? 0, node_id: nodeId('Environment', call.repository.fullName, name), name },
          ],
          state,
          user: userShape(call.urls, call.world.accounts.add(user)),
          comment,
        }
      })
      return { status: 200, body }
    },
  ),
}

/** Protected environments, with the features of their repository's plan. */
import type { RestEndpointMethodTypes } from '@octokit/rest'

import { notFound } from '../errors.ts'
import { nodeId } from '../node-id.ts'
import type { FakeRepository } from '../repository.ts'
import type { Environment } from '../state.ts'
import { type Call, operation, paginate, type RestOperations } from './operation.ts'
import { repositoryHtml, repositoryUrl, userShape } from './shapes.ts'

type Repos = RestEndpointMethodTypes['repos']

export interface NamedEnvironment {
  readonly id: number
  readonly name: string
  readonly environment: Environment
}

/**
 * Returns an environment by its name, case-insensitively, as GitHub does. In a private repository, environments
 * require Pro or Team, and required reviewers require Enterprise.
 */
export function environmentOf({ settings }: FakeRepository, wanted: string): NamedEnvironment | undefined {
  const { environments, plan } = settings
  if (settings.private && plan === 'free') return undefined
  const names = Object.keys(environments)
  const index = names.findIndex((name) => name.toLowerCase() === wanted.toLowerCase())
  const name = names[index]
  const environment = name === undefined ? undefined : environments[name]
  if (name === undefined || environment === undefined) return undefined
  const { reviewers: _r, teamReviewers: _t, preventSelfReview: _s, waitMinutes: _w, ...small } = environment
  const isWhole = !settings.private || plan === 'enterprise'
  return { id: 700 + index, name, environment: isWhole ? environment : small }
}

const ruleShape = (type: string, id: number) => ({ id, node_id: nodeId('Other', type), type })

function teamShape({ urls, repository: { owner } }: Call, slug: string) {
  const url = `${urls.api}/organizations/${owner.id}/team/${slug}`
  return {
    id: 9000 + slug.length,
    node_id: nodeId('Other', slug),
    name: slug,
    slug,
    description: null,
    privacy: 'closed',
    permission: 'pull',
    type: 'organization',
    url,
    html_url: `${urls.html}/orgs/${owner.login}/teams/${slug}`,
    members_url: `${url}/members{/member}`,
    repositories_url: `${url}/repos`,
    parent: null,
  }
}

function environmentRules(call: Call, environment: Environment) {
  const { reviewers: people = [], teamReviewers = [], preventSelfReview = false, waitMinutes } = environment
  const reviewers = [
    ...people.map((login) => ({
      type: 'User',
      reviewer: userShape(call.urls, call.world.accounts.add(login)),
    })),
    ...teamReviewers.map((slug) => ({ type: 'Team', reviewer: teamShape(call, slug) })),
  ]
  const hasPolicy = environment.protectedBranchesOnly === true || environment.branches !== undefined
  return [
    ...(reviewers.length > 0
      ? [{ ...ruleShape('required_reviewers', 1), prevent_self_review: preventSelfReview, reviewers }]
      : []),
    ...(waitMinutes === undefined ? [] : [{ ...ruleShape('wait_timer', 2), wait_timer: waitMinutes }]),
    ...(hasPolicy ? [ruleShape('branch_policy', 3)] : []),
  ]
}

export const environmentOperations: RestOperations = {
  'repos/get-environment': operation(
    [{ actions: 'read' }],
    (call, input: Repos['getEnvironment']['parameters']) => {
      const found = environmentOf(call.repository, input.environment_name)
      if (found === undefined) throw notFound()
      const { id, name, environment } = found
      const isCustom = environment.branches !== undefined
      const body = {
        id,
        node_id: nodeId('Environment', call.repository.fullName, name),
        name,
        url: `${repositoryUrl(call.urls, call.repository)}/environments/${encodeURIComponent(name)}`,
        html_url: `${repositoryHtml(call.urls, call.repository)}/deployments/activity_log?environments_filter=${name}`,
        created_at: call.repository.createdAt,
        updated_at: call.repository.createdAt,
        can_admins_bypass: environment.adminsBypass ?? true,
        protection_rules: environmentRules(call, environment),
        deployment_branch_policy:
          environment.protectedBranchesOnly === true || isCustom
            ? { protected_branches: !isCustom, custom_branch_policies: isCustom }
            : null,
      }
      return { status: 200, body }
    },
  ),
  'repos/list-deployment-branch-policies': operation(
    [{ actions: 'read' }],
    (call, input: Repos['listDeploymentBranchPolicies']['parameters']) => {
      const found = environmentOf(call.repository, input.environment_name)
      if (found?.environment.branches === undefined) throw notFound()
      const all = found.environment.branches.map((name, index) => ({
        id: index + 1,
        node_id: nodeId('Other', name),
        name,
        type: 'branch',
      }))
      const { items, headers } = paginate(call, all, input)
      return { status: 200, headers, body: { total_count: all.length, branch_policies: items } }
    },
  ),
}

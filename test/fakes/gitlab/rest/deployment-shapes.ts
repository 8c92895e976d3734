/** Environments and deployments in the format of GitLab's entities. */
import { approvalsOf, pendingApprovals, rulesOf } from '../environment-rules.ts'
import { notFound } from '../errors.ts'
import type { Deployment, Environment, ProtectedEnvironment } from '../state.ts'
import { ruleShape } from './access-shapes.ts'
import { jobShape } from './job-shapes.ts'
import type { Call } from './operation.ts'
import { userById } from './shapes.ts'

/** Returns a slug as in addresses: lower case, with only letters, digits and dashes. */
const slugOf = (name: string) =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 24)

const environmentBasic = (environment: Environment) => ({
  id: environment.id,
  name: environment.name,
  slug: slugOf(environment.name),
  external_url: environment.externalUrl,
  created_at: environment.createdAt,
  updated_at: environment.createdAt,
})

export async function environmentShape(call: Call, environment: Environment, isSingle = false) {
  const last = call.project.state.deployments.findLast(
    ({ environment: id, status }) => id === environment.id && status === 'success',
  )
  return {
    ...environmentBasic(environment),
    tier: environment.tier,
    state: environment.state,
    description: environment.description,
    auto_stop_at: null,
    ...(isSingle ? { last_deployment: last === undefined ? null : await deploymentShape(call, last) } : {}),
  }
}

export function environmentOf(call: Call, id: number): Environment {
  const found = call.project.state.environments.find((environment) => environment.id === id)
  if (found === undefined) throw notFound('Environment')
  return found
}

/** Returns the protection of the deployment's environment. On Free there is none. */
export function protectionOf(call: Call, deployment: Deployment): ProtectedEnvironment | undefined {
  if (call.world.settings.tier === 'free') return undefined
  return call.project.settings.protectedEnvironments[environmentOf(call, deployment.environment).name]
}

export async function deploymentShape(call: Call, deployment: Deployment) {
  const job = call.project.state.jobs.find(({ id }) => id === deployment.job)
  return {
    id: deployment.id,
    iid: deployment.iid,
    ref: deployment.ref,
    sha: deployment.sha,
    created_at: deployment.createdAt,
    updated_at: deployment.updatedAt,
    user: userById(call, deployment.user),
    environment: environmentBasic(environmentOf(call, deployment.environment)),
    deployable: job === undefined ? null : await jobShape(call, job),
    status: deployment.status,
  }
}

export function approvalShape(call: Call, approval: Deployment['approvals'][number]) {
  return {
    user: userById(call, approval.user),
    status: approval.status,
    created_at: approval.at,
    comment: approval.comment,
  }
}

/** Returns a single deployment, which contains its approvals from Premium on. */
export async function fullDeployment(call: Call, deployment: Deployment) {
  const shape = await deploymentShape(call, deployment)
  if (call.world.settings.tier === 'free') return shape
  const rules = rulesOf(call.world, protectionOf(call, deployment))
  const shapes = (approvals: Deployment['approvals']) =>
    approvals.map((approval) => approvalShape(call, approval))
  return {
    ...shape,
    pending_approval_count: pendingApprovals(deployment, rules),
    approvals: shapes(deployment.approvals),
    approval_summary: {
      rules: rules.map((rule) => ({
        ...ruleShape(rule),
        deployment_approvals: shapes(approvalsOf(deployment, rules, rule)),
      })),
    },
  }
}

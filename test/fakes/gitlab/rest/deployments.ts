/** Deployments and their approvals. */
import { pendingApprovals, rulesOf } from '../environment-rules.ts'
import { badRequest, forbidden, notFound } from '../errors.ts'
import { nextId, now } from '../ids.ts'
import { levelOf } from '../protection.ts'
import type { Deployment } from '../state.ts'
import { newEnvironment } from '../world.ts'
import {
  approvalShape,
  deploymentShape,
  environmentOf,
  fullDeployment,
  protectionOf,
} from './deployment-shapes.ts'
import { basicMergeRequest } from './merge-request-shapes.ts'
import {
  actor,
  type Call,
  needTier,
  operation,
  paginate,
  type Paging,
  type RestOperations,
} from './operation.ts'

interface DeploymentInput {
  readonly deployment_id: number
  readonly environment: string
  readonly sha: string
  readonly ref: string
  readonly status: string
}

function deploymentOf(call: Call, id: number): Deployment {
  const found = call.project.state.deployments.find((deployment) => deployment.id === id)
  if (found === undefined) throw notFound('Deployment')
  return found
}

/** Throws unless the protection of the environment allows the user to deploy to it. */
function refuseUnlessMayDeploy(call: Call, name: string): void {
  const rule =
    call.world.settings.tier === 'free' ? undefined : call.project.settings.protectedEnvironments[name]
  if (rule !== undefined && call.level < levelOf(rule.deploy ?? 'maintainer')) throw forbidden()
}

const create = operation({ level: 'developer', job: true }, (call, input: DeploymentInput) =>
  call.project.write(async () => {
    const { environments, deployments } = call.project.state
    refuseUnlessMayDeploy(call, input.environment)
    let environment = environments.find(({ name }) => name === input.environment)
    if (environment === undefined) {
      environment = newEnvironment(input.environment)
      environments.push(environment)
    }
    const at = now()
    const deployment: Deployment = {
      id: nextId(),
      iid: deployments.length + 1,
      environment: environment.id,
      sha: input.sha,
      ref: input.ref,
      user: actor(call).id,
      createdAt: at,
      updatedAt: at,
      status: input.status,
      approvals: [],
    }
    deployments.push(deployment)
    return { status: 201, body: await fullDeployment(call, deployment) }
  }),
)

interface ListInput extends Paging {
  readonly environment?: string
  readonly status?: string
  readonly order_by?: 'id' | 'iid' | 'created_at' | 'updated_at' | 'finished_at'
  readonly sort?: 'asc' | 'desc'
}

/** GitLab sorts by id, ascending, unless the request specifies another order. */
function compare(a: Deployment, b: Deployment, by: ListInput['order_by']): number {
  const byTime = by === 'updated_at' || by === 'finished_at' ? a.updatedAt.localeCompare(b.updatedAt) : 0
  return byTime === 0 ? a.id - b.id : byTime
}

const list = operation({ level: 'reporter', job: true }, async (call, input: ListInput) => {
  const found = call.project.state.deployments
    .filter(({ status }) => input.status === undefined || status === input.status)
    .filter(
      ({ environment }) =>
        input.environment === undefined || environmentOf(call, environment).name === input.environment,
    )
    .toSorted((a, b) => compare(a, b, input.order_by))
  const page = paginate(call, input.sort === 'desc' ? found.toReversed() : found, input)
  const body = await Promise.all(page.items.map((deployment) => deploymentShape(call, deployment)))
  return { status: 200, headers: page.headers, body }
})

/** Source: doc/ci/environments/deployment_approvals.md. An approval never starts the job itself. */
function settle(call: Call, deployment: Deployment, status: ApprovalInput['status'], pending: number): void {
  const job = call.project.state.jobs.find(({ id }) => id === deployment.job)
  if (job === undefined) return
  if (status === 'rejected') {
    job.status = 'failed'
    deployment.status = 'failed'
  } else if (pending === 0) deployment.status = 'created'
}

interface ApprovalInput {
  readonly deployment_id: number
  readonly status: 'approved' | 'rejected'
  readonly comment?: string | null
  readonly represented_as?: string | null
}

/**
 * Requires Premium. The user who started the deployment may not approve it unless the project allows it, and
 * everybody may approve only once. After the last approval the job of the deployment can be run; a rejection ends it.
 */
const approve = operation({ level: 'reporter', job: true }, (call, input: ApprovalInput) =>
  call.project.write(() => {
    needTier(call, 'premium')
    const deployment = deploymentOf(call, input.deployment_id)
    const user = actor(call)
    const all = rulesOf(call.world, protectionOf(call, deployment))
    if (deployment.status !== 'blocked' || all.length === 0) {
      throw badRequest('This deployment is not waiting for approvals.')
    }
    const mayBeOwn = call.project.settings.allowPipelineTriggerApproveDeployment
    if (deployment.user === user.id && !mayBeOwn) throw badRequest('You cannot approve your own deployment.')
    const named = input.represented_as ?? undefined
    // If several rules match, the first one counts, unless the user specifies one.
    const rule = all.find(
      ({ name, fits }) => (named === undefined || name === named) && fits(user, call.level),
    )
    if (rule === undefined) {
      throw badRequest('You do not have permission to approve or reject this deployment.')
    }
    if (deployment.approvals.some((approval) => approval.user === user.id)) {
      throw badRequest('You have already approved or rejected this deployment.')
    }
    const approval = {
      user: user.id,
      status: input.status,
      comment: input.comment ?? '',
      at: now(),
      rule: rule.id,
    }
    deployment.approvals.push(approval)
    settle(call, deployment, input.status, pendingApprovals(deployment, all))
    return { status: 201, body: approvalShape(call, approval) }
  }),
)

export const deploymentOperations: RestOperations = {
  'GET /projects/{id}/deployments': list,
  'POST /projects/{id}/deployments': create,

  'GET /projects/{id}/deployments/{deployment_id}': operation(
    { level: 'reporter', job: true },
    async (call, input: DeploymentInput) => ({
      status: 200,
      body: await fullDeployment(call, deploymentOf(call, input.deployment_id)),
    }),
  ),

  'PUT /projects/{id}/deployments/{deployment_id}': operation(
    { level: 'developer', job: true },
    (call, input: DeploymentInput) =>
      call.project.write(async () => {
        const deployment = deploymentOf(call, input.deployment_id)
        refuseUnlessMayDeploy(call, environmentOf(call, deployment.environment).name)
        deployment.status = input.status
        deployment.updatedAt = now()
        return { status: 200, body: await fullDeployment(call, deployment) }
      }),
  ),

  'POST /projects/{id}/deployments/{deployment_id}/approval': approve,

  'GET /projects/{id}/deployments/{deployment_id}/merge_requests': operation(
    { level: 'reporter', job: true },
    async (call, input: Paging & { deployment_id: number }) => {
      const { sha } = deploymentOf(call, input.deployment_id)
      const found = []
      for (const mergeRequest of call.project.state.mergeRequests) {
        const isIn = mergeRequest.state === 'merged' && (await call.project.contains(mergeRequest.sha, sha))
        if (isIn) found.push(await basicMergeRequest(call, mergeRequest))
      }
      const page = paginate(call, found, input)
      return { status: 200, headers: page.headers, body: page.items }
    },
  ),
}

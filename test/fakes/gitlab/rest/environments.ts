/** Environments, and which of them are protected. */
import { accessLevels } from '../accounts.ts'
import { badRequest, notFound } from '../errors.ts'
import { levelOf } from '../protection.ts'
import type { Environment, ProtectedEnvironment } from '../state.ts'
import { newEnvironment } from '../world.ts'
import { environmentOf, environmentShape } from './deployment-shapes.ts'
import { needTier, operation, paginate, type Paging, type RestOperations } from './operation.ts'

interface EnvironmentInput {
  readonly environment_id: number
  readonly name: string
  readonly external_url?: string
  readonly tier?: string
  readonly description?: string
}

function setEnvironment(environment: Environment, input: EnvironmentInput): void {
  environment.externalUrl = input.external_url ?? environment.externalUrl
  environment.tier = input.tier ?? environment.tier
  environment.description = input.description ?? environment.description
}

const environments: RestOperations = {
  'GET /projects/{id}/environments': operation(
    { level: 'reporter', job: true },
    (call, input: Paging & { name?: string; search?: string; states?: string }) => {
      if (input.search !== undefined && input.search.length < 3)
        throw badRequest('Search query is less than 3 characters')
      const found = call.project.state.environments
        .filter(({ name }) => input.name === undefined || name === input.name)
        .filter(({ name }) => name.includes(input.search ?? ''))
        .filter(({ state }) => input.states === undefined || state === input.states)
      const page = paginate(call, found, input)
      const body = page.items.map((environment) => environmentShape(call, environment))
      return { status: 200, headers: page.headers, body }
    },
  ),

  'POST /projects/{id}/environments': operation(
    { level: 'developer', job: true },
    (call, input: EnvironmentInput) =>
      call.project.write(() => {
        const { environments } = call.project.state
        if (environments.some(({ name }) => name === input.name)) {
          throw badRequest({ name: ['has already been taken'] })
        }
        const environment = newEnvironment(input.name)
        setEnvironment(environment, input)
        environments.push(environment)
        return { status: 201, body: environmentShape(call, environment, true) }
      }),
  ),

  'GET /projects/{id}/environments/{environment_id}': operation(
    { level: 'reporter', job: true },
    (call, input: EnvironmentInput) => ({
      status: 200,
      body: environmentShape(call, environmentOf(call, input.environment_id), true),
    }),
  ),

  'PUT /projects/{id}/environments/{environment_id}': operation(
    { level: 'developer', job: true },
    (call, input: EnvironmentInput) =>
      call.project.write(() => {
        const environment = environmentOf(call, input.environment_id)
        setEnvironment(environment, input)
        return { status: 200, body: environmentShape(call, environment, true) }
      }),
  ),
}

function protectionShape(name: string, rule: ProtectedEnvironment) {
  const level = levelOf(rule.deploy ?? 'maintainer')
  const access = {
    id: 1,
    access_level: level,
    access_level_description: level >= accessLevels.maintainer ? 'Maintainers' : 'Developers + Maintainers',
  }
  return {
    name,
    deploy_access_levels: [access],
    required_approval_count: rule.requiredApprovals ?? 0,
    approval_rules:
      (rule.requiredApprovals ?? 0) === 0 ? [] : [{ ...access, required_approvals: rule.requiredApprovals }],
  }
}

const protectedEnvironments: RestOperations = {
  'GET /projects/{id}/protected_environments': operation({ level: 'maintainer' }, (call, input: Paging) => {
    needTier(call, 'premium', notFound)
    const rules = Object.entries(call.project.settings.protectedEnvironments)
    const page = paginate(
      call,
      rules.map(([name, rule]) => protectionShape(name, rule)),
      input,
    )
    return { status: 200, headers: page.headers, body: page.items }
  }),

  'GET /projects/{id}/protected_environments/{name}': operation(
    { level: 'maintainer' },
    (call, { name }: { name: string }) => {
      needTier(call, 'premium', notFound)
      const rule = call.project.settings.protectedEnvironments[name]
      if (rule === undefined) throw notFound()
      return { status: 200, body: protectionShape(name, rule) }
    },
  ),
}

export const environmentOperations: RestOperations = { ...environments, ...protectedEnvironments }

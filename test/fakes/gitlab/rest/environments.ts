/** Environments and their protection. */
import { badRequest, notFound } from '../errors.ts'
import type { Environment, FreezePeriod } from '../state.ts'
import { newEnvironment } from '../world.ts'
import { protectionShape } from './access-shapes.ts'
import { environmentOf, environmentShape } from './deployment-shapes.ts'
import { type Call, needTier, operation, paginate, type Paging, type RestOperations } from './operation.ts'

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
    async (call, input: Paging & { name?: string; search?: string; states?: string }) => {
      if (input.search !== undefined && input.search.length < 3)
        throw badRequest('Search query is less than 3 characters')
      const found = call.project.state.environments
        .filter(({ name }) => input.name === undefined || name === input.name)
        .filter(({ name }) => name.includes(input.search ?? ''))
        .filter(({ state }) => input.states === undefined || state === input.states)
      const page = paginate(call, found, input)
      const body = await Promise.all(page.items.map((environment) => environmentShape(call, environment)))
      return { status: 200, headers: page.headers, body }
    },
  ),

  'POST /projects/{id}/environments': operation(
    { level: 'developer', job: true },
    (call, input: EnvironmentInput) =>
      call.project.write(async () => {
        const { environments } = call.project.state
        if (environments.some(({ name }) => name === input.name)) {
          throw badRequest({ name: ['has already been taken'] })
        }
        const environment = newEnvironment(input.name)
        setEnvironment(environment, input)
        environments.push(environment)
        return { status: 201, body: await environmentShape(call, environment, true) }
      }),
  ),

  'GET /projects/{id}/environments/{environment_id}': operation(
    { level: 'reporter', job: true },
    async (call, input: EnvironmentInput) => ({
      status: 200,
      body: await environmentShape(call, environmentOf(call, input.environment_id), true),
    }),
  ),

  'PUT /projects/{id}/environments/{environment_id}': operation(
    { level: 'developer', job: true },
    (call, input: EnvironmentInput) =>
      call.project.write(async () => {
        const environment = environmentOf(call, input.environment_id)
        setEnvironment(environment, input)
        return { status: 200, body: await environmentShape(call, environment, true) }
      }),
  ),
}

const protectedEnvironments: RestOperations = {
  'GET /projects/{id}/protected_environments': operation({ level: 'maintainer' }, (call, input: Paging) => {
    needTier(call, 'premium', notFound)
    const rules = Object.entries(call.project.settings.protectedEnvironments)
    const page = paginate(
      call,
      rules.map(([name, rule]) => protectionShape(call, name, rule)),
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
      return { status: 200, body: protectionShape(call, name, rule) }
    },
  ),
}

const freezeShape = (call: Call, period: FreezePeriod, index: number) => ({
  id: index + 1,
  freeze_start: period.start,
  freeze_end: period.end,
  cron_timezone: period.timeZone ?? 'UTC',
  created_at: call.project.createdAt,
  updated_at: call.project.createdAt,
})

const freezePeriods: RestOperations = {
  'GET /projects/{id}/freeze_periods': operation({ level: 'reporter' }, (call, input: Paging) => {
    const shapes = call.project.settings.freezePeriods.map((period, index) =>
      freezeShape(call, period, index),
    )
    const page = paginate(call, shapes, input)
    return { status: 200, headers: page.headers, body: page.items }
  }),

  'GET /projects/{id}/freeze_periods/{freeze_period_id}': operation(
    { level: 'reporter' },
    (call, { freeze_period_id: id }: { freeze_period_id: number }) => {
      const period = call.project.settings.freezePeriods[id - 1]
      if (period === undefined) throw notFound('Freeze Period')
      return { status: 200, body: freezeShape(call, period, id - 1) }
    },
  ),
}

export const environmentOperations: RestOperations = {
  ...environments,
  ...protectedEnvironments,
  ...freezePeriods,
}

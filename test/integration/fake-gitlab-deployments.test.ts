import { beforeEach, describe, expect, it } from 'vitest'

import { call, fake, get, path, project } from './fake-gitlab.setup.ts'

const token = (username: string, roles = {}) => {
  fake.addToken(username, { username })
  return fake.addUser(username, roles)
}

const approve = (id: number, as: string, more: object = {}) =>
  call('POST', `/deployments/${id}/approval`, { status: 'approved', ...more }, as)

describe('deployments', () => {
  it('show the job that makes them', async () => {
    const job = project.addJob({ name: 'deploy', status: 'manual', environment: 'production' })
    const { id } = project.addDeployment({ environment: 'production', job: job.id })
    project.addDeployment({ environment: 'production', status: 'success' })
    expect((await get(`/deployments/${id}`)).body.deployable).toMatchObject({
      id: job.id,
      status: 'manual',
      started_at: null,
      commit: { id: project.head() },
      pipeline: { id: job.pipeline },
    })
    expect((await get('/deployments')).body).toMatchObject([
      { deployable: { id: job.id } },
      { deployable: null },
    ])
    expect(fake.violations).toEqual([])
  })

  it('are listed by environment, the oldest first unless asked otherwise', async () => {
    const ids = ['production', 'staging', 'production'].map(
      (environment) => project.addDeployment({ environment, status: 'success' }).id,
    )
    const [first, second, third] = project.state.deployments
    if (first !== undefined) first.updatedAt = '2099-01-01T00:00:00.000Z'
    const listed = async (query: string) =>
      (await get(`/deployments${query}`)).body.map(({ id }: { id: number }) => id)
    expect(await listed('')).toEqual(ids)
    expect(await listed('?environment=production')).toEqual([first?.id, third?.id])
    expect(await listed('?environment=production&order_by=id&sort=desc')).toEqual([third?.id, first?.id])
    expect((await listed('?order_by=updated_at&sort=desc'))[0]).toBe(first?.id)
    expect(await listed('?environment=staging&per_page=1')).toEqual([second?.id])
    expect(fake.violations).toEqual([])
  })
})

describe('the approvals of a deployment', () => {
  beforeEach(() => {
    fake.settings.tier = 'premium'
    token('alice')
    token('bob')
    token('quinn', { [path]: 'reporter', 'acme/qa': 'reporter' })
    project.settings.protectedEnvironments = {
      production: {
        deploy: 'developer',
        rules: [
          { users: ['alice'], required: 1 },
          { groups: ['acme/qa'], required: 1 },
          { level: 'maintainer', required: 1 },
        ],
      },
    }
  })

  it('are asked for by each rule, and shown by it', async () => {
    const job = project.addJob({ name: 'deploy', status: 'manual' })
    const { id } = project.addDeployment({ environment: 'production', username: 'bob', job: job.id })
    const rules = [
      { user_id: fake.addUser('alice').id, group_id: null, access_level: null, required_approvals: 1 },
      { user_id: null, group_id: fake.group('acme/qa').id, access_level: null, required_approvals: 1 },
      { user_id: null, group_id: null, access_level: 40, required_approvals: 1 },
    ]
    const shown = (await get('/protected_environments/production', 'maintainer')).body
    expect(shown).toMatchObject({ deploy_access_levels: [{ access_level: 30 }], approval_rules: rules })
    expect((await get(`/deployments/${id}`)).body).toMatchObject({
      pending_approval_count: 3,
      approvals: [],
      approval_summary: { rules: rules.map((rule) => ({ ...rule, deployment_approvals: [] })) },
    })
    expect((await approve(id, 'quinn', { comment: 'Tested' })).status).toBe(201)
    expect((await approve(id, 'quinn')).status).toBe(400)
    const { body } = await get(`/deployments/${id}`)
    expect(body).toMatchObject({ status: 'blocked', pending_approval_count: 2 })
    expect(body.approval_summary.rules[1].deployment_approvals).toMatchObject([
      { user: { username: 'quinn' }, status: 'approved', comment: 'Tested' },
    ])
    expect(Date.parse(body.approvals[0].created_at)).toBeGreaterThan(0)
    expect((await approve(id, 'alice', { represented_as: 'Maintainers' })).status).toBe(201)
    expect((await get(`/deployments/${id}`)).body.pending_approval_count).toBe(1)
    expect((await approve(id, 'maintainer')).status).toBe(201)
    expect((await get(`/deployments/${id}`)).body.pending_approval_count).toBe(1)
    expect(fake.violations).toEqual([])
  })

  it('let the job be run when there are enough, and end it by a rejection', async () => {
    project.settings.protectedEnvironments = { production: { rules: [{ users: ['alice'], required: 1 }] } }
    const job = project.addJob({ name: 'deploy', status: 'manual' })
    const first = project.addDeployment({ environment: 'production', username: 'bob', job: job.id })
    await approve(first.id, 'alice')
    expect((await get(`/deployments/${first.id}`)).body.status).toBe('created')
    const second = project.addDeployment({ environment: 'production', username: 'bob', job: job.id })
    await approve(second.id, 'alice', { status: 'rejected' })
    expect((await get(`/deployments/${second.id}`)).body).toMatchObject({
      status: 'failed',
      deployable: { status: 'failed' },
    })
    expect(fake.violations).toEqual([])
  })

  it('are not given by others, nor by who started it unless the project lets them', async () => {
    const { id } = project.addDeployment({ environment: 'production', username: 'alice' })
    expect((await approve(id, 'bob')).status).toBe(400)
    expect((await approve(id, 'reporter')).status).toBe(400)
    expect(await approve(id, 'alice')).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining('your own deployment') },
    })
    project.settings.allowPipelineTriggerApproveDeployment = true
    expect((await approve(id, 'alice')).status).toBe(201)
    fake.settings.tier = 'free'
    expect((await approve(id, 'quinn')).status).toBe(403)
    expect((await get(`/deployments/${id}`)).body).not.toHaveProperty('approval_summary')
    expect(fake.violations).toEqual([])
  })
})

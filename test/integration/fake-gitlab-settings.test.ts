import { describe, expect, it } from 'vitest'

import { fake, get, openMergeRequest, path, project } from './fake-gitlab.setup.ts'

const token = (username: string, roles = {}) => {
  fake.addUser(username, roles)
  fake.addToken(username, { username })
}

describe('the members of a group', () => {
  const all = '!/groups/acme%2Fplatform/members/all'
  const levels = async (where: string, as: string) =>
    Object.fromEntries(
      (await get(where, as)).body.map((member: { username: string; access_level: number }) => [
        member.username,
        member.access_level,
      ]),
    )

  it('have the highest role of the group and of those above it', async () => {
    token('olga', { acme: 'owner' })
    token('dan', { acme: 'reporter', 'acme/platform': 'developer' })
    expect(await levels(all, 'dan')).toEqual({ olga: 50, dan: 30 })
    expect(await levels('!/groups/acme%2Fplatform/members', 'dan')).toEqual({ dan: 30 })
    expect(await levels('!/groups/acme/members/all', 'olga')).toEqual({ olga: 50, dan: 20 })
    expect(await levels(`!/groups/${fake.group('acme/platform').id}/members/all`, 'olga')).toEqual({
      olga: 50,
      dan: 30,
    })
    expect(await levels(`${all}?query=olga`, 'dan')).toEqual({ olga: 50 })
    const paged = await get(`${all}?per_page=1`, 'dan')
    expect(paged.headers.get('x-total')).toBe('2')
    expect(fake.violations).toEqual([])
  })

  it('are for members of the group, and for tokens that read', async () => {
    token('stranger')
    token('below', { [path]: 'maintainer' })
    const gone = { status: 404, body: { message: '404 Group Not Found' } }
    expect(await get(all, 'stranger')).toMatchObject(gone)
    expect(await get(all, 'below')).toMatchObject(gone)
    expect(await get('!/groups/nothing/members/all', 'below')).toMatchObject(gone)
    expect((await get(all, {})).status).toBe(401)
    fake.addToken('git', { kind: 'group', roles: { acme: 'owner' }, scopes: ['write_repository'] })
    expect((await get(all, 'git')).status).toBe(403)
    expect(fake.violations).toEqual([])
  })
})

describe('the protected environments of a group', () => {
  it('are for maintainers of the group, from Premium on', async () => {
    token('mia', { acme: 'maintainer' })
    token('dev', { acme: 'developer' })
    fake.group('acme').protectedEnvironments = { production: { deploy: 'maintainer', requiredApprovals: 2 } }
    const where = '!/groups/acme/protected_environments'
    expect((await get(where, 'mia')).status).toBe(404)
    fake.settings.tier = 'premium'
    expect((await get(where, 'mia')).body).toMatchObject([
      { name: 'production', deploy_access_levels: [{ access_level: 40 }] },
    ])
    expect((await get(`${where}/production`, 'mia')).body).toMatchObject({ required_approval_count: 2 })
    expect((await get(`${where}/staging`, 'mia')).status).toBe(404)
    expect((await get(where, 'dev')).status).toBe(403)
    expect(fake.violations).toEqual([])
  })
})

describe('freeze periods', () => {
  it('are read by reporters, on every plan', async () => {
    project.settings.freezePeriods = [
      { start: '0 23 * * 5', end: '0 7 * * 1', timeZone: 'Europe/Berlin' },
      { start: '0 0 24 12 *', end: '0 0 2 1 *' },
    ]
    const { body } = await get('/freeze_periods', 'reporter')
    expect(body).toMatchObject([
      { freeze_start: '0 23 * * 5', freeze_end: '0 7 * * 1', cron_timezone: 'Europe/Berlin' },
      { freeze_start: '0 0 24 12 *', cron_timezone: 'UTC' },
    ])
    expect((await get(`/freeze_periods/${body[1].id}`)).body).toEqual(body[1])
    expect((await get('/freeze_periods/9')).status).toBe(404)
    token('guest', { [path]: 'guest' })
    expect((await get('/freeze_periods', 'guest')).status).toBe(403)
    expect(fake.violations).toEqual([])
  })
})

describe('the settings of a project', () => {
  it('show those of CI as a new project has them', async () => {
    expect((await get('')).body).toMatchObject({
      ci_config_path: '',
      ci_forward_deployment_enabled: true,
      ci_pipeline_variables_minimum_override_role: 'developer',
      restrict_user_defined_variables: false,
    })
    project.settings.ciConfigPath = 'ci/main.yml'
    project.settings.ciPipelineVariablesMinimumOverrideRole = 'no_one_allowed'
    expect((await get('')).body).toMatchObject({
      ci_config_path: 'ci/main.yml',
      restrict_user_defined_variables: true,
    })
    token('guest', { [path]: 'guest' })
    expect((await get('', 'guest')).body).not.toHaveProperty('ci_config_path')
    expect(fake.violations).toEqual([])
  })

  it('show what a plan has', async () => {
    const paid = [
      'allow_pipeline_trigger_approve_deployment',
      'merge_pipelines_enabled',
      'merge_trains_enabled',
    ]
    for (const name of paid) expect((await get('')).body).not.toHaveProperty(name)
    fake.settings.tier = 'premium'
    project.settings.mergeTrainsEnabled = true
    expect((await get('')).body).toMatchObject({
      allow_pipeline_trigger_approve_deployment: false,
      merge_pipelines_enabled: false,
      merge_trains_enabled: true,
    })
    expect(fake.violations).toEqual([])
  })
})

describe('the approval rules of a merge request', () => {
  it('are those of its project, from Premium on', async () => {
    await openMergeRequest()
    project.settings.approvalRules = [{ name: 'QA', approvalsRequired: 1, users: ['alice'] }]
    const where = '/merge_requests/1/approval_rules'
    expect((await get(where)).status).toBe(404)
    fake.settings.tier = 'premium'
    const { body } = await get(where)
    expect(body).toMatchObject([{ name: 'QA', approvals_required: 1, users: [{ username: 'alice' }] }])
    expect((await get('/approval_rules')).body).toEqual(body)
    expect((await get('/merge_requests/9/approval_rules')).status).toBe(404)
    expect(fake.violations).toEqual([])
  })
})

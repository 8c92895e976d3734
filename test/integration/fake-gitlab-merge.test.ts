import { describe, expect, it } from 'vitest'

import { call, change, commit, fake, get, openMergeRequest, project, values } from './fake-gitlab.setup.ts'

const merge = (body: object = {}, token = 'maintainer') => call('PUT', '/merge_requests/1/merge', body, token)

describe('merging', () => {
  it('merges what was looked at, and removes its branch', async () => {
    await openMergeRequest()
    const { sha } = project.mergeRequest(1)
    expect((await merge({}, 'developer')).status).toBe(401)
    expect(await merge({ sha: 'f'.repeat(40) })).toMatchObject({
      status: 409,
      body: { message: `SHA does not match HEAD of source branch: ${sha}` },
    })
    const merged = await merge({ sha, should_remove_source_branch: true })
    expect(merged.body).toMatchObject({ state: 'merged', merge_commit_sha: project.head() })
    expect((await project.commit('main')).message).toBe(
      "Merge branch 'bump/web' into 'main'\n\nBump web\n\nSee merge request acme/platform/infra!1",
    )
    expect(await project.read(values)).toContain('1.1.0')
    expect(project.branches()).toEqual(['main'])
    expect((await merge()).status).toBe(405)
    const of = await get(`/repository/commits/${sha}/merge_requests`)
    expect(of.body).toMatchObject([{ iid: 1 }])
    expect(fake.violations).toEqual([])
  })

  it('squashes, and wants a rebase where history stays straight', async () => {
    project.settings.mergeMethod = 'ff'
    await openMergeRequest()
    await project.push('main', { 'README.md': 'hello\n' })
    expect((await get('/merge_requests/1')).body.detailed_merge_status).toBe('need_rebase')
    expect((await merge()).status).toBe(422)
    expect((await call('PUT', '/merge_requests/1/rebase')).status).toBe(202)
    const merged = await merge({ squash: true, squash_commit_message: 'All of it' })
    expect(merged.body).toMatchObject({
      state: 'merged',
      merge_commit_sha: null,
      squash_commit_sha: project.head(),
    })
    expect((await project.commit('main')).message).toBe('All of it')
    expect(fake.violations).toEqual([])
  })

  it('tells of conflicts', async () => {
    await openMergeRequest()
    await project.push('main', { [values]: 'image:\n  tag: 7.0.0\n' })
    expect((await get('/merge_requests/1')).body).toMatchObject({
      has_conflicts: true,
      merge_status: 'cannot_be_merged',
      detailed_merge_status: 'conflict',
    })
    expect((await merge()).status).toBe(422)
  })

  it('waits for the pipeline where it is told to', async () => {
    project.settings.onlyAllowMergeIfPipelineSucceeds = true
    project.settings.pipelines = 'running'
    const opened = await openMergeRequest()
    expect(opened.body).toMatchObject({
      head_pipeline: { status: 'running' },
      detailed_merge_status: 'ci_still_running',
    })
    expect((await merge()).status).toBe(405)
    expect((await merge({ auto_merge: true })).body).toMatchObject({
      state: 'opened',
      merge_when_pipeline_succeeds: true,
    })
    await project.setPipeline('bump/web', 'success')
    expect(project.mergeRequest(1).state).toBe('merged')
    expect(fake.violations).toEqual([])
  })

  it('has nothing to wait for without a pipeline, and gives up waiting at a push', async () => {
    await openMergeRequest()
    expect((await merge({ merge_when_pipeline_succeeds: true })).status).toBe(405)
    project.settings.pipelines = 'running'
    await commit('bump/web', { actions: [change('1.2.0')] })
    expect((await merge({ auto_merge: true })).status).toBe(200)
    await commit('bump/web', { actions: [change('1.3.0')] })
    expect(project.mergeRequest(1).autoMerge).toBeNull()
  })
})

describe('approvals', () => {
  it('are given once, by others, for the head that was seen', async () => {
    await openMergeRequest()
    fake.addToken('alice', { username: 'alice' })
    const approve = (body: object, token: string) => call('POST', '/merge_requests/1/approve', body, token)
    expect((await approve({}, 'developer')).status).toBe(401)
    expect((await approve({ sha: project.head() }, 'alice')).status).toBe(409)
    const given = await approve({ sha: project.head('bump/web') }, 'alice')
    expect(given).toMatchObject({ status: 201, body: { approved: true, user_has_approved: true } })
    expect((await approve({}, 'alice')).status).toBe(401)
    expect((await call('POST', '/merge_requests/1/unapprove', undefined, 'alice')).body.approved).toBe(false)
    expect((await get('/merge_requests/1/approval_state')).status).toBe(404)
    expect(fake.violations).toEqual([])
  })

  it('are asked for by rules, from Premium on', async () => {
    project.settings.approvalRules = [{ name: 'Ops', approvalsRequired: 1, users: ['alice'] }]
    expect((await openMergeRequest()).body.detailed_merge_status).toBe('mergeable')
    fake.settings.tier = 'premium'
    expect((await get('/merge_requests/1')).body.detailed_merge_status).toBe('not_approved')
    expect((await merge()).status).toBe(405)
    await project.approve(1, 'alice')
    expect((await get('/merge_requests/1/approval_state')).body.rules).toMatchObject([
      { name: 'Ops', approved: true },
    ])
    expect((await merge()).status).toBe(200)
    expect(fake.violations).toEqual([])
  })
})

describe('what a merge request brings', () => {
  it('tells commits, diffs, versions and pipelines', async () => {
    project.settings.pipelines = 'success'
    await openMergeRequest()
    await commit('bump/web', { actions: [change('1.2.0')] })
    const list = async (part: string) => (await get(`/merge_requests/1/${part}`)).body
    expect(await list('commits')).toHaveLength(2)
    expect(await list('diffs')).toMatchObject([{ new_path: values }])
    expect(await list('versions')).toMatchObject([
      { head_commit_sha: project.head('bump/web') },
      { real_size: '1' },
    ])
    expect(await list('pipelines')).toMatchObject([{ status: 'success' }, { status: 'success' }])
    expect((await list('changes')).changes).toHaveLength(1)
    expect(fake.violations).toEqual([])
  })
})

describe('statuses and jobs', () => {
  it('belong to a pipeline and go forward', async () => {
    const where = `/statuses/${project.head()}`
    const set = (state: string, more: object = {}) => call('POST', where, { state, name: 'diff', ...more })
    expect(await set('pending', { description: 'Looking' })).toMatchObject({
      status: 201,
      body: { status: 'pending' },
    })
    expect((await set('pending')).body.message).toContain(
      'Cannot transition status via :enqueue from :pending',
    )
    expect((await set('success', { target_url: 'https://example.com' })).body.status).toBe('success')
    const listed = await get(`/repository/commits/${project.head()}/statuses`)
    expect(listed.body).toMatchObject([
      { name: 'diff', status: 'success', target_url: 'https://example.com' },
    ])
    expect((await get('/pipelines?source=external')).body).toMatchObject([{ status: 'success' }])
    expect(fake.violations).toEqual([])
  })

  it('keep artifacts', async () => {
    const job = project.addJob({ name: 'bump', artifacts: { 'report.json': '{}' } })
    expect((await get(`/jobs/${job.id}`)).body).toMatchObject({ name: 'bump', status: 'success' })
    expect((await get(`/jobs/${job.id}/artifacts/report.json`)).body).toBe('{}')
    expect((await get(`/jobs/${job.id}/artifacts`)).body).toMatch(/^PK/)
    expect(fake.violations).toEqual([])
  })
})

describe('deployments', () => {
  const made = () =>
    call('POST', '/deployments', {
      environment: 'production',
      sha: project.head(),
      ref: 'main',
      tag: false,
      status: 'running',
    })

  it('are recorded in their environment', async () => {
    const { body } = await made()
    expect((await call('PUT', `/deployments/${body.id}`, { status: 'success' })).body.status).toBe('success')
    const [environment] = (await get('/environments?name=production')).body
    expect(environment).toMatchObject({ tier: 'production', state: 'available' })
    expect((await get(`/environments/${environment.id}`)).body.last_deployment).toMatchObject({ id: body.id })
    expect((await get('/deployments?environment=production&status=success')).body).toHaveLength(1)
    expect((await call('POST', '/environments', { name: 'production' })).body.message).toEqual({
      name: ['has already been taken'],
    })
    expect((await call('POST', '/environments', { name: 'qa', tier: 'testing' })).status).toBe(201)
    expect(fake.violations).toEqual([])
  })

  it('wait for approvals from Premium on only', async () => {
    project.settings.protectedEnvironments = { production: { requiredApprovals: 1, approvers: ['alice'] } }
    const { id } = project.addDeployment({ environment: 'production', username: 'bob' })
    const approve = (token: string) =>
      call('POST', `/deployments/${id}/approval`, { status: 'approved', comment: 'Fine' }, token)
    for (const username of ['alice', 'bob']) fake.addToken(username, { username })
    expect((await approve('alice')).status).toBe(403)
    expect((await get('/protected_environments', 'maintainer')).status).toBe(404)
    fake.settings.tier = 'premium'
    expect((await get(`/deployments/${id}`)).body).toMatchObject({
      status: 'blocked',
      pending_approval_count: 1,
    })
    expect((await approve('bob')).status).toBe(400)
    expect(await approve('alice')).toMatchObject({ status: 201, body: { status: 'approved' } })
    expect((await get(`/deployments/${id}`)).body.pending_approval_count).toBe(0)
    expect((await get('/protected_environments/production', 'maintainer')).body.required_approval_count).toBe(
      1,
    )
    expect((await made()).status).toBe(403)
    expect(fake.violations).toEqual([])
  })
})

describe('labels and milestones', () => {
  it('are listed and made', async () => {
    expect((await call('POST', '/labels', { name: 'web', color: '#00ff00' })).status).toBe(201)
    expect((await call('POST', '/labels', { name: 'web', color: '#00ff00' })).status).toBe(409)
    const labels = await get('/labels')
    expect(labels.body.map(({ name }: { name: string }) => name)).toEqual(['deploy', 'web'])
    expect((await get('/milestones?title=Next')).body).toMatchObject([{ title: 'Next', state: 'active' }])
    expect(fake.violations).toEqual([])
  })
})

import { describe, expect, it } from 'vitest'

import { call, commit, fake, get, openMergeRequest, path, project } from './fake-gitlab.setup.ts'

const events = '/events?action=pushed'

const pushes = async (where = events, token?: string) =>
  (await get(where, token)).body.map((event: Record<string, any>) => [
    event.author_username,
    event.action_name,
    event.push_data.ref,
    event.push_data.commit_count,
  ])

describe('the events of pushes', () => {
  it('tell who moved which branch, the newest first', async () => {
    const start = project.head()
    const pushed = await project.push(
      'main',
      { 'README.md': 'hello\n' },
      { author: 'alice', message: 'Say hello' },
    )
    await project.setBranch('work', start, 'bob')
    await project.push('work', { 'a.txt': 'a\n' }, { author: 'alice', pusher: 'bob' })
    await project.deleteBranch('work', 'bob')
    const { body } = await get(events)
    expect(body[3]).toMatchObject({
      project_id: project.id,
      action_name: 'pushed to',
      author_id: fake.addUser('alice').id,
      author: { username: 'alice' },
      push_data: {
        action: 'pushed',
        ref_type: 'branch',
        ref: 'main',
        commit_from: start,
        commit_to: pushed,
        commit_title: 'Say hello',
        ref_count: null,
      },
    })
    expect(await pushes()).toEqual([
      ['bob', 'deleted', 'work', 0],
      ['bob', 'pushed to', 'work', 1],
      ['bob', 'pushed new', 'work', 0],
      ['alice', 'pushed to', 'main', 1],
      ['human', 'pushed new', 'main', 1],
    ])
    expect(await pushes(`${events}&sort=asc&per_page=1`)).toEqual([['human', 'pushed new', 'main', 1]])
    expect((await get(`${events}&per_page=2`)).headers.get('x-total')).toBe('5')
    expect(body[0].push_data).toMatchObject({ commit_to: null, commit_title: null })
    expect(body[2].push_data.commit_from).toBe(null)
    expect(fake.violations).toEqual([])
  })

  it('name the user of the token for what the API and a merge move', async () => {
    fake.addToken('glpat-bob', { username: 'bob' })
    fake.addToken('glpat-alice', { username: 'alice' })
    await commit('bump/web', { start_branch: 'main' }, 'glpat-bob')
    const input = { source_branch: 'bump/web', target_branch: 'main', title: 'Bump web' }
    await call('POST', '/merge_requests', input, 'glpat-bob')
    const where = '/merge_requests/1/merge'
    const merged = await call('PUT', where, { should_remove_source_branch: true }, 'glpat-alice')
    expect(merged.status).toBe(200)
    expect((await pushes()).slice(0, 3)).toEqual([
      ['alice', 'deleted', 'bump/web', 0],
      ['alice', 'pushed to', 'main', 2],
      ['bob', 'pushed new', 'bump/web', 1],
    ])
    expect(fake.violations).toEqual([])
  })

  it('are one event without a name where a push changes more than three branches alike', async () => {
    const oid = project.head()
    await project.setBranches({ a: oid, b: oid, c: oid }, 'bob')
    expect((await pushes()).slice(0, 3).map(([, , ref]: string[]) => ref)).toEqual(['c', 'b', 'a'])
    await project.setBranches({ d: oid, e: oid, f: oid, g: oid, a: undefined }, 'bob')
    const [removed, bulk] = (await get(events)).body
    expect(removed.push_data).toMatchObject({ action: 'removed', ref: 'a' })
    expect(bulk).toMatchObject({
      action_name: 'pushed new',
      push_data: { commit_count: 0, ref: null, ref_count: 4, commit_from: null, commit_to: null },
    })
    expect(fake.violations).toEqual([])
  })

  it('can be asked for by day, and the days themselves are left out', async () => {
    const [first] = project.state.pushes
    if (first !== undefined) first.createdAt = '2026-01-02T12:00:00.000Z'
    await project.push('main', { 'README.md': 'hello\n' }, { author: 'alice' })
    expect(await pushes(`${events}&before=2026-01-03`)).toHaveLength(1)
    expect(await pushes(`${events}&before=2026-01-02`)).toEqual([])
    expect(await pushes(`${events}&after=2026-01-02`)).toHaveLength(1)
    expect(await pushes(`${events}&after=2026-01-01`)).toHaveLength(2)
    expect((await get('/events?action=commented')).body).toEqual([])
    expect((await get('/events?target_type=issue')).body).toEqual([])
    expect(fake.violations).toEqual([])
  })

  it('are for those who may read the code', async () => {
    fake.addUser('guest', { [path]: 'guest' })
    fake.addToken('guest', { username: 'guest' })
    expect(await get(events, 'guest')).toMatchObject({ status: 200, body: [] })
    expect(await pushes(events, 'reporter')).toHaveLength(1)
    fake.addToken('git', { kind: 'project', roles: { [path]: 'developer' }, scopes: ['read_repository'] })
    expect((await get(events, 'git')).status).toBe(403)
    fake.addToken('job', { kind: 'job', username: 'alice', project: path })
    expect((await get(events, { 'job-token': 'job' })).status).toBe(404)
    fake.addUser('stranger')
    fake.addToken('stranger', { username: 'stranger' })
    expect((await get(events, 'stranger')).status).toBe(404)
    project.settings.visibility = 'public'
    expect(await pushes(events, 'stranger')).toHaveLength(1)
    expect(fake.violations).toEqual([])
  })
})

describe('the jobs of a pipeline', () => {
  it('are listed with the newest last, and without those that were run again', async () => {
    await openMergeRequest()
    const old = project.addJob({ name: 'test', ref: 'bump/web', status: 'failed', retried: true })
    project.addJob({ name: 'test', ref: 'bump/web' })
    const waiting = { name: 'deploy', ref: 'bump/web', status: 'manual', environment: 'production' } as const
    const { pipeline } = project.addJob({ ...waiting, when: 'manual' })
    const where = `/pipelines/${pipeline}/jobs`
    const { body } = await get(where, 'reporter')
    expect(body).toMatchObject([
      { name: 'test', status: 'success', commit: { id: project.head('bump/web') } },
      { name: 'deploy', status: 'manual', started_at: null, finished_at: null, pipeline: { id: pipeline } },
    ])
    const all = await get(`${where}?include_retried=true`)
    expect(all.body.map(({ id }: { id: number }) => id)).toEqual([old.id, body[0].id, body[1].id])
    expect((await get(`${where}?scope[]=manual`)).body).toHaveLength(1)
    expect((await get(`${where}?scope=failed&include_retried=true`)).body).toHaveLength(1)
    expect((await get(`${where}?scope[]=green`)).status).toBe(400)
    expect((await get('/pipelines/1/jobs')).status).toBe(404)
    fake.addUser('guest', { [path]: 'guest' })
    fake.addToken('guest', { username: 'guest' })
    expect((await get(where, 'guest')).status).toBe(403)
    expect(fake.violations).toEqual([])
  })
})

describe('the job of a job token', () => {
  it('is the one that the token is of, as long as it runs', async () => {
    project.addJob({ name: 'build' })
    const job = project.addJob({ name: 'deploy', stage: 'deploy', status: 'running', username: 'bob' })
    fake.addToken('glcbt', { kind: 'job', username: 'bob', project: path, job: job.id })
    const token = { 'job-token': 'glcbt' }
    expect((await get('!/job', token)).body).toMatchObject({
      id: job.id,
      name: 'deploy',
      stage: 'deploy',
      status: 'running',
      ref: 'main',
      user: { username: 'bob' },
      commit: { id: project.head() },
      pipeline: { id: job.pipeline, project_id: project.id, ref: 'main', source: 'push' },
      finished_at: null,
    })
    expect((await get('!/job', 'developer')).status).toBe(404)
    expect((await get('!/job', {})).status).toBe(401)
    job.status = 'success'
    expect((await get('!/job', token)).status).toBe(401)
    expect((await get('/merge_requests', token)).status).toBe(401)
    expect(fake.violations).toEqual([])
  })
})

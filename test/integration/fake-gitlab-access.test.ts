import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { describe, expect, it } from 'vitest'

import { call, commit, fake, get, openMergeRequest, path, project } from './fake-gitlab.setup.ts'

const run = promisify(execFile)
const notes = '/merge_requests/1/notes'

describe('tokens', () => {
  it('come in by three headers', async () => {
    fake.addToken('glpat-alice', { username: 'alice' })
    fake.addToken('glcbt-job', { kind: 'job', username: 'alice', project: path })
    const names = async (headers: Record<string, string>) => (await get('!/user', headers)).body.username
    expect(await names({ 'private-token': 'glpat-alice' })).toBe('alice')
    expect(await names({ authorization: 'Bearer glpat-alice' })).toBe('alice')
    expect((await get('!/user', { 'job-token': 'glpat-alice' })).status).toBe(401)
    expect((await get('!/user', { 'private-token': 'glcbt-job' })).status).toBe(401)
    expect((await get('!/user', 'developer')).body).toMatchObject({ bot: true })
    expect(fake.requests.map(({ credential }) => credential)).toEqual([
      'PRIVATE-TOKEN',
      'Bearer',
      'JOB-TOKEN',
      'PRIVATE-TOKEN',
      'PRIVATE-TOKEN',
    ])
    expect(fake.requests[0]).toMatchObject({ kind: 'rest', operation: 'GET /user', status: 200 })
  })

  it('tell what they are', async () => {
    fake.addToken('reads', { username: 'alice', scopes: ['read_api'] })
    expect((await get('!/personal_access_tokens/self', 'reads')).body).toMatchObject({ scopes: ['read_api'] })
    fake.addToken('job', { kind: 'job', username: 'alice', project: path })
    expect((await get('!/job', { 'job-token': 'job' })).body.status).toBe('running')
    expect((await get('!/job', 'reads')).status).toBe(404)
    expect(fake.violations).toEqual([])
  })

  it('do what role and scope allow', async () => {
    await openMergeRequest()
    expect((await call('POST', notes, { body: 'x' }, 'reporter')).status).toBe(201)
    expect((await commit('x', { start_branch: 'main' }, 'reporter')).status).toBe(403)
    const title = { title: 'y' }
    expect((await call('PUT', '/merge_requests/1', title, 'reporter')).status).toBe(403)
    const input = { source_branch: 'main', target_branch: 'x', title: 'z' }
    expect((await call('POST', '/merge_requests', input, 'reporter')).status).toBe(403)
    fake.addToken('reads', { kind: 'project', roles: { [path]: 'maintainer' }, scopes: ['read_api'] })
    expect((await get('/merge_requests', 'reads')).status).toBe(200)
    expect(await call('POST', notes, { body: 'x' }, 'reads')).toMatchObject({
      status: 403,
      body: { error: 'insufficient_scope', scope: 'api' },
    })
    fake.addToken('group', { kind: 'group', roles: { acme: 'developer' } })
    expect((await call('PUT', '/merge_requests/1', title, 'group')).status).toBe(200)
    fake.addToken('revoked', { kind: 'group', roles: { acme: 'owner' }, revoked: true })
    expect((await get('', 'revoked')).status).toBe(401)
    expect(fake.violations).toEqual([])
  })

  it('of a job read merge requests and notes, deploy, and do no more', async () => {
    await openMergeRequest()
    fake.addToken('job', { kind: 'job', username: 'alice', project: path })
    const job = { 'job-token': 'job' }
    const statusOf = async (...request: Parameters<typeof call>) => (await call(...request)).status
    expect(await statusOf('GET', '/merge_requests', undefined, job)).toBe(200)
    expect(await statusOf('GET', notes, undefined, job)).toBe(200)
    expect(await statusOf('GET', `/repository/commits/${project.head()}`, undefined, job)).toBe(200)
    expect(await statusOf('GET', '/repository/branches', undefined, job)).toBe(200)
    const deployment = {
      environment: 'staging',
      sha: project.head(),
      ref: 'main',
      tag: false,
      status: 'success',
    }
    expect(await statusOf('POST', '/deployments', deployment, job)).toBe(201)
    expect(await statusOf('POST', notes, { body: 'x' }, job)).toBe(401)
    const input = { source_branch: 'bump/web', target_branch: 'other', title: 'x' }
    expect(await statusOf('POST', '/merge_requests', input, job)).toBe(401)
    const made = { branch: 'x', start_branch: 'main', commit_message: 'x', actions: [] }
    expect(await statusOf('POST', '/repository/commits', made, job)).toBe(404)
    expect(await statusOf('GET', '/repository/archive', undefined, job)).toBe(404)
    expect(await statusOf('GET', '', undefined, job)).toBe(404)
    project.settings.visibility = 'public'
    expect(await statusOf('GET', '/repository/archive', undefined, job)).toBe(200)
    expect(fake.violations).toEqual([])
  })

  it('of a job come into another project only by its list', async () => {
    await fake.addProject('acme/web', { files: { 'a.txt': 'a' } })
    fake.addToken('job', { kind: 'job', username: 'alice', project: 'acme/web' })
    const where = '/merge_requests'
    expect((await get(where, { 'job-token': 'job' })).status).toBe(403)
    project.settings.jobTokenAllowlist = ['acme/web']
    expect((await get(where, { 'job-token': 'job' })).status).toBe(200)
  })

  it('meet the rate limit', async () => {
    fake.addToken('busy', { kind: 'project', roles: { [path]: 'developer' }, rateLimit: 1 })
    const first = await get('!/user', 'busy')
    expect(first.headers.get('ratelimit-remaining')).toBe('0')
    const second = await get('!/user', 'busy')
    expect(second).toMatchObject({ status: 429, body: 'Retry later\n' })
    expect(second.headers.get('retry-after')).toBe('60')
  })
})

describe('git over HTTP', () => {
  const remote = (user: string) => project.cloneUrl.replace('http://', `http://${user}@`)

  it('clones and pushes with a token, and keeps a protected branch', async () => {
    fake.addToken('writes', { kind: 'project', roles: { [path]: 'developer' }, scopes: ['write_repository'] })
    const folder = await mkdtemp(join(tmpdir(), 'clone-'))
    const git = (...args: string[]) => run('git', args, { cwd: folder })
    try {
      await git('clone', '--quiet', remote('oauth2:writes'), '.')
      await git('config', 'user.name', 'Bob')
      await git('config', 'user.email', 'bob@example.com')
      await writeFile(join(folder, 'new.txt'), 'new\n')
      await git('add', '--all')
      await git('commit', '--quiet', '-m', 'New')
      await git('push', '--quiet', 'origin', 'HEAD:refs/heads/pushed')
      expect(await project.read('new.txt', 'pushed')).toBe('new\n')
      await expect(git('push', 'origin', 'HEAD:main')).rejects.toThrow(
        /GitLab: You are not allowed to push code to protected branches on this project[^]*pre-receive hook declined/,
      )
      project.settings.protectedBranches = { main: { push: 'developer' } }
      await git('push', '--quiet', 'origin', 'HEAD:main')
      await git('commit', '--quiet', '--amend', '-m', 'Another')
      await expect(git('push', '--force', 'origin', 'HEAD:main')).rejects.toThrow('non-fast-forward')
      await git('push', '--quiet', '--force', 'origin', 'HEAD:pushed')
      await expect(git('fetch', remote('oauth2:nobody'))).rejects.toThrow('Authentication failed')
      const job = remote('gitlab-ci-token:job')
      fake.addToken('job', { kind: 'job', username: 'alice', project: path })
      await git('fetch', '--quiet', job)
      await expect(git('push', job, 'HEAD:refs/heads/job')).rejects.toThrow('403')
      project.settings.jobTokenMayPush = true
      await git('push', '--quiet', job, 'HEAD:refs/heads/job')
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
    expect(fake.violations).toEqual([])
  })
})

describe('people', () => {
  it('are found by name, and among the members', async () => {
    expect((await get('!/users?username=ALICE')).body).toMatchObject([{ username: 'alice' }])
    expect((await get('!/users?username=nobody')).body).toEqual([])
    const members = await get('/members/all?query=bob')
    expect(members.body).toMatchObject([{ username: 'bob', access_level: 30 }])
    expect((await get('/protected_branches', 'maintainer')).body).toMatchObject([
      { name: 'main', push_access_levels: [{ access_level: 40 }], allow_force_push: false },
    ])
    expect(fake.violations).toEqual([])
  })
})

/**
 * The behavior that only the GitLab forge has: locks, messages, tokens, accounts. The behavior that all forges share
 * is tested in forge-port.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FairleadError } from '../../src/errors.ts'
import type { BranchCommitRequest, FileChange, NewPullRequest } from '../../src/forge/forge.ts'
import { connectGitLab } from '../../src/forge/gitlab/connect.ts'
import { openGitLabForge } from '../../src/forge/gitlab/gitlab-forge.ts'
import type { GitLabOptions } from '../../src/forge/gitlab/project.ts'
import { openProject } from '../../src/forge/gitlab/project.ts'
import type { GitLabForge } from '../../src/forge/gitlab/gitlab-forge.ts'
import { openGitLabAppRepo } from '../../src/forge/gitlab/app-repo.ts'
import { faults, startFakeGitLab } from '../fakes/gitlab/index.ts'
import type { FakeGitLab, ProjectHandle } from '../fakes/gitlab/index.ts'

const token = 'glpat-ofTheProject'
const path = 'acme/platform/infra'
const nothing = { base: undefined, branches: [], files: [] }
const opened: GitLabForge[] = []
let fake: FakeGitLab
let infra: ProjectHandle
let forge: GitLabForge

beforeEach(async () => {
  fake = await startFakeGitLab()
  infra = await fake.addProject(path, {
    files: { 'apps/web/values.yaml': 'tag: 1.0.0\n', 'apps/api/values.yaml': 'tag: 1.0.0\n' },
    members: { alice: 'developer', bob: 'developer', carol: 'developer' },
    milestones: ['Next'],
    protectedBranches: { main: { push: 'developer', merge: 'developer' } },
  })
  fake.addToken(token, { kind: 'project', roles: { [path]: 'developer' } })
  forge = open()
})
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close()
  const { violations } = fake
  await fake[Symbol.asyncDispose]()
  expect(violations).toEqual([])
})

function open(options: Partial<GitLabOptions> = {}): GitLabForge {
  const { apiUrl, serverUrl } = fake
  const environment = { ...process.env }
  const made = openGitLabForge(
    openProject({ repository: path, token, apiUrl, serverUrl, environment, second: 5, ...options }),
  )
  opened.push(made)
  return made
}

const change = (file: string, content: string): FileChange => ({
  path: file,
  mode: '100644',
  content: Buffer.from(content),
})
const bump = (tag: string, more: Partial<BranchCommitRequest> = {}): BranchCommitRequest => ({
  branch: 'bump/web',
  from: undefined,
  parent: infra.head(),
  changes: [change('apps/web/values.yaml', `tag: ${tag}\n`)],
  message: `Bump to ${tag}`,
  ...more,
})
const request = (more: Partial<NewPullRequest> = {}): NewPullRequest => ({
  branch: 'bump/web',
  base: 'main',
  title: 'Bump web',
  body: 'to 1.1.0',
  draft: false,
  labels: [],
  assignees: [],
  reviewers: [],
  teamReviewers: [],
  milestone: undefined,
  ...more,
})
const propose = async (more: Partial<NewPullRequest> = {}) => {
  await forge.commit(bump('1.1.0'))
  return forge.openPullRequest(request(more))
}

async function failing(
  promise: Promise<unknown> | (() => unknown),
): Promise<{ kind: string; message: string }> {
  try {
    await (typeof promise === 'function' ? promise() : promise)
  } catch (error) {
    if (!(error instanceof FairleadError)) throw error
    expect(JSON.stringify([error.message, error.faults])).not.toContain(token)
    return { kind: error.kind, message: error.message }
  }
  throw new Error('it did not fail')
}

/** Returns the result of some work, and the operations that it uses. */
async function counting<T>(work: () => Promise<T>): Promise<[T, string[]]> {
  const before = fake.requests.length
  const result = await work()
  const made = fake.requests.slice(before).map(({ operation }) => operation.replace('/projects/{id}', ''))
  return [result, made]
}

describe('one file from the look to the merge request', () => {
  it('is committed by one request, without a clone', async () => {
    const look = await forge.snapshot({ base: undefined, branches: ['bump/web'], files: [] })
    await forge.tree(look.base.commit).read(['apps/web/values.yaml'])
    const [, made] = await counting(() => forge.commit(bump('1.1.0', { treeTrailer: 'Fairlead-Tree' })))
    expect(made.filter((operation) => !operation.startsWith('GET'))).toEqual(['POST /repository/commits'])
    const { body } = fake.requests.find(({ method }) => method === 'POST') ?? {}
    expect(body).toMatchObject({ start_sha: look.base.commit, branch: 'bump/web' })
    expect(fake.requests.filter(({ kind }) => kind === 'git')).toEqual([])
    const pull = await forge.openPullRequest(request())
    expect(pull.url).toBe(`${fake.serverUrl}/${path}/-/merge_requests/1`)
    expect(forge.words).toEqual({ request: 'merge request', sigil: '!' })
  })

  it('locks every file that it changes on a branch that is there', async () => {
    const from = infra.head()
    const last = infra.head()
    await infra.push('main', { 'README.md': 'new\n' })
    const tip = infra.head()
    await forge.commit(bump('1.1.0', { branch: 'main', from: tip, parent: tip }))
    const { body } = fake.requests.find(({ method }) => method === 'POST') ?? {}
    expect((body as { actions: object[] }).actions).toMatchObject([
      { action: 'update', file_path: 'apps/web/values.yaml', last_commit_id: last },
    ])
    expect(from).toBe(last)
  })

  it('works with the id of the project', async () => {
    const byId = open({ repository: String(infra.id) })
    expect((await byId.snapshot(nothing)).base.commit).toBe(infra.head())
    const { apiUrl, serverUrl } = fake
    const connection = connectGitLab({ repository: String(infra.id), token, apiUrl, serverUrl })
    expect(await connection.address()).toBe(`${serverUrl}/${path}`)
    const first = await byId.commit(bump('1.1.0'))
    expect(await byId.commit(bump('1.2.0', { from: infra.head('bump/web') }))).not.toBe('lost')
    expect(first).not.toBe('lost')
  })
})

describe('a commit on top of a branch', () => {
  /** Removes the lock from a request, as if somebody changed a file after GitLab checked it. */
  const unlocked: typeof fetch = (url, init) => {
    const { body } = init ?? {}
    const text = typeof body === 'string' ? body.replaceAll(/,"last_commit_id":"\w+"/g, '') : body
    return fetch(url, { ...init, ...(text && { body: text }) })
  }

  it('is taken back where it has overwritten what somebody did in the same moment', async () => {
    const from = infra.head()
    const theirs = await infra.push('main', { 'apps/web/values.yaml': 'tag: 9.9.9\n' })
    const late = open({ fetch: unlocked })
    expect(await late.commit(bump('1.1.0', { branch: 'main', from, parent: from }))).toBe('lost')
    expect(await infra.read('apps/web/values.yaml')).toBe('tag: 9.9.9\n')
    expect((await infra.commit(infra.head())).parents).not.toEqual([theirs])
  })

  it('stays where somebody changed another file', async () => {
    const from = infra.head()
    const theirs = await infra.push('main', { 'apps/api/values.yaml': 'tag: 9.9.9\n' })
    const made = await forge.commit(bump('1.1.0', { branch: 'main', from, parent: from }))
    expect(made).toMatchObject({ sha: infra.head() })
    expect((await infra.commit(infra.head())).parents).toEqual([theirs])
    expect(await infra.read('apps/api/values.yaml')).toBe('tag: 9.9.9\n')
  })

  it('that Gitaly refuses because it was overtaken is tried again', async () => {
    let left = 1
    fake.onRequest(({ method }) => (method === 'POST' && left-- > 0 ? faults.lostRace('main') : undefined))
    const from = infra.head()
    expect(await forge.commit(bump('1.1.0', { branch: 'main', from, parent: from }))).toMatchObject({
      sha: infra.head(),
    })
  })

  it('is refused by a protection, with the cure', async () => {
    infra.settings.protectedBranches = { main: { push: 'nobody' } }
    const from = infra.head()
    const said = await failing(forge.commit(bump('1.1.0', { branch: 'main', from, parent: from })))
    expect(said.kind).toBe('refused')
    expect(said.message).toMatch(
      /GitLab did not update the branch "main": .*not allowed to push[^]*method: pull-request/,
    )
  })
})

describe('a token', () => {
  it.each([
    ['glcbt-64_abc', undefined],
    ['eyJhbGciOiJSUzI1NiJ9.e30.c2ln', 'eyJhbGciOiJSUzI1NiJ9.e30.c2ln'],
  ])("that is a job's own is refused before anything is asked: %s", async (text, jobToken) => {
    const { kind, message } = await failing(() => open({ token: text, jobToken }))
    expect(kind).toBe('input')
    expect(message).toMatch(
      /CI_JOB_TOKEN cannot open merge requests[^]*role Developer and the scope api[^]*protected/,
    )
    expect(fake.requests).toEqual([])
  })

  it('that is missing, wrong, too weak or of another project is explained', async () => {
    expect((await failing(() => open({ token: ' ' }))).message).toMatch(
      /no token[^]*protected variable is empty/,
    )
    expect((await failing(open({ token: 'glpat-nobodys' }).snapshot(nothing))).message).toMatch(
      /does not accept the token/,
    )
    fake.addToken('glpat-reader', { kind: 'project', roles: { [path]: 'developer' }, scopes: ['read_api'] })
    expect((await failing(open({ token: 'glpat-reader' }).commit(bump('1')))).message).toMatch(/scope api/)
    fake.addToken('glpat-reporter', { kind: 'project', roles: { [path]: 'reporter' } })
    const weak = await failing(open({ token: 'glpat-reporter' }).commit(bump('1')))
    expect(weak.message).toMatch(/not allowed to push|role Developer/)
    fake.addToken('glpat-stranger', { kind: 'project', roles: { 'acme/other': 'developer' } })
    const stranger = await failing(open({ token: 'glpat-stranger' }).snapshot(nothing))
    expect(stranger.message).toMatch(
      /project acme\/platform\/infra was not found at .*, or the token has no access to it/,
    )
  })

  it('never goes along to another host', async () => {
    const seen: unknown[] = []
    const other = createServer((asked, answer) => {
      seen.push(asked.headers['private-token'])
      answer.end('{}')
    })
    const front = createServer((_, answer) => {
      const { port } = other.address() as AddressInfo
      answer.writeHead(302, { location: `http://127.0.0.1:${port}/` }).end()
    })
    for (const server of [other, front])
      await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    const { port } = front.address() as AddressInfo
    const said = await failing(open({ apiUrl: `http://127.0.0.1:${port}/api/v4` }).snapshot(nothing))
    expect(said).toMatchObject({
      kind: 'input',
      message: expect.stringContaining('it has moved to') as string,
    })
    expect(seen).toEqual([])
    for (const server of [other, front]) server.close()
  })
})

describe('people, labels and a milestone', () => {
  it('go along with the merge request', async () => {
    fake.settings.tier = 'premium'
    const { warnings } = await propose({
      labels: ['deploy', 'web'],
      assignees: ['alice', '@Bob'],
      reviewers: ['carol'],
      milestone: 'Next',
      draft: true,
    })
    const made = infra.mergeRequest(1)
    const ids = (...names: string[]) => names.map((name) => fake.addUser(name).id)
    expect(made).toMatchObject({ title: 'Draft: Bump web', labels: ['deploy', 'web'] })
    expect([made.assignees, made.reviewers]).toEqual([ids('alice', 'bob'), ids('carol')])
    expect(made.milestone).not.toBe(null)
    expect(warnings).toEqual([])
    await forge.updatePullRequest('1', { reviewers: ['alice'], title: 'Bump it' })
    expect(infra.mergeRequest(1)).toMatchObject({ title: 'Draft: Bump it', reviewers: ids('carol', 'alice') })
  })

  it('a milestone may be named by its number', async () => {
    const { warnings } = await propose({ milestone: '1' })
    expect(warnings).toEqual([])
    expect(infra.mergeRequest(1).milestone).not.toBe(null)
  })

  it('that GitLab leaves out are told', async () => {
    const { warnings } = await propose({
      assignees: ['alice', 'bob'],
      reviewers: ['nobody'],
      teamReviewers: ['ops'],
      milestone: 'Never',
    })
    expect(warnings.join('\n')).toMatch(/nobody was not added: not a member/)
    expect(warnings.join('\n')).toMatch(/no review was requested from .*ops/)
    expect(warnings.join('\n')).toMatch(/not assigned: .*bob. GitLab Free allows only one assignee/)
    expect(warnings.join('\n')).toMatch(
      /the milestone "Never" was not set: \S+ has no open milestone with this title or number/,
    )
  })
})

describe('auto-merge', () => {
  it('waits for the pipeline that the project wants, and for GitLab to know', async () => {
    infra.settings.onlyAllowMergeIfPipelineSucceeds = true
    infra.settings.pipelines = 'running'
    infra.settings.preparedAfterReads = 3
    const pull = await propose()
    await forge.enableAutoMerge(pull, 'squash')
    expect(infra.mergeRequest(1).autoMerge).toMatchObject({ squash: true })
    await forge.enableAutoMerge(pull, 'squash')
    await infra.setPipeline('bump/web', 'success')
    expect(infra.mergeRequest(1).state).toBe('merged')
  })

  it('is refused where it would merge at once, and for a draft', async () => {
    const pull = await propose()
    const said = await failing(forge.enableAutoMerge(pull, 'merge'))
    expect(said.kind).toBe('refused')
    expect(said.message).toMatch(/requires nothing more before the merge of !1/)
    expect(infra.mergeRequest(1).state).toBe('opened')
    expect((await failing(forge.enableAutoMerge(pull, 'rebase'))).message).toMatch(/uses merge commits/)
  })
})

describe('the source', () => {
  it('tells which of two builds is newer, and the commits between them', async () => {
    const app = await fake.addProject('acme/web', { files: { a: '0' } })
    fake.addToken('glpat-app', { kind: 'project', roles: { 'acme/web': 'reporter' } })
    await app.setBranch('v1.0.0', app.head())
    const first = await app.push('main', { a: '1' }, { message: 'Fix the cart\n\nFor good.' })
    const to = await app.push('main', { a: '2' }, { message: 'Paint it' })
    const source = openGitLabAppRepo(
      openProject({
        repository: 'acme/web',
        token: 'glpat-app',
        apiUrl: fake.apiUrl,
        serverUrl: fake.serverUrl,
      }),
    )
    const asked = { repository: 'acme/web', from: ['1.0.0', 'v1.0.0'], to, isNeeded: false }
    expect(await source.compare(asked)).toMatchObject({
      order: 'ahead',
      from: 'v1.0.0',
      commits: [
        { sha: first, title: 'Fix the cart' },
        { sha: to, title: 'Paint it' },
      ],
      total: 2,
      url: expect.stringContaining('/-/compare/v1.0.0...') as string,
    })
    const chart = await app.push('main', { 'chart/values.yaml': 'a: 1' }, { message: 'Ask for more' })
    const newest = await app.push('main', { a: '3' })
    const inPath = { ...asked, to: newest, path: 'chart' }
    expect(await source.compare(inPath)).toMatchObject({
      order: 'ahead',
      commits: [{ sha: chart }],
      total: 1,
    })
    const orders = [
      { from: [to], to: first },
      { from: [to], to },
      { from: ['aside'], to },
      { from: ['0.1'], to },
      { repository: 'acme/none' },
    ]
    await app.push('aside', { b: '1' }, { from: 'v1.0.0' })
    const told = await Promise.all(orders.map((more) => source.compare({ ...asked, ...more })))
    expect(told.map(({ order }) => order)).toEqual(['behind', 'identical', 'diverged', 'unknown', 'unknown'])
  })
})

describe('an answer that is none of GitLab', () => {
  /** Opens a forge whose server, or a proxy in front of it, sends arbitrary responses to some requests. */
  const answering = (answer: (method: string, url: string) => string | undefined, carriesOut = false) =>
    open({
      async fetch(input, init) {
        const text = answer(init?.method ?? 'GET', String(input))
        const real = text === undefined || carriesOut ? await fetch(input, init) : undefined
        return text === undefined && real ? real : new Response(text)
      },
    })

  it.each([
    ['a page to log in at', '<html><title>Sign in</title></html>', /is not from GitLab: Sign in/],
    ['text', 'ok', /the response is not of the type Object/],
    [
      'another object',
      '{"path_with_namespace":"acme/infra","default_branch":"main"}',
      /GitLab: id is missing/,
    ],
  ])('is told of where it is %s', async (_, text, words) => {
    const { kind, message } = await failing(answering(() => text).snapshot(nothing))
    expect(kind).toBe('remote')
    expect(message).toMatch(words)
    expect(message).toMatch(/proxy or a login page/)
  })

  it('tells where in a list it is wrong, and nothing of what it holds', async () => {
    const list = '[{"id":"1","name":"a","path":"a","mode":"100644"},{"id":"secret","name":7}]'
    const forge = answering((_method, url) => (url.includes('/repository/tree') ? list : undefined))
    const { message } = await failing(forge.tree(infra.head()).list())
    expect(message).toMatch(/\[1\]\.name is not of the type string/)
    expect(message).not.toContain('secret')
  })

  it('to a write counts as lost: what was made is looked for, and not made twice', async () => {
    await forge.commit(bump('1.1.0'))
    let left = 1
    const isOpening = (method: string, url: string) => method === 'POST' && url.endsWith('/merge_requests')
    const other = answering((method, url) => (isOpening(method, url) && left-- > 0 ? '{}' : undefined), true)
    expect(await other.openPullRequest(request())).toMatchObject({ number: '1', title: 'Bump web' })
    expect(infra.mergeRequest(1).state).toBe('opened')
    expect(() => infra.mergeRequest(2)).toThrow()
  })
})

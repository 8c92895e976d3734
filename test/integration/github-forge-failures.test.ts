import { describe, expect, it } from 'vitest'
import { faults } from '../fakes/github/index.ts'
import { change, failing, nothing, request, token, useHub, writer } from './github-forge.setup.ts'

const hub = useHub()

const rewritten: typeof globalThis.fetch = (url, init) =>
  fetch(String(url).replace('/graphql', '/api/graphql'), init)

/** Expects an input error whose message contains all of these texts. */
async function expectInput(work: Promise<unknown>, ...texts: string[]): Promise<void> {
  const { kind, message } = await failing(work)
  expect(kind).toBe('input')
  for (const text of texts) expect(message).toContain(text)
}

describe('a fault of the input', () => {
  it('is an empty token, a bad name or a bad address', () => {
    expect(() => hub.open({ token: ' ' })).toThrow('there is no token for acme/infra')
    expect(() => hub.open({ repository: 'infra' })).toThrow('Write it as owner/name')
    expect(() => hub.open({ apiUrl: 'github' })).toThrow('Write it like https://api.github.com')
    expect(hub.fake.requests).toEqual([])
  })

  it('is a token that is not accepted', async () => {
    await expectInput(hub.open({ token: 'ghs_expired' }).snapshot(nothing), 'does not accept the token')
    hub.fake.removeToken(token)
    const move = { branch: 'b', from: undefined, to: hub.infra.head() }
    await expectInput(hub.forge.moveBranch(move), 'does not accept the token')
  })

  it('is a repository that is not there, or out of reach of the token of the job', async () => {
    await expectInput(
      hub.open({ repository: 'acme/infar' }).snapshot(nothing),
      'the repository acme/infar was not found',
      'GitHub App',
    )
    await hub.addInfra('acme/other', { permissions: {} })
    const other = hub.open({ repository: 'acme/other' })
    await expectInput(other.snapshot(nothing), 'only works for its own repository', 'GitHub App')
    await expectInput(other.tree(hub.infra.head()).list(), 'only works for its own repository')
    hub.fake.addToken('github_pat_1', { kind: 'user', login: 'alice' })
    const { message } = await failing(hub.open({ token: 'github_pat_1' }).snapshot(nothing))
    expect(message).not.toContain('GitHub App')
  })

  it('is a missing permission, which is named', async () => {
    hub.fake.addToken('ghs_reader', { kind: 'app', login: 'reader[bot]' })
    await hub.addInfra('acme/read', {
      permissions: { ghs_reader: { contents: 'read', pull_requests: 'read' } },
    })
    const forge = hub.open({ repository: 'acme/read', token: 'ghs_reader' })
    const { base } = await forge.snapshot(nothing)
    const commit = { parent: base.commit, changes: [change('a', 'b')], message: 'x' }
    await expectInput(
      forge.createCommit(commit),
      'the token has no permission to create a commit in acme/read',
      'contents: write',
    )
    // The message lists all permissions, not only the first one, so that the user does not have to come back for the
    // next.
    const inAll = 'In total, this command needs contents: write and pull requests: write.'
    await expectInput(forge.createCommit(commit), inAll)
    await expectInput(forge.openPullRequest(request('b')), inAll)
    const move = { branch: 'main', from: base.commit, to: base.commit }
    await expectInput(forge.deleteBranch('main', move.from), 'contents: write')
    await expectInput(forge.openPullRequest(request('b')), 'pull requests: write')
    hub.fake.addToken('ghs_contents', { kind: 'app', login: 'half[bot]' })
    await hub.addInfra('acme/half', { permissions: { ghs_contents: { contents: 'write' } } })
    const half = hub.open({ repository: 'acme/half', token: 'ghs_contents' })
    await expectInput(half.snapshot(nothing), 'pull requests: read')
  })

  it('is something that is gone, or that the token may only read', async () => {
    await hub.forge.snapshot(nothing)
    const work = hub.forge.updatePullRequest('7', { title: 'x' })
    await expectInput(work, 'what is needed to update a pull request', 'pull requests: write')
  })

  it('is single sign-on, with the page where it is done', async () => {
    const page = 'https://github.com/orgs/acme/sso?authorization_request=1'
    hub.fake.addToken('ghp_sso', {
      kind: 'user',
      login: 'alice',
      repositories: { 'acme/infra': writer },
      sso: { acme: page },
    })
    const forge = hub.open({ token: 'ghp_sso' })
    await expectInput(forge.tree(hub.infra.head()).list(), page)
    await expectInput(forge.snapshot(nothing), 'single sign-on', '/orgs/acme/sso')
  })

  it('is the setting that keeps workflows from opening pull requests', async () => {
    hub.fake.addToken('ghs_job', { kind: 'actions', login: 'github-actions[bot]' })
    await hub.addInfra('acme/own', { permissions: { ghs_job: writer }, actionsMayCreatePullRequests: false })
    const forge = hub.open({ repository: 'acme/own', token: 'ghs_job' })
    await hub.fake.repository('acme/own').push('b', { a: '1' })
    const text = '"Allow GitHub Actions to create and approve pull requests"'
    await expectInput(forge.openPullRequest(request('b')), text)
    hub.fake.repository('acme/own').settings.actionsMayCreatePullRequests = true
    expect(await forge.openPullRequest(request('b'))).toMatchObject({ startsWorkflows: false })
    const known = hub.open({ repository: 'acme/own', token: 'ghs_job', jobToken: 'ghs_job' })
    expect((await known.snapshot(nothing)).pullRequests).toMatchObject([{ startsWorkflows: false }])
  })

  it('is an archived repository, known before anything is made', async () => {
    hub.infra.settings.archived = true
    const commit = { parent: hub.infra.head(), changes: [change('a', 'b')], message: 'x' }
    await expectInput(hub.forge.createCommit(commit), 'is archived')
    await hub.forge.snapshot(nothing)
    const before = hub.fake.requests.length
    await expectInput(hub.forge.createCommit(commit), 'is archived')
    expect(hub.fake.requests.length).toBe(before)
  })
})

describe('a rate limit', () => {
  it('ends in a remote fault where waiting is too long', async () => {
    hub.fake.addToken('ghs_few', { kind: 'app', login: 'few[bot]', rateLimit: 1 })
    await hub.addInfra('acme/few', { permissions: { ghs_few: writer } })
    const forge = hub.open({ repository: 'acme/few', token: 'ghs_few' })
    const { base } = await forge.snapshot(nothing)
    const spent = await failing(forge.tree(base.commit).list())
    expect(spent).toMatchObject({
      kind: 'remote',
      message: expect.stringContaining('Try again after 20') as string,
    })
    expect(hub.fake.requests).toHaveLength(2)
  })

  it('is waited for at most five times and five minutes, and says so', async () => {
    const said: string[] = []
    const forge = hub.open({ log: (message) => said.push(message) })
    hub.breaks('look', faults.secondaryRateLimit(1), 100)
    expect(await failing(forge.snapshot(nothing))).toMatchObject({ kind: 'remote' })
    expect(hub.fake.requests).toHaveLength(6)
    expect(said).toEqual(Array(5).fill("GitHub's rate limit is reached: waiting 1 s"))
    hub.breaks('git/get-tree', faults.tooManyRequests(299), 100)
    expect(await failing(forge.tree(hub.infra.head()).list())).toMatchObject({ kind: 'remote' })
    expect(hub.fake.requests).toHaveLength(7)
  })

  it('is known in an answer of GraphQL with status 200', async () => {
    const errors = [{ type: 'RATE_LIMITED', message: 'API rate limit exceeded' }]
    const headers = {
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String(Math.ceil(Date.now() / 1000) + 3),
    }
    hub.breaks('look', { answer: { status: 200, headers, body: { data: null, errors } } })
    expect((await hub.forge.snapshot(nothing)).base.name).toBe('main')
  })
})

/** Octokit's plugins recognize GraphQL only by this path, and then handle its errors differently. */
describe('the addresses of github.com', () => {
  it.each([
    faults.lostAnswer,
    faults.serverError(),
    faults.connectionReset,
    faults.tooManyRequests(),
    faults.secondaryRateLimit(),
    {
      answer: {
        status: 200,
        body: { errors: [{ type: 'RATE_LIMITED', message: 'API rate limit exceeded' }] },
      },
    },
    {
      answer: {
        status: 200,
        body: { errors: [{ message: 'Something went wrong while executing your query.' }] },
      },
    },
  ])('behave alike at fault %#', async (fault) => {
    const forge = hub.open({ fetch: rewritten, graphqlUrl: `${hub.fake.serverUrl}/graphql` })
    hub.breaks('look', fault)
    const { base } = await forge.snapshot(nothing)
    hub.breaks('moveRef', fault)
    const changes = [change('a', 'b')]
    const { sha } = await forge.createCommit({ parent: base.commit, changes, message: 'x' })
    expect(await forge.moveBranch({ branch: 'main', from: base.commit, to: sha })).toBe('moved')
    expect(hub.infra.head()).toBe(sha)
    expect((await failing(forge.snapshot({ ...nothing, base: 'mian' }))).kind).toBe('input')
  })
})

describe('a remote fault', () => {
  it('says that the server cannot be reached', async () => {
    const apiUrl = 'http://127.0.0.1:1'
    const forge = hub.open({ apiUrl, graphqlUrl: `${apiUrl}/graphql` })
    expect(await failing(forge.snapshot(nothing))).toMatchObject({
      kind: 'remote',
      message: expect.stringContaining('cannot be reached') as string,
    })
  })
})

describe('an answer that is none of GitHub', () => {
  /** Opens a forge whose server, or a proxy in front of it, sends arbitrary responses to some requests. */
  const answering = (answer: (body: string, url: string) => string | undefined, type = 'application/json') =>
    hub.open({
      async fetch(input, init) {
        const text = answer(typeof init?.body === 'string' ? init.body : '', String(input))
        const real = await fetch(input, init)
        return text === undefined ? real : new Response(text, { headers: { 'content-type': type } })
      },
    })

  it.each([
    [
      'a page to log in at',
      '<html><title>Sign in</title></html>',
      'text/html',
      /is not from GitHub: Sign in/,
    ],
    ['another object', '{"data":{"viewer":{}}}', 'application/json', /viewer\.databaseId is missing/],
    ['no object', '"ok"', 'application/json', /is not from GitHub: ok/],
  ])('is told of where it is %s', async (_, text, type, words) => {
    const { kind, message } = await failing(answering(() => text, type).snapshot(nothing))
    expect(kind).toBe('remote')
    expect(message).toMatch(words)
    expect(message).toMatch(/proxy or a login page/)
  })

  it('is told of where REST is asked', async () => {
    const forge = answering(
      (_body, url) => (url.includes('/git/trees/') ? '<title>Sign in</title>' : undefined),
      'text/html',
    )
    const { message } = await failing(forge.tree(hub.infra.head()).list())
    expect(message).toMatch(/to read files is not from GitHub: Sign in/)
  })

  it('to a write counts as lost: what was made is looked for, and not made twice', async () => {
    const to = await hub.commit()
    await hub.forge.moveBranch({ branch: 'bump/web', from: undefined, to })
    let left = 1
    const forge = answering(
      (_body, url) => (url.endsWith('/pulls') && left-- > 0 ? '<p>busy</p>' : undefined),
      'text/html',
    )
    expect(await forge.openPullRequest(request('bump/web'))).toMatchObject({ number: '1' })
    expect(hub.infra.pulls).toHaveLength(1)
  })
})

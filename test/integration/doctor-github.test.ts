import { describe, expect, it } from 'vitest'
import { GitHubApi } from '../../src/doctor/github/github-api.ts'
import { openRepository } from '../../src/forge/github/repository.ts'
import { githubPart } from '../../src/doctor/parts.ts'
import { startFakeGitHub } from '../fakes/github/index.ts'
import { findingsOf, hintsOf } from '../support/doctor.ts'
import {
  app,
  classic,
  everything,
  fake,
  finegrained,
  jobToken,
  nextName,
  portsFor,
  setUp,
} from './doctor-github.setup.ts'

const checksOfRights = ['github/token', 'github/repository', 'github/push', 'github/pull-requests'] as const

describe("the token's rights", () => {
  it("of a GitHub App: pushing is proven, opening pull requests can't be", async () => {
    const { part, name } = await setUp()
    const found = await findingsOf(part)
    expect(found['github/token']).toEqual([
      "ok: The token is accepted; it is an installation token of a GitHub App (or another job's GITHUB_TOKEN).",
    ])
    expect(found['github/repository']).toEqual([`ok: ${name} exists, and the token has access to it.`])
    expect(found['github/push']).toEqual(['ok: The token may push (contents: write).'])
    expect(found['github/pull-requests']).toEqual([
      expect.stringMatching(/^unknown: Not verified: GitHub has no API/),
    ])
  })

  it('that may only read is a fault with the permission to give', async () => {
    const { part, name } = await setUp({ rights: { [app]: { contents: 'read' } } })
    const found = await findingsOf(part)
    expect(found['github/push']).toEqual([
      `fault: The token has no permission to push to ${name}: Permission to ${name}.git denied.`,
    ])
    expect(found['github/pull-requests']).toEqual([
      `fault: The token has no permission to read the pull requests of ${name}.`,
    ])
    expect(await hintsOf(part, 'github/push')).toEqual([expect.stringContaining('contents: write')])
  })

  it('of a classic token are told by its scopes', async () => {
    const enough = await findingsOf((await setUp({ ports: { token: classic } })).part)
    expect(enough['github/token']).toEqual([
      'ok: The token is accepted; it is a classic personal access token of ben.',
      'note: It has the scopes repo, workflow, which give access to every repository of its owner.',
    ])
    expect(enough['github/pull-requests']).toEqual([expect.stringMatching(/^ok: .*scope repo/)])
    const narrow = 'ghp_narrow_0123456789'
    fake.addToken(narrow, { kind: 'user', login: 'ben', scopes: ['read:org'] })
    const less = await findingsOf((await setUp({ ports: { token: narrow } })).part)
    expect(less['github/token']).toContain('fault: It lacks the scope repo; its scopes are read:org.')
  })

  it('of a fine-grained token are not taken from what its owner may', async () => {
    const found = await findingsOf((await setUp({ ports: { token: finegrained } })).part)
    expect(found['github/token']?.[0]).toMatch(/fine-grained personal access token of ann/)
    expect(found['github/pull-requests']).toEqual([expect.stringMatching(/^unknown/)])
  })

  it('that ends soon is a warning', async () => {
    const { part } = await setUp({ ports: { token: finegrained } })
    const stop = fake.onRequest(({ operation }) => {
      if (operation !== 'repos/get') return undefined
      const headers = { 'github-authentication-token-expiration': '2026-12-01 00:00:00 UTC' }
      return { answer: { status: 200, headers, body: { default_branch: 'main', full_name: 'acme/infra' } } }
    })
    const found = await findingsOf(part)
    stop()
    expect(found['github/token']).toContain('warning: The token expires on 2026-12-01, in 6 days.')
  })

  it('are a fault without a token and with a wrong one, and nothing after that is right', async () => {
    const { name } = await setUp()
    for (const token of [undefined, 'ghs_wrong']) {
      const found = await findingsOf(githubPart(portsFor(name, token)))
      expect(found['github/token']).toEqual([
        expect.stringMatching(/^fault: (There is no token for|.* does not accept the token)/),
      ])
      const right = Object.entries(found).filter(([, lines]) => lines.some((line) => line.startsWith('ok')))
      // Neither of these two checks is about the token's permissions.
      expect(right.map(([check]) => check)).toEqual(['github/server', 'github/workflow-pull-requests'])
    }
  })

  it("of a job's own token end at its repository", async () => {
    const job = { present: true, repository: 'acme/web' }
    const { part, name } = await setUp({ ports: { token: jobToken, job, jobToken }, rights: {} })
    const found = await findingsOf(part)
    expect(found['github/repository']).toEqual([
      `fault: The token is the job's own and only works for acme/web; the infra repo is ${name}.`,
    ])
    expect(await hintsOf(part, 'github/repository')).toEqual([expect.stringContaining('GitHub App')])
    expect(found['github/token']).toContainEqual(expect.stringMatching(/^warning: .*start no workflow/))
  })

  it('end where an organization wants single sign-on', async () => {
    const token = 'github_pat_sso_0123456789'
    fake.addToken(token, {
      kind: 'user',
      login: 'ann',
      sso: { acme: 'https://github.com/orgs/acme/sso?x=1' },
    })
    const found = await findingsOf((await setUp({ ports: { token } })).part)
    expect(found['github/token']).toEqual([expect.stringMatching(/^fault: .*single sign-on/)])
    expect(found['github/push']?.[0]).toMatch(/^unknown/)
  })
})

describe('whether workflows may open pull requests', () => {
  const here = async (may: boolean, administration?: 'read') => {
    const name = nextName()
    const ports = { token: jobToken, jobToken, job: { present: true, repository: name } }
    const rights = { [jobToken]: { ...everything, ...(administration ? { administration } : {}) } }
    const { part } = await setUp({ ports, rights, actionsMayCreatePullRequests: may })
    return (await findingsOf(part))['github/workflow-pull-requests']
  }

  it('is told to an administrator, and unknown to others', async () => {
    expect(await here(true, 'read')).toEqual([expect.stringMatching(/^ok/)])
    expect(await here(false, 'read')).toEqual([
      expect.stringMatching(/^fault: Workflows of .* are not allowed to open/),
    ])
    expect(await here(false)).toEqual([expect.stringMatching(/^unknown: Only the token of an administrator/)])
  })
})

describe('the repository', () => {
  it('that is not there, is archived, or is empty', async () => {
    const { name } = await setUp()
    const missing = await findingsOf(githubPart(portsFor(`${name}-not`, app)))
    expect(missing['github/repository']).toEqual([
      expect.stringMatching(/^fault: The repository .* was not found .* or the token/),
    ])
    expect(missing['github/base']).toEqual([expect.stringMatching(/^unknown/)])
    const archived = await findingsOf((await setUp({ archived: true })).part)
    expect(archived['github/repository']).toEqual([expect.stringMatching(/^fault: .*is archived/)])
    expect(archived['github/push']).toEqual([expect.stringMatching(/^unknown/)])
    const bare = await setUp()
    await bare.repository.deleteBranch('main')
    const empty = await findingsOf(bare.part)
    expect(empty['github/base']).toEqual([expect.stringMatching(/^fault: .* has no branches\.$/)])
  })

  it('on a server that is too old', async () => {
    await using old = await startFakeGitHub({ enterpriseVersion: '3.15.9' })
    old.addToken(app, { kind: 'app', login: 'bumper[bot]' })
    await old.addRepository('acme/infra', { files: { a: 'b' }, permissions: { [app]: everything } })
    const { serverUrl, apiUrl, graphqlUrl } = old
    const addresses = { serverUrl, apiUrl, graphqlUrl, environment: process.env }
    const api = new GitHubApi(openRepository({ repository: 'acme/infra', token: app, ...addresses }))
    const found = await findingsOf(githubPart({ ...portsFor('acme/infra', app), api }))
    expect(found['github/server']).toEqual([
      expect.stringMatching(/^fault: .*3\.15\.9, but Fairlead requires 3\.16/),
    ])
  })

  it('is asked nothing twice', async () => {
    const { part, name } = await setUp()
    const before = fake.requests.length
    await part.run()
    const paths = fake.requests.slice(before).map(({ path }) => path)
    expect(paths).toHaveLength(new Set(paths).size)
    expect(paths.some((path) => path.includes(name))).toBe(true)
  })

  it('behind a failing server is not checked, and says whose fault that is', async () => {
    const { part } = await setUp()
    const stop = fake.onRequest(() => ({ answer: { status: 502, body: { message: 'Bad Gateway' } } }))
    const reports = await part.run()
    stop()
    const rights = reports.filter(({ check }) => checksOfRights.some((id) => id === check))
    expect(rights.map(({ failure }) => failure)).toEqual(['remote', 'remote', 'remote', 'remote'])
    expect(rights.flatMap(({ findings }) => findings.map(({ level }) => level))).toEqual(
      rights.map(() => 'unknown'),
    )
  })
})

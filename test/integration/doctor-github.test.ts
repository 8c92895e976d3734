import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { filesPorts } from '../../src/doctor/files/ports.ts'
import { GitHubApi } from '../../src/doctor/github/github-api.ts'
import { githubPart } from '../../src/doctor/github/github-part.ts'
import type { GitHubPorts } from '../../src/doctor/github/ports.ts'
import { startFakeGitHub } from '../fakes/github/index.ts'
import type { FakeGitHub, RepositoryOptions } from '../fakes/github/index.ts'
import { findingsOf, hintsOf } from '../support/doctor.ts'
import { argoRepo } from '../support/infra.ts'
import { memoryTree } from '../support/inventory.ts'

const app = 'ghs_app_0123456789'
const jobToken = 'ghs_job_0123456789'
const finegrained = 'github_pat_0123456789'
const classic = 'ghp_classic_0123456789'
const everything = { contents: 'write', pull_requests: 'write', actions: 'read' } as const

let fake: FakeGitHub
let count = 0
beforeAll(async () => {
  fake = await startFakeGitHub()
  fake.addToken(app, { kind: 'app', login: 'bumper[bot]' })
  fake.addToken(jobToken, { kind: 'actions', login: 'github-actions[bot]' })
  fake.addToken(finegrained, { kind: 'user', login: 'ann' })
  fake.addToken(classic, { kind: 'user', login: 'ben', scopes: ['repo', 'workflow'] })
})
afterAll(async () => {
  // Only reads, and each of them as GitHub knows it.
  const own = fake.requests.filter(({ headers }) => String(headers['user-agent']).startsWith('fairlead'))
  expect(new Set(own.map(({ method }) => method))).toEqual(new Set(['GET']))
  expect(fake.violations).toEqual([])
  await fake[Symbol.asyncDispose]()
})

interface Setup extends RepositoryOptions {
  readonly ports?: Partial<GitHubPorts>
  readonly rights?: RepositoryOptions['permissions']
}

/** A repository of its own, and GitHub's part for it. */
async function setUp({ ports = {}, rights, ...options }: Setup = {}) {
  const name = `acme/infra-${++count}`
  const repository = await fake.addRepository(name, {
    files: { 'README.md': 'hello\n' },
    permissions: rights ?? { [ports.token ?? app]: everything },
    ...options,
  })
  return { name, repository, part: githubPart({ ...portsFor(name, ports.token ?? app), ...ports }) }
}

function apiFor(repository: string, token: string | undefined): GitHubApi {
  const { serverUrl, apiUrl } = fake
  return new GitHubApi({ repository, token, serverUrl, apiUrl, second: 1 })
}

function portsFor(name: string, token: string | undefined): GitHubPorts {
  return {
    api: apiFor(name, token),
    token,
    base: undefined,
    job: { present: false, repository: undefined },
    jobToken: undefined,
    files: undefined,
    source: undefined,
    now: Date.parse('2026-11-25T00:00:00Z'),
  }
}

const checksOfRights = ['github/token', 'github/repository', 'github/push', 'github/pull-requests'] as const

describe("the token's rights", () => {
  it("of a GitHub App: pushing is proven, opening pull requests can't be", async () => {
    const { part, name } = await setUp()
    const found = await findingsOf(part)
    expect(found['github/token']).toEqual([
      "ok: The token is accepted; it is an installation token of a GitHub App (or another job's GITHUB_TOKEN).",
    ])
    expect(found['github/repository']).toEqual([`ok: ${name} is there, and the token sees it.`])
    expect(found['github/push']).toEqual(['ok: The token may push (contents: write).'])
    expect(found['github/pull-requests']).toEqual([
      expect.stringMatching(/^unknown: .*only when it opens one/),
    ])
  })

  it('that may only read is a fault with the permission to give', async () => {
    const { part, name } = await setUp({ rights: { [app]: { contents: 'read' } } })
    const found = await findingsOf(part)
    expect(found['github/push']).toEqual([
      `fault: The token may not push to ${name}: Permission to ${name}.git denied.`,
    ])
    expect(found['github/pull-requests']).toEqual([
      `fault: The token may not even read the pull requests of ${name}.`,
    ])
    expect(await hintsOf(part, 'github/push')).toEqual([expect.stringContaining('contents: write')])
  })

  it('of a classic token are told by its scopes', async () => {
    const enough = await findingsOf((await setUp({ ports: { token: classic } })).part)
    expect(enough['github/token']).toEqual([
      'ok: The token is accepted; it is a classic personal access token of ben.',
      'note: It has the scopes repo, workflow, which reach every repository of its owner.',
    ])
    expect(enough['github/pull-requests']).toEqual([expect.stringMatching(/^ok: .*scope repo/)])
    const narrow = 'ghp_narrow_0123456789'
    fake.addToken(narrow, { kind: 'user', login: 'ben', scopes: ['read:org'] })
    const less = await findingsOf((await setUp({ ports: { token: narrow } })).part)
    expect(less['github/token']).toContain('fault: It has the scopes read:org, and repo is not among them.')
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
    expect(found['github/token']).toContain('warning: The token ends on 2026-12-01, in 6 days.')
  })

  it('are a fault without a token and with a wrong one, and nothing after that is right', async () => {
    const { name } = await setUp()
    for (const token of [undefined, 'ghs_wrong']) {
      const found = await findingsOf(githubPart(portsFor(name, token)))
      expect(found['github/token']).toEqual([
        expect.stringMatching(/^fault: (There is no token for|.* does not accept the token)/),
      ])
      const right = Object.entries(found).filter(([, lines]) => lines.some((line) => line.startsWith('ok')))
      // Neither of these two is about what the token may.
      expect(right.map(([check]) => check)).toEqual(['github/server', 'github/workflow-pull-requests'])
    }
  })

  it("of a job's own token end at its repository", async () => {
    const job = { present: true, repository: 'acme/web' }
    const { part, name } = await setUp({ ports: { token: jobToken, job, jobToken }, rights: {} })
    const found = await findingsOf(part)
    expect(found['github/repository']).toEqual([
      `fault: The token is the job's own one, and reaches only acme/web; the infra repo is ${name}.`,
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
    const name = `acme/infra-${count + 1}`
    const ports = { token: jobToken, jobToken, job: { present: true, repository: name } }
    const rights = { [jobToken]: { ...everything, ...(administration ? { administration } : {}) } }
    const { part } = await setUp({ ports, rights, actionsMayCreatePullRequests: may })
    return (await findingsOf(part))['github/workflow-pull-requests']
  }

  it('is told to an administrator, and unknown to others', async () => {
    expect(await here(true, 'read')).toEqual([expect.stringMatching(/^ok/)])
    expect(await here(false, 'read')).toEqual([expect.stringMatching(/^fault: Workflows of .* may not open/)])
    expect(await here(false)).toEqual([expect.stringMatching(/^unknown: Only an administrator/)])
  })
})

describe('the repository', () => {
  it('that is not there, is archived, or is empty', async () => {
    const { name } = await setUp()
    const missing = await findingsOf(githubPart(portsFor(`${name}-not`, app)))
    expect(missing['github/repository']).toEqual([
      expect.stringMatching(/^fault: There is no .* or the token/),
    ])
    expect(missing['github/base']).toEqual([expect.stringMatching(/^unknown/)])
    const archived = await findingsOf((await setUp({ archived: true })).part)
    expect(archived['github/repository']).toEqual([expect.stringMatching(/^fault: .*is archived/)])
    expect(archived['github/push']).toEqual([expect.stringMatching(/^unknown/)])
    const bare = await setUp()
    await bare.repository.deleteBranch('main')
    const empty = await findingsOf(bare.part)
    expect(empty['github/base']).toEqual([expect.stringMatching(/^fault: .* has no branch\.$/)])
  })

  it('on a server that is too old', async () => {
    await using old = await startFakeGitHub({ enterpriseVersion: '3.15.9' })
    old.addToken(app, { kind: 'app', login: 'bumper[bot]' })
    await old.addRepository('acme/infra', { files: { a: 'b' }, permissions: { [app]: everything } })
    const { serverUrl, apiUrl } = old
    const api = new GitHubApi({ repository: 'acme/infra', token: app, serverUrl, apiUrl })
    const found = await findingsOf(githubPart({ ...portsFor('acme/infra', app), api }))
    expect(found['github/server']).toEqual([
      expect.stringMatching(/^fault: .*3\.15\.9, and Fairlead needs 3\.16/),
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

describe('the base branch', () => {
  it('that is mistyped', async () => {
    const { part } = await setUp({ ports: { base: 'mian' } })
    expect((await findingsOf(part))['github/base']).toEqual([
      expect.stringMatching(/^fault: .* no branch "mian"/),
    ])
    expect(await hintsOf(part, 'github/base')).toEqual(['Set base. Did you mean "main"?'])
  })

  it('without any rule lets everything through', async () => {
    const found = await findingsOf((await setUp()).part)
    expect(found['github/protection']).toEqual([
      'warning: Nobody has to review what reaches main: who may push may push to it, and merge at once.',
      'note: A merge into main waits for no status check.',
    ])
  })

  it('with rules tells what they ask for', async () => {
    const rules = [
      { branches: ['main'], type: 'pull_request', parameters: reviews(1) },
      {
        branches: ['main'],
        type: 'required_status_checks',
        parameters: {
          strict_required_status_checks_policy: false,
          required_status_checks: [{ context: 'lint' }],
        },
      },
      { branches: ['main'], type: 'required_signatures' },
    ] as const
    const found = await findingsOf((await setUp({ rules })).part)
    expect(found['github/protection']).toEqual([
      'ok: A merge into main needs a review (1 approval).',
      'ok: A merge into main waits for lint.',
      'ok: Commits must be signed, and GitHub signs those of an App.',
    ])
    const other = await findingsOf((await setUp({ rules, ports: { token: finegrained } })).part)
    expect(other['github/protection']?.[2]).toMatch(/^note: Commits must be signed; with a user's token/)
  })

  it('with a pull request that needs nobody is still a warning', async () => {
    const rules = [{ branches: ['main'], type: 'pull_request', parameters: reviews(0) }] as const
    const found = await findingsOf((await setUp({ rules })).part)
    expect(found['github/protection']?.[0]).toMatch(
      /^warning: .*by pull requests, and none needs an approval/,
    )
  })

  it('with a classic protection says that it cannot see all of it', async () => {
    const protection = { main: { requiredApprovals: 1, requiredChecks: ['ci'] } }
    const found = await findingsOf((await setUp({ protection })).part)
    expect(found['github/protection']).toEqual([
      expect.stringMatching(/^note: .*only administrators see/),
      'ok: A merge into main waits for ci.',
    ])
    const rights = { [app]: { ...everything, administration: 'read' } } as const
    const seen = await findingsOf((await setUp({ protection, rights })).part)
    expect(seen['github/protection']?.[0]).toBe('ok: A merge into main needs a review (1 approval).')
  })

  it('is not the only one with rules: those for all branches keep Fairlead from its own', async () => {
    const rules = [{ branches: ['*'], type: 'creation' }] as const
    const found = await findingsOf((await setUp({ rules })).part)
    expect(found['github/branches']).toEqual([expect.stringMatching(/^warning: .*Restrict creations/)])
    expect((await findingsOf((await setUp()).part))['github/branches']).toEqual([
      expect.stringMatching(/^ok/),
    ])
  })
})

function reviews(approvals: number) {
  return {
    dismiss_stale_reviews_on_push: false,
    require_code_owner_review: false,
    require_last_push_approval: false,
    required_approving_review_count: approvals,
    required_review_thread_resolution: false,
  }
}

describe('settings, environments, branches', () => {
  it('tells the settings for merges', async () => {
    const on = await setUp({ autoMergeAllowed: true, deleteBranchOnMerge: true })
    expect((await findingsOf(on.part))['github/merge-settings']).toEqual([
      'ok: Auto-merge is allowed.',
      'ok: Branches are deleted when they are merged.',
    ])
    const off = await setUp()
    expect((await findingsOf(off.part))['github/merge-settings']?.[0]).toMatch(
      /^note: Auto-merge is not allowed/,
    )
  })

  it("looks at GitHub's environments of production", async () => {
    const files = filesPorts(memoryTree(argoRepo()), 'main', undefined)
    const of = async (environments: RepositoryOptions['environments'], rights = everything) => {
      const { part } = await setUp({
        ports: { files },
        environments: environments ?? {},
        rights: { [app]: rights },
      })
      return (await findingsOf(part))['github/environments']
    }
    expect(await of({})).toEqual([expect.stringMatching(/^note: .* has no GitHub environment "prod"/)])
    expect(await of({ prod: {} })).toEqual([
      expect.stringMatching(/^warning: .*no required reviewers/),
      expect.stringMatching(/^note: A job on any branch/),
    ])
    const good = { reviewers: ['ann'], preventSelfReview: true, protectedBranchesOnly: true }
    expect(await of({ prod: good })).toEqual([expect.stringMatching(/^ok/)])
    expect(await of({ prod: { ...good, preventSelfReview: false } })).toEqual([
      expect.stringMatching(/^note: Who starts a job .* may approve it too/),
    ])
    const { actions: _, ...less } = everything
    expect(await of({ prod: good }, less as typeof everything)).toEqual([expect.stringMatching(/^unknown/)])
    const { part } = await setUp()
    expect((await findingsOf(part))['github/environments']).toEqual([expect.stringMatching(/^unknown/)])
  })

  it('names branches without a pull request', async () => {
    const { part, repository, name } = await setUp()
    await repository.push('fairlead/web-dev-1', { a: '1' })
    await repository.push('feature', { a: '2' })
    await repository.push('fairlead/web-prod-1', { a: '3' })
    const opened = await fetch(`${fake.apiUrl}/repos/${name}/pulls`, {
      method: 'POST',
      headers: { authorization: `token ${app}` },
      body: JSON.stringify({ title: 'Bump', head: 'fairlead/web-prod-1', base: 'main' }),
    })
    expect(opened.status).toBe(201)
    expect((await findingsOf(part))['github/leftovers']).toEqual([
      'note: The branch fairlead/web-dev-1 has no open pull request.',
    ])
  })

  it('tells whether the commits of the app repo can be listed', async () => {
    const { part: without } = await setUp()
    expect((await findingsOf(without))['github/source']).toEqual([expect.stringMatching(/^unknown/)])
    const readable = await setUp()
    const closed = await setUp({ rights: {} })
    const good = await setUp({ ports: { source: apiFor(readable.name, app) } })
    expect((await findingsOf(good.part))['github/source']).toEqual([expect.stringMatching(/^ok/)])
    const bad = await setUp({ ports: { source: apiFor(closed.name, app) } })
    expect((await findingsOf(bad.part))['github/source']).toEqual([
      expect.stringMatching(/^warning: The commits of the app repo cannot be listed/),
    ])
  })
})

/**
 * Attacks on the gate of GitHub's protected environments, with the whole command against the fake: real git, real
 * helm. Each attack that one defense stops is also tried without it, and then succeeds.
 */
import { Octokit } from '@octokit/rest'
import { describe, expect, it } from 'vitest'
import type { Defences } from '../../src/entries/wire/gate.ts'
import { gateChecks, openGitHubApprovals } from '../../src/forge/github/approvals/approvals.ts'
import { openRepository } from '../../src/forge/github/repository.ts'
import { faults } from '../fakes/github/index.ts'
import type { RepositoryOptions } from '../fakes/github/index.ts'
import {
  ADMIN_TOKEN,
  BOB,
  gatedRequest,
  JOB_TOKEN,
  MERGE_TOKEN,
  MERGER,
  protectedWell,
  rules,
  rulesOfMerger,
  strictRules,
} from '../support/gated-github.ts'
import type { Gated } from '../support/gated-github.ts'
import { git, temporaryFolder } from '../support/git.ts'
import { hasTools } from '../support/helm.ts'
import { app, except, oneEach, policy, policyOf, rowsOf, rulesExcept } from '../support/gated.ts'
import type { Attack } from '../support/gated.ts'

const setUp = oneEach(gatedRequest)

/** Returns all defenses except one check or one rule for approvals. */
function without(id: string): Defences {
  const { run, environment, setup } = gateChecks
  return {
    checks: { run: except(id, run), environment: except(id, environment), setup },
    rules: rulesExcept(id),
  }
}

/** The run, its additional inputs, and the digest that its plan showed. */
interface Played {
  readonly run: number
  readonly inputs?: Readonly<Record<string, string>>
  readonly digest?: string
}

type GitHubAttack = Attack<Gated, RepositoryOptions, Played>

const settled =
  (change: (environment: Record<string, unknown>) => void): GitHubAttack['play'] =>
  async (gated) => {
    const run = gated.approvedRun()
    const environment: Record<string, unknown> = { ...protectedWell }
    change(environment)
    gated.repository.settings.environments = { prod: environment }
    return { run }
  }

/** By the defense that stops them. */
const attacks: Readonly<Record<string, Readonly<Record<string, GitHubAttack>>>> = {
  reviewers: {
    'an environment whose reviewers were taken away': {
      play: settled((environment) => void (environment['reviewers'] = [])),
      says: /no required reviewers/,
    },
  },
  'self-review': {
    'an environment whose runs may be approved by who starts them': {
      play: settled((environment) => void (environment['preventSelfReview'] = false)),
      says: /can approve its job for prod/,
    },
  },
  administrators: {
    'an environment that administrators bypass': {
      play: settled((environment) => void (environment['adminsBypass'] = true)),
      says: /Administrators can let a job for prod through/,
    },
  },
  branches: {
    'an environment that jobs of any branch use': {
      play: settled((environment) => void delete environment['branches']),
      says: /any branch can use the environment/,
    },
    'one that jobs of a pattern of branches use': {
      play: settled((environment) => void (environment['branches'] = ['main', 'release/*'])),
      says: /refs other than main/,
    },
    'one for protected branches where none is': {
      async play(gated) {
        const played = await settled((environment) => {
          delete environment['branches']
          environment['protectedBranchesOnly'] = true
        })(gated)
        gated.repository.settings.rules = []
        return played
      },
      says: /main is not protected: if no branch is protected/,
    },
  },
  workflow: {
    'a workflow of the change itself': {
      play: async (gated) => ({ run: gated.approvedRun({ event: 'pull_request', branch: 'change' }) }),
      says: /is the one of the change/,
    },
    'a workflow that somebody dispatches on another branch': {
      play: async (gated) => ({ run: gated.approvedRun({ event: 'workflow_dispatch', branch: 'change' }) }),
      says: /is the one of the change or of change/,
    },
  },
  'first-attempt': {
    'a run that was approved, once more': {
      async play(gated) {
        const run = gated.approvedRun()
        gated.repository.runAgain(run, 'ann')
        return { run }
      },
      says: /attempt 2 of the run/,
    },
  },
  waited: {
    "an administrator's bypass of the second of two environments": {
      options: {
        environments: { prod: protectedWell, 'prod-2': { ...protectedWell, adminsBypass: true } },
      },
      async play({ repository }) {
        const run = repository.startRun({ actor: 'ann', environments: ['prod', 'prod-2'] })
        repository.approve({ run, environment: 'prod', user: 'bob' })
        repository.letThrough(run, 'prod-2')
        repository.settings.environments = { prod: protectedWell, 'prod-2': protectedWell }
        return { run, inputs: { 'protected-environment': 'prod,prod-2' } }
      },
      says: /Nobody approved this run for prod-2: it was let through/,
    },
  },
  newest: {
    'a request that was closed': {
      async play(gated) {
        const run = gated.approvedRun()
        await gated.repository.close(gated.request)
        return { run }
      },
      says: /is closed/,
    },
  },
  tips: {
    'a checkout from before the base has moved': {
      async play(gated) {
        const run = gated.approvedRun()
        const old = temporaryFolder()
        git(old, 'clone', '--quiet', '--bare', gated.repository.directory, '.')
        git(gated.folder, 'remote', 'set-url', 'origin', old)
        await gated.repository.push('main', {
          'fairlead.yaml': policy('{approvals: 1, from: {users: [cid]}}'),
        })
        return { run }
      },
      says: /The checkout has main at [0-9a-f]{12}, which is now at/,
    },
  },
  'same-result': {
    'a run that is approved late': {
      async play(gated) {
        const run = gated.repository.startRun({ actor: 'ann', environments: ['prod'] })
        await gated.push({ 'argocd/web.yaml': app('web', 'prod', '3') }, 'ann')
        gated.fetch()
        gated.repository.approve({ run, environment: 'prod', user: 'bob' })
        return { run }
      },
      says: /for another result/,
    },
    'two requests of which one is approved': {
      async play(gated) {
        const run = gated.approvedRun()
        await gated.repository.push('main', {
          'charts/web/templates/map.yaml':
            'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web, labels: {a: b}}\ndata: {tag: "{{ .Values.tag }}"}\n',
        })
        gated.fetch()
        return { run }
      },
      says: /for another result/,
    },
    'the digest of another request': {
      play: async (gated) => ({ run: gated.approvedRun(), digest: 'a1'.repeat(32) }),
      says: /for another result \((a1){16}\)/,
    },
    'a reviewer who says that they have seen something else': {
      play: async (gated) => ({ run: gated.approvedRun({ comment: `Looks good: ${'b2'.repeat(32)}` }) }),
      says: /for another result \((b2){16}\)/,
    },
  },
  author: {
    'the author, who is a reviewer': {
      options: {
        environments: { prod: { ...protectedWell, reviewers: ['ann', 'bob'] } },
        ...policyOf('{approvals: 1, from: {users: [ann, bob]}}'),
      },
      // A program started the run, so GitHub lets the author approve it.
      play: async (gated) => {
        // GitHub reports another account as the pusher of her commits.
        for (const move of gated.repository.settings.activity) (move as { actor: string }).actor = 'cid'
        return { run: gated.approvedRun({ actor: 'robot[bot]', by: 'ann' }) }
      },
      says: /the approval of ann does not count: they wrote the change/,
    },
  },
  starter: {
    "who started the run of a program's request, and has taken the link to it out of its text": {
      async play(gated) {
        const run = gated.approvedRun()
        const started = gated.repository.startRun({ actor: 'bob', environments: [] })
        openedByProgram(gated, started)
        const bob = new Octokit({ auth: BOB, baseUrl: gated.fake.apiUrl })
        await bob.pulls.update({ owner: 'acme', repo: 'infra', pull_number: gated.request, body: 'Nothing.' })
        return { run }
      },
      says: /bob has edited the text of the request #1/,
    },
    "who started the run of a program's request": {
      async play(gated) {
        openedByProgram(gated, gated.repository.startRun({ actor: 'bob', environments: [] }))
        return { run: gated.approvedRun() }
      },
      says: /the approval of bob does not count: they started the run/,
    },
    'who started the run, and had it write a link to one of somebody else first': {
      async play(gated) {
        const [other, own] = ['cid', 'bob'].map((actor) =>
          gated.repository.startRun({ actor, environments: [] }),
        )
        openedByProgram(gated, own ?? 0)
        const pull = gated.repository.pull(gated.request)
        const forged = `See [this run](${gated.fake.serverUrl}/acme/infra/actions/runs/${other}).`
        Object.assign(pull, { body: `${forged}\n\n${pull.body}` })
        return { run: gated.approvedRun() }
      },
      says: /the approval of bob does not count: they started the run/,
    },
  },
  pusher: {
    'an earlier pusher': {
      async play(gated) {
        await gated.push({ 'argocd/api.yaml': app('api', 'prod', '2') }, 'bob')
        await gated.push({ 'README.md': 'hello\n' }, 'ann')
        gated.fetch()
        return { run: gated.approvedRun(), digest: await gated.plan() }
      },
      says: /the approval of bob does not count: they pushed/,
    },
  },
  program: {
    'a bot of the team': {
      options: {
        environments: { prod: { ...protectedWell, reviewers: ['robot[bot]'] } },
        ...policyOf('{approvals: 1, from: {teams: [acme/sre]}}'),
      },
      async play(gated) {
        gated.fake.addTeam('acme/sre', ['robot[bot]', 'bob'])
        return { run: gated.approvedRun({ by: 'robot[bot]' }), inputs: { 'settings-token': ADMIN_TOKEN } }
      },
      says: /it is a program/,
    },
  },
}

/**
 * Makes it look as if a program had opened the pull request, from a run that its text names, and had pushed its
 * commits.
 */
function openedByProgram({ repository, request, fake }: Gated, run: number): void {
  const pull = repository.pull(request)
  const body = `Made by [this run](${fake.serverUrl}/acme/infra/actions/runs/${run}).`
  Object.assign(pull, { author: 'robot[bot]', body, editor: undefined })
  fake.addToken('ghs_robot_0123456789', { kind: 'app', login: 'robot[bot]' })
  for (const move of repository.settings.activity) Object.assign(move, { actor: 'robot[bot]' })
}

describe.skipIf(!hasTools)('does not pass the gate of a protected environment:', () => {
  it.each(rowsOf(attacks))('$name, and would without $defence', async ({ defence, options, play, says }) => {
    const gated = await setUp(options)
    const shown = await gated.plan()
    const { run, inputs, digest = shown } = await play(gated)
    const given = { 'plan-digest': digest, ...inputs }
    const answer = await gated.gate(run, given)
    expect(answer.decision).not.toBe('approved')
    expect(answer.missing).toMatch(says)
    const off = await gated.gate(run, given, without(defence))
    expect({ decision: off.decision, missing: off.missing }).toEqual({ decision: 'approved', missing: '' })
  })

  it('a misspelt environment, of which GitHub makes a new one without any protection', async () => {
    const gated = await setUp()
    const digest = await gated.plan()
    const run = gated.repository.startRun({ actor: 'ann', environments: ['prdo'] })
    const { decision, missing } = await gated.gate(run, {
      'plan-digest': digest,
      'protected-environment': 'prdo',
    })
    expect(decision).toBe('denied')
    expect(missing).toContain('prdo has no required reviewers')
  })

  it('a job that its administrator let through without anybody', async () => {
    const gated = await setUp({ environments: { prod: { ...protectedWell, adminsBypass: true } } })
    const digest = await gated.plan()
    const run = gated.repository.startRun({ actor: 'ann', environments: ['prod'] })
    gated.repository.letThrough(run, 'prod')
    const { decision, missing } = await gated.gate(run, { 'plan-digest': digest })
    expect(decision).toBe('denied')
    expect(missing).toContain('Nobody approved this run for prod')
  })

  it('somebody who has left the team', async () => {
    const gated = await setUp(policyOf('{approvals: 1, from: {teams: [acme/sre]}}'))
    const digest = await gated.plan()
    gated.fake.addTeam('acme/sre', ['cid'])
    const run = gated.approvedRun()
    const answer = await gated.gate(run, { 'plan-digest': digest, 'settings-token': ADMIN_TOKEN })
    expect(answer.decision).toBe('pending')
    expect(answer.missing).toContain('the policy does not name them')
  })

  it('anybody of a team that cannot be read', async () => {
    const gated = await setUp(policyOf('{approvals: 1, from: {teams: [acme/sre]}}'))
    const digest = await gated.plan()
    gated.fake.addTeam('acme/sre', ['bob'])
    const answer = await gated.gate(gated.approvedRun(), { 'plan-digest': digest })
    expect(answer.decision).toBe('denied')
    expect(answer.missing).toContain('cannot read the team acme/sre')
  })

  it('a commit that came by a push of which GitHub tells nothing any more', async () => {
    const gated = await setUp()
    const digest = await gated.plan()
    gated.repository.settings.activity = []
    const answer = await gated.gate(gated.approvedRun(), { 'plan-digest': digest })
    expect(answer.decision).toBe('denied')
    expect(answer.missing).toContain('cannot determine who pushed')
  })

  it('a freeze, whatever the clock of the runner says', async () => {
    const gated = await setUp(
      policyOf('{approvals: 1, from: {users: [bob]}, freezes: [{from: 2031-05-01, to: 2031-05-02}]}'),
    )
    const digest = await gated.plan()
    const run = gated.approvedRun()
    gated.fake.clock = Date.parse('2031-05-02T23:59:59Z')
    const frozen = await gated.gate(run, { 'plan-digest': digest })
    expect(frozen).toMatchObject({ decision: 'pending' })
    expect(frozen.missing).toMatch(/freeze|frozen/i)
    gated.fake.clock = Date.parse('2031-05-03T00:00:00Z')
    expect(await gated.gate(run, { 'plan-digest': digest })).toMatchObject({ decision: 'approved' })
  })

  it('a GitHub that answers 500 to any one of its questions', async () => {
    const gated = await setUp()
    const digest = await gated.plan()
    const run = gated.approvedRun()
    gated.fake.requests.length = 0
    const asked = async () => {
      const { apiUrl, graphqlUrl, serverUrl } = gated.fake
      const place = { apiUrl, graphqlUrl, serverUrl, repository: 'acme/infra', token: JOB_TOKEN }
      // A second of waiting takes a millisecond.
      const github = openGitHubApprovals(openRepository({ ...place, environment: {}, second: 1 }))
      const judged = { base: gated.repository.head(), head: gated.repository.head('change') }
      const change = {
        request: String(gated.request),
        run,
        environments: ['prod'],
        digest,
        head: undefined,
        judged,
      }
      const source = await github.source({ ...change, commits: async () => [] })
      await source.approvals()
      await source.people({ users: ['bob'], owners: [], teams: [] })
      await source.protections()
      await source.now()
    }
    await asked()
    const rest = gated.fake.requests.filter(({ kind }) => kind === 'rest')
    const operations = new Set(rest.map(({ operation }) => operation))
    expect(operations.size).toBeGreaterThan(8)
    for (const operation of operations) {
      const stop = gated.fake.onRequest((request) =>
        request.operation === operation ? faults.serverError(500) : undefined,
      )
      await expect(asked(), operation).rejects.toThrow(/500/)
      stop()
    }
  })
})

describe.skipIf(!hasTools)('passes the gate of a protected environment:', () => {
  it('exactly what the run has shown, once a reviewer whom the policy names has let it go', async () => {
    const gated = await setUp()
    const digest = await gated.plan()
    const answer = await gated.gate(gated.approvedRun(), { 'plan-digest': digest })
    expect(answer.missing).toBe('')
    expect(answer).toMatchObject({ decision: 'approved', digest, approvals: [{ by: 'bob' }] })
  })

  it('a reviewer whose name the policy spells otherwise', async () => {
    const gated = await setUp(policyOf('{approvals: 1, from: {users: [BOB]}}'))
    const digest = await gated.plan()
    expect(await gated.gate(gated.approvedRun(), { 'plan-digest': digest })).toMatchObject({
      decision: 'approved',
    })
  })

  it('a base that has moved without changing the result, which a reviewer has merged into the branch', async () => {
    const gated = await setUp()
    const digest = await gated.plan()
    await gated.repository.push('main', { 'README.md': 'Something else\n' })
    gated.fetch()
    const { folder, repository } = gated
    git(folder, 'checkout', '--quiet', '-B', 'change', 'origin/change')
    git(folder, 'merge', '--quiet', '--no-edit', 'origin/main')
    git(folder, 'push', '--quiet', repository.directory, 'HEAD:refs/heads/merged')
    const merged = git(folder, 'rev-parse', 'HEAD')
    git(folder, 'checkout', '--quiet', 'main')
    await repository.setBranch('change', merged)
    const [last] = repository.settings.activity.slice(-1)
    ;(last as { actor: string }).actor = 'bob'
    const answer = await gated.gate(gated.approvedRun(), { 'plan-digest': digest })
    expect(answer.missing).toBe('')
  })

  it('a report that a job without secrets has made: then nothing is rendered here', async () => {
    const gated = await setUp()
    const digest = await gated.plan()
    const report = await gated.report()
    const given = { 'plan-digest': digest, report, 'helm-path': '/nowhere/helm' }
    const run = gated.approvedRun()
    expect(await gated.gate(run, given)).toMatchObject({ decision: 'approved', digest })
    await gated.push({ 'argocd/web.yaml': app('web', 'prod', '9') }, 'ann')
    gated.fetch()
    await expect(gated.gate(run, given)).rejects.toThrow(/report was created with the change at/)
  })

  it('what touches nothing of the environment, without a run that anybody let go', async () => {
    const gated = await setUp()
    await gated.push({ 'argocd/web.yaml': app('web', 'prod'), 'README.md': 'Read me\n' }, 'ann')
    gated.fetch()
    const run = gated.repository.startRun({ actor: 'ann', environments: [] })
    const { decision, reasons } = await gated.gate(run)
    expect({ decision, rules: reasons.map(({ rule }) => rule) }).toEqual({
      decision: 'approved',
      rules: ['nothing-to-approve'],
    })
  })
})

describe.skipIf(!hasTools)('a gate that is set up wrongly is a fault:', () => {
  it.each<[string, RepositoryOptions, Readonly<Record<string, string>>, RegExp]>([
    [
      'two approvals of one environment',
      policyOf('{approvals: 2, from: {users: [bob, cid]}}'),
      {},
      /requires 2 approvals, but the run waits for only 1/,
    ],
    [
      'a name that is nobody',
      policyOf('{approvals: 1, from: {users: [bob, nobody]}}'),
      {},
      /"nobody".*no such account/,
    ],
    ['no digest of a plan', {}, { 'plan-digest': '' }, /plan-digest is missing/],
    ['a digest of eight digits', {}, { 'plan-digest': 'a1b2c3d4' }, /not a valid digest/],
    [
      'an author who is told',
      {},
      { author: 'cid', now: '2026-01-01T00:00:00Z' },
      /author is for forge: local/,
    ],
    ['a base that the request does not go into', {}, { base: 'other' }, /targets main/],
  ])('%s', async (_, options, inputs, says) => {
    const gated = await setUp(options)
    const digest = 'a1'.repeat(32)
    await expect(gated.gate(gated.approvedRun(), { 'plan-digest': digest, ...inputs })).rejects.toThrow(says)
  })
})

describe('check-setup', () => {
  const words = (found: readonly { check: string; word: string }[]) =>
    Object.fromEntries(found.map(({ check, word }) => [check, word]))

  it('says yes where the gate holds, by a token that may read everything', async () => {
    const gated = await setUp({ rules: strictRules })
    const found = await gated.checkSetup({ 'settings-token': ADMIN_TOKEN })
    expect(new Set(Object.values(words(found)))).toEqual(new Set(['yes']))
  })

  it.each<[string, RepositoryOptions, string, RegExp]>([
    ['a rule that demands the newest commits', { rules: strictRules }, 'yes', /the ruleset .* requires that/],
    [
      'one that this token may bypass',
      { rules: strictRules.map((rule) => ({ ...rule, bypass: [MERGER] })) },
      'yes',
      /This token can push to main/,
    ],
    ['an App that may push past the rules', { rules: rulesOfMerger }, 'yes', /its own merge commit/],
    ['a token that may not', {}, 'no', /blocks pushes of this token to main/],
    [
      'classic protection of administrators, too',
      {
        rules: [],
        protection: {
          main: { requiredChecks: ['ci'], strict: true, bindsAdmins: true, requiredApprovals: 0 },
        },
      },
      'yes',
      /classic branch protection requires that/,
    ],
    [
      'classic protection that leaves administrators out',
      { rules: [], protection: { main: { requiredChecks: ['ci'], strict: true, requiredApprovals: 0 } } },
      'unread',
      /classic branch protection/,
    ],
  ])('tells which lock %s is, for a gate that merges', async (_, options, word, says) => {
    const gated = await setUp(options)
    const inputs = { merge: 'true', token: MERGE_TOKEN, 'settings-token': ADMIN_TOKEN }
    const lock = (await gated.checkSetup(inputs)).find(({ check }) => check === 'lock')
    expect(lock).toMatchObject({ word, message: expect.stringMatching(says) })
    if (word !== 'yes') expect(lock?.cure).toContain('http')
  })

  it('says that nothing holds the base where people merge and may be behind', async () => {
    const gated = await setUp()
    const lock = (await gated.checkSetup()).find(({ check }) => check === 'lock')
    expect(lock).toMatchObject({ word: 'no', cure: expect.stringContaining('merge: true') })
  })

  it('lets one App past the rules where the gate merges, and nobody else', async () => {
    const gated = await setUp({ rules: rulesOfMerger })
    const inputs = { 'settings-token': ADMIN_TOKEN }
    expect(words(await gated.checkSetup(inputs))).toMatchObject({ bypass: 'no', token: 'yes' })
    const merging = { ...inputs, merge: 'true', token: MERGE_TOKEN }
    expect(words(await gated.checkSetup(merging))).toMatchObject({ bypass: 'yes', token: 'yes' })
    expect(words(await gated.checkSetup({ ...inputs, merge: 'true' }))).toMatchObject({ token: 'no' })
  })

  it('never takes what it could not read for a yes', async () => {
    const gated = await setUp()
    const found = await gated.checkSetup()
    expect(words(found)).toMatchObject({ bypass: 'unread', reviewers: 'yes' })
    expect(found.find(({ check }) => check === 'bypass')?.message).toContain('administration: write')
  })

  it.each<[string, RepositoryOptions, string, RegExp]>([
    ['an actor who bypasses the rules', { rules: [{ ...rules[0], bypass: ['eve'] }] }, 'bypass', /User/],
    [
      'a ruleset that only evaluates',
      { rules: [...rules, { ...rules[0], enforcement: 'evaluate' }] },
      'evaluate',
      /"Evaluate" mode/,
    ],
    ['a base that anybody pushes to', { rules: [] }, 'base', /can push to main/],
    [
      'administrators whom the classic protection does not bind',
      { rules: [], protection: { main: { requiredApprovals: 1 } } },
      'bypass',
      /does not apply to administrators/,
    ],
    [
      'reviewers of whom the policy names none',
      { environments: { prod: { ...protectedWell, reviewers: ['eve'] } } },
      'satisfiable',
      /nobody can satisfy/,
    ],
    [
      'a plan without required reviewers',
      { private: true, plan: 'team' },
      'reviewers',
      /required reviewers need GitHub Enterprise/,
    ],
    ['a plan without environments', { private: true, plan: 'free' }, 'environment', /no environment "prod"/],
  ])('says no to %s, and where it is mended', async (_, options, check, says) => {
    const gated = await setUp(options)
    const found = await gated.checkSetup({ 'settings-token': ADMIN_TOKEN })
    const own = found.filter((one) => one.check === check && one.word === 'no')
    expect(own.map(({ message }) => message).join('\n')).toMatch(says)
    expect(own[0]?.cure).toContain('http')
  })
})

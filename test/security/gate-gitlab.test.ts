/**
 * Attacks on the gate on GitLab, with the whole command against the fake: real git, real helm. Each attack that one
 * defense stops is also tried without it, and then succeeds.
 */
import { describe, expect, it } from 'vitest'
import { hashOf, RECORDS_BRANCH } from '../../src/records/place.ts'
import { faults } from '../fakes/gitlab/index.ts'
import type { Gate } from '../fakes/gitlab/waiting.ts'
import { gatedProject, without } from '../support/gated-gitlab.ts'
import type { GatedOptions, GatedProject } from '../support/gated-gitlab.ts'
import { git, temporaryFolder } from '../support/git.ts'
import { hasTools } from '../support/helm.ts'
import { app, oneEach, policy, policyOf, rowsOf } from '../support/gated.ts'
import type { Attack } from '../support/gated.ts'

const setUp = oneEach(gatedProject)

const approvals = { prod: { requiredApprovals: 1, approvers: ['ann', 'bob', 'cid'] } }

interface Played {
  readonly gate: Gate
  readonly inputs?: Readonly<Record<string, string>>
  readonly variables?: Readonly<Record<string, string>>
  readonly digest?: string
}

type GitLabAttack = Attack<GatedProject, GatedOptions, Played>

/** By the defense that stops them. */
const attacks: Readonly<Record<string, Readonly<Record<string, GitLabAttack>>>> = {
  holds: {
    'a base that Developers merge into, so that they start its jobs': {
      options: { protectedBranches: { main: { push: 'nobody', merge: 'developer' } } },
      play: async (gated) => ({ gate: gated.approved() }),
      says: /Developers can merge into main/,
    },
    'a base that nothing protects': {
      options: { protectedBranches: {} },
      play: async (gated) => ({ gate: gated.approved() }),
      says: /main is not protected/,
    },
    'a pattern that lets Developers merge, too': {
      options: {
        protectedBranches: { main: { push: 'nobody' }, 'm*n': { push: 'nobody', merge: 'developer' } },
      },
      play: async (gated) => ({ gate: gated.approved() }),
      says: /Developers can merge into main/,
    },
    'a protected environment that Developers deploy to, without approvals': {
      options: { tier: 'premium', protectedEnvironments: { prod: { deploy: 'developer' } } },
      play: async (gated) => ({ gate: gated.approved() }),
      says: /Every Developer can start a job for prod/,
    },
  },
  'self-approval': {
    'who started the pipeline, where the project lets them approve it': {
      options: {
        tier: 'premium',
        protectedEnvironments: approvals,
        allowPipelineTriggerApproveDeployment: true,
      },
      async play({ project }) {
        const gate = project.startGate({ username: 'bob', environments: ['prod'] })
        const press = { pipeline: gate.pipeline, environment: 'prod', username: 'bob' }
        project.approveDeployment(press)
        project.letGo(press)
        return { gate }
      },
      says: /can approve its deployment to prod/,
    },
  },
  pipeline: {
    'a pipeline of the merge request, with the file of the change': {
      async play(gated) {
        const gate = gated.approved({ source: 'merge_request_event' })
        return { gate }
      },
      says: /runs the file of the change/,
    },
    'a pipeline of another branch': {
      play: async (gated) => ({ gate: gated.approved({ ref: 'change' }) }),
      says: /of change, started by web/,
    },
  },
  variables: {
    'a project where whoever starts a pipeline gives it variables': {
      options: { ciPipelineVariablesMinimumOverrideRole: 'developer' },
      play: async (gated) => ({ gate: gated.approved() }),
      says: /can pass variables to it/,
    },
  },
  waited: {
    'a job that was let go once more': {
      async play(gated) {
        const gate = gated.approved()
        gated.project.runAgain({ pipeline: gate.pipeline, environment: 'prod', username: 'bob' })
        return { gate }
      },
      says: /The job gate-approve was run again/,
    },
  },
  newest: {
    'an old pipeline that is let go after a newer one': {
      async play(gated) {
        const gate = gated.project.startGate({ username: 'cid', environments: ['prod'] })
        gated.project.startGate({ username: 'cid', environments: ['prod'] })
        gated.project.letGo({ pipeline: gate.pipeline, environment: 'prod', username: 'bob' })
        return { gate }
      },
      says: /A newer pipeline than this one/,
    },
    'a merge request that was closed': {
      async play(gated) {
        const gate = gated.approved()
        await gated.project.close(gated.request)
        return { gate }
      },
      says: /is closed/,
    },
  },
  tips: {
    'a checkout from before the base has moved': {
      async play(gated) {
        const gate = gated.approved()
        const old = temporaryFolder()
        git(old, 'clone', '--quiet', '--bare', gated.project.directory, '.')
        git(old, 'config', 'uploadpack.allowAnySHA1InWant', 'true')
        git(gated.folder, 'remote', 'set-url', 'origin', old)
        await gated.project.push('main', { 'fairlead.yaml': policy('{approvals: 1, from: {users: [cid]}}') })
        return { gate }
      },
      says: /The checkout has main at [0-9a-f]{12}, which is now at/,
    },
  },
  freeze: {
    "GitLab's own freeze period": {
      options: { freezePeriods: [{ start: '0 0 * * *', end: '59 23 31 12 *', timeZone: 'Europe/Berlin' }] },
      play: async (gated) => ({ gate: gated.approved() }),
      says: /GitLab's freeze period from "0 0 \* \* \*" to "59 23 31 12 \*" \(Europe\/Berlin\) is active/,
    },
  },
  'freeze-periods': {
    'a freeze period that cannot be read': {
      options: { freezePeriods: [{ start: 'whenever', end: '0 0 1 1 *' }] },
      play: async (gated) => ({ gate: gated.approved() }),
      says: /whether the freeze period from "whenever"/,
    },
  },
  'same-result': {
    'a pipeline that is let go late': {
      async play(gated) {
        const gate = gated.project.startGate({ username: 'cid', environments: ['prod'] })
        await gated.push({ 'argocd/web.yaml': app('web', 'prod', '3') }, 'ann')
        gated.fetch()
        gated.project.letGo({ pipeline: gate.pipeline, environment: 'prod', username: 'bob' })
        return { gate }
      },
      says: /for another result/,
    },
    'two merge requests of which one is approved': {
      async play(gated) {
        const gate = gated.approved()
        await gated.project.push('main', {
          'charts/web/templates/map.yaml':
            'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web, labels: {a: b}}\ndata: {tag: "{{ .Values.tag }}"}\n',
        })
        gated.fetch()
        return { gate }
      },
      says: /for another result/,
    },
    'the digest of another merge request': {
      play: async (gated) => ({ gate: gated.approved(), digest: 'a1'.repeat(32) }),
      says: /for another result \((a1){16}\)/,
    },
  },
  author: {
    'the author, who has become a Maintainer': {
      options: {
        ...policyOf('{approvals: 1, from: {users: [ann, bob]}}'),
        members: { ann: 'maintainer', bob: 'maintainer', cid: 'maintainer' },
      },
      async play(gated) {
        // GitLab reports another account as the pusher of her commits.
        for (const push of gated.project.state.pushes)
          Object.assign(push, { author: gated.fake.addUser('cid').id })
        return { gate: gated.approved({ by: 'ann' }) }
      },
      says: /the approval of ann does not count: they wrote the change/,
    },
  },
  starter: {
    "who started the pipeline of a program's merge request, and has taken the link to it out of its text": {
      async play(gated) {
        const gate = gated.approved()
        openedByProgram(gated)
        const edited = await fetch(
          `${gated.fake.apiUrl}/projects/acme%2Finfra/merge_requests/${gated.request}`,
          {
            method: 'PUT',
            headers: { 'private-token': BOB, 'content-type': 'application/json' },
            body: JSON.stringify({ description: 'Nothing.' }),
          },
        )
        expect(edited.status).toBe(200)
        return { gate }
      },
      says: /bob has edited the text of the merge request !1/,
    },
    "who started the pipeline of a program's merge request": {
      async play(gated) {
        openedByProgram(gated)
        return { gate: gated.approved() }
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
        return { gate: gated.approved(), digest: await gated.plan() }
      },
      says: /the approval of bob does not count: they pushed/,
    },
  },
  program: {
    'the bot of a project': {
      options: {
        tier: 'premium',
        protectedEnvironments: { prod: { requiredApprovals: 1, approvers: ['project_7_bot_abc'] } },
        ...policyOf('{approvals: 1, from: {users: [bob, project_7_bot_abc]}}'),
      },
      async play({ project }) {
        const gate = project.startGate({ username: 'cid', environments: ['prod'] })
        const press = { pipeline: gate.pipeline, environment: 'prod' }
        project.approveDeployment({ ...press, username: 'project_7_bot_abc' })
        project.letGo({ ...press, username: 'cid' })
        return { gate }
      },
      says: /it is a program/,
    },
  },
}

/** Makes it look as if a program had opened the merge request, from a pipeline of bob's that its text names. */
function openedByProgram({ project, request, fake }: GatedProject): void {
  fake.addToken(BOB, { username: 'bob', roles: { 'acme/infra': 'maintainer' } })
  const robot = fake.addUser('project_1_bot_0a1b2c').id
  const made = project.startGate({ username: 'bob', environments: [] }).pipeline
  const description = `Made by [this run](${fake.serverUrl}/acme/infra/-/pipelines/${made}).`
  Object.assign(project.mergeRequest(request), { author: robot, description })
  for (const push of project.state.pushes) Object.assign(push, { author: robot })
}

const BOB = 'glpat-bob-0123456789'

describe.skipIf(!hasTools)('does not pass the gate on GitLab:', () => {
  it.each(rowsOf(attacks))('$name, and would without $defence', async ({ defence, options, play, says }) => {
    const gated = await setUp(options)
    const shown = await gated.plan()
    const { gate, inputs, variables, digest = shown } = await play(gated)
    const given = { 'plan-digest': digest, ...inputs }
    const answer = await gated.gate(gate, given, {}, variables)
    expect(answer.decision).not.toBe('approved')
    expect(answer.missing).toMatch(says)
    const off = await gated.gate(gate, given, without(defence), variables)
    expect({ decision: off.decision, missing: off.missing }).toEqual({ decision: 'approved', missing: '' })
  })

  it('a job that waited for nobody', async () => {
    const gated = await setUp()
    const digest = await gated.plan()
    const gate = gated.project.startGate({ username: 'bob', environments: ['prod'], when: 'on_success' })
    const { decision, missing } = await gated.gate(gate, { 'plan-digest': digest })
    expect(decision).toBe('denied')
    expect(missing).toContain('The job gate-approve did not wait for an approval')
  })

  it('a misspelt environment, of which GitLab makes a new one that nothing protects', async () => {
    const gated = await setUp()
    const digest = await gated.plan()
    const gate = gated.approved({ environments: ['prdo'] })
    const { decision, missing } = await gated.gate(gate, { 'plan-digest': digest })
    expect(decision).toBe('denied')
    expect(missing).toContain('No job of this pipeline has waited for prod')
  })

  it('who starts a job that others had to approve, and has not approved it', async () => {
    const gated = await setUp({
      tier: 'premium',
      protectedEnvironments: approvals,
      ...policyOf('{approvals: 1, from: {users: [bob]}}'),
    })
    const digest = await gated.plan()
    const gate = gated.project.startGate({ username: 'eve', environments: ['prod'] })
    const press = { pipeline: gate.pipeline, environment: 'prod' }
    gated.project.approveDeployment({ ...press, username: 'cid' })
    gated.project.letGo({ ...press, username: 'bob' })
    const { decision, missing } = await gated.gate(gate, { 'plan-digest': digest })
    expect(decision).toBe('pending')
    expect(missing).toContain('cid')
    expect(missing).not.toContain('the approval of bob')
  })

  it('variables that say another job, another person and another environment', async () => {
    const gated = await setUp()
    const digest = await gated.plan()
    const other = gated.approved()
    // Nobody approved this one. The user who starts it passes the variables of the other one.
    const gate = gated.project.startGate({ username: 'ann', environments: ['prod'] })
    const { decision, missing } = await gated.gate(
      gate,
      { 'plan-digest': digest },
      {},
      {
        CI_JOB_ID: '1',
        CI_PIPELINE_ID: String(other.pipeline),
        CI_ENVIRONMENT_NAME: 'prod',
        GITLAB_USER_LOGIN: 'bob',
        CI_JOB_MANUAL: 'true',
      },
    )
    expect(decision).not.toBe('approved')
    expect(missing).toContain('0 of 1')
  })

  it('a job without its own token, which alone tells which job it is', async () => {
    const gated = await setUp()
    const digest = await gated.plan()
    const gate = { ...gated.approved(), jobToken: '' }
    const { decision, missing } = await gated.gate(gate, { 'plan-digest': digest })
    expect(decision).toBe('denied')
    expect(missing).toContain('which job this is')
  })

  it('anybody of a group that cannot be read', async () => {
    const gated = await setUp(policyOf('{approvals: 1, from: {teams: [acme/sre]}}'))
    const digest = await gated.plan()
    const answer = await gated.gate(gated.approved(), { 'plan-digest': digest })
    expect(answer.decision).toBe('denied')
    expect(answer.missing).toContain('cannot read the team acme/sre')
  })

  it('a commit that came with a push of many branches, of which GitLab names none', async () => {
    const gated = await setUp()
    for (const push of gated.project.state.pushes) Object.assign(push, { ref: null, refCount: 4 })
    const digest = await gated.plan()
    const answer = await gated.gate(gated.approved(), { 'plan-digest': digest })
    expect(answer.decision).toBe('denied')
    expect(answer.missing).toContain('cannot determine who pushed')
  })

  it('a token that may not read what Maintainers see', async () => {
    const gated = await setUp({ role: 'reporter' })
    const digest = await gated.plan()
    const answer = await gated.gate(gated.approved(), { 'plan-digest': digest })
    expect(answer.decision).toBe('denied')
    expect(answer.missing).toMatch(/Could not read .*requires the role Maintainer/)
  })

  it('a GitLab that answers 500 to any one of its questions', async () => {
    const gated = await setUp()
    const digest = await gated.plan()
    const report = await gated.report()
    const gate = gated.approved()
    const ask = () => gated.gate(gate, { 'plan-digest': digest, report })
    gated.fake.requests.length = 0
    expect((await ask()).decision).toBe('approved')
    const asked = gated.fake.requests.filter(({ kind }) => kind === 'rest' || kind === 'graphql')
    const operations = new Set(asked.map(({ operation }) => operation))
    expect(operations.size).toBeGreaterThan(8)
    for (const operation of operations) {
      const stop = gated.fake.onRequest((request) =>
        request.operation === operation ? faults.serverError(500) : undefined,
      )
      await expect(ask(), operation).rejects.toThrow(/500/)
      stop()
    }
  })
})

describe.skipIf(!hasTools)('passes the gate on GitLab:', () => {
  it('on Free, exactly what the pipeline has shown, once somebody whom the policy names started its job', async () => {
    const gated = await setUp()
    const digest = await gated.plan()
    const answer = await gated.gate(gated.approved(), { 'plan-digest': digest })
    expect(answer.missing).toBe('')
    expect(answer).toMatchObject({
      decision: 'approved',
      digest,
      approvals: [{ by: 'bob', atFrom: 'the start of the job that they released' }],
    })
  })

  it('on Premium, by as many approvals of the deployment as the policy asks for, with their times', async () => {
    const gated = await setUp({
      tier: 'premium',
      protectedEnvironments: { prod: { requiredApprovals: 2, approvers: ['bob', 'cid'] } },
      ...policyOf('{approvals: 2, from: {users: [bob, cid]}}'),
    })
    const digest = await gated.plan()
    const gate = gated.project.startGate({ username: 'eve', environments: ['prod'] })
    const press = { pipeline: gate.pipeline, environment: 'prod' }
    gated.project.approveDeployment({ ...press, username: 'bob' })
    gated.project.approveDeployment({ ...press, username: 'cid' })
    gated.project.letGo({ ...press, username: 'cid' })
    const answer = await gated.gate(gate, { 'plan-digest': digest })
    expect(answer.missing).toBe('')
    expect(answer).toMatchObject({
      decision: 'approved',
      approvals: [
        { by: 'bob', atFrom: null },
        { by: 'cid', atFrom: null },
      ],
    })
  })

  it('a report that a job without secrets has made: then nothing is rendered here', async () => {
    const gated = await setUp()
    const digest = await gated.plan()
    const report = await gated.report()
    const given = { 'plan-digest': digest, report, 'helm-path': '/nowhere/helm' }
    const gate = gated.approved()
    const answer = await gated.gate(gate, given)
    expect(answer.missing).toBe('')
    expect(answer).toMatchObject({ decision: 'approved', digest })
    await gated.push({ 'argocd/web.yaml': app('web', 'prod', '9') }, 'ann')
    gated.fetch()
    await expect(gated.gate(gate, given)).rejects.toThrow(/report was created with the change at/)
  })

  it('a plan in a pipeline of the default branch, which its number names', async () => {
    const gated = await setUp()
    const shown = await gated.plan()
    git(gated.folder, 'checkout', '--quiet', 'main')
    const named = { 'pull-request': String(gated.request), base: 'main' }
    // The ref that GitLab stores, and that a runner's clone can fetch.
    const ref = `refs/merge-requests/${gated.request}/head`
    git(gated.project.directory, 'update-ref', ref, gated.project.head('change'))
    git(gated.folder, 'remote', 'set-url', 'origin', gated.project.directory)
    expect(await gated.plan(named)).toBe(shown)
  })
})

describe.skipIf(!hasTools)('merges on GitLab', () => {
  /** Runs a function once, just before the commit is pushed. */
  function beforePush({ fake }: GatedProject, happens: () => Promise<unknown>): void {
    const stop = fake.onRequest(async (request) => {
      if (request.operation !== 'git-receive-pack' || request.method === 'GET') return undefined
      stop()
      await happens()
      return undefined
    })
  }

  it('exactly what was approved, and nothing twice', async () => {
    const gated = await setUp({ scopes: ['api'], protectedBranches: { main: { push: 'maintainer' } } })
    const { project, request } = gated
    const [base, head] = [project.head(), project.head('change')]
    const digest = await gated.plan()
    const gate = gated.approved()
    const given = { 'plan-digest': digest, merge: 'true', record: 'true' }
    const answer = await gated.gate(gate, given)
    expect(answer.failure).toBeUndefined()
    expect(answer).toMatchObject({ decision: 'approved', merged: project.head() })
    expect((await project.commit('main')).parents).toEqual([base, head])
    expect(project.mergeRequest(request).state).toBe('merged')
    const merged = project.head()
    gated.fetch()
    expect(await gated.gate(gate, given)).toMatchObject({ merged })
    expect(project.head()).toBe(merged)
  })

  it('and its notes have the hashes of the records', async () => {
    const gated = await setUp({ scopes: ['api'], protectedBranches: { main: { push: 'maintainer' } } })
    const { project, request } = gated
    const given = { 'plan-digest': await gated.plan(), merge: 'true', record: 'true' }
    const head = project.head('change')
    expect((await gated.gate(gated.approved(), given)).failure).toBeUndefined()
    const notes = project.notesOf(request)
    expect(notes.map(({ body }) => body.split('\n')[0])).toEqual([
      expect.stringContaining('fairlead gate'),
      expect.stringContaining('fairlead merge'),
    ])
    for (const [i, { body }] of notes.entries()) {
      const bytes = await project.read(`entries/00000/0000000${i + 1}.json`, RECORDS_BRANCH)
      expect(body).toContain(hashOf(Buffer.from(bytes ?? '')))
      expect(body).toContain(head)
    }
  })

  it('and says that a note with the hash could not be written', async () => {
    const gated = await setUp({ scopes: ['api'], protectedBranches: { main: { push: 'maintainer' } } })
    gated.fake.onRequest(({ operation }) =>
      operation.startsWith('POST') && operation.endsWith('/notes') ? faults.serverError(500) : undefined,
    )
    const given = { 'plan-digest': await gated.plan(), record: 'true' }
    const answer = await gated.gate(gated.approved(), given)
    expect(answer).toMatchObject({ decision: 'approved', failure: undefined })
    expect(answer.text).toContain('the hash of the record is stored in the records only')
  })

  it('nothing where the base moves between the decision and the merge', async () => {
    const gated = await setUp({ scopes: ['api'], protectedBranches: { main: { push: 'maintainer' } } })
    const digest = await gated.plan()
    const gate = gated.approved()
    beforePush(gated, () => gated.project.push('main', { 'README.md': 'Another merge request\n' }))
    const answer = await gated.gate(gate, { 'plan-digest': digest, merge: 'true' })
    expect(answer.failure).toMatch(
      /main moved from [0-9a-f]{12} to [0-9a-f]{12} since the change was judged; nothing was merged/,
    )
    expect(await gated.project.read('argocd/web.yaml')).toContain('tag: "1"')
    expect(gated.project.mergeRequest(gated.request).state).toBe('opened')
  })

  it('nothing that was not approved', async () => {
    const gated = await setUp({ scopes: ['api'], protectedBranches: { main: { push: 'maintainer' } } })
    const base = gated.project.head()
    const digest = await gated.plan()
    const gate = gated.project.startGate({ username: 'cid', environments: ['prod'] })
    const answer = await gated.gate(gate, { 'plan-digest': digest, merge: 'true' })
    expect(answer.decision).not.toBe('approved')
    expect(gated.project.head()).toBe(base)
  })
})

describe('check-setup on GitLab', () => {
  const words = (found: readonly { check: string; word: string }[]) =>
    Object.fromEntries(found.map(({ check, word }) => [check, word]))

  it('says yes where the gate holds', async () => {
    const gated = await setUp({
      tier: 'premium',
      protectedEnvironments: approvals,
      mergeMethod: 'rebase_merge',
    })
    const found = await gated.checkSetup()
    expect(found.filter(({ word }) => word !== 'yes')).toEqual([])
    expect(words(found)).toMatchObject({ base: 'yes', variables: 'yes', 'self-approval': 'yes', lock: 'yes' })
  })

  it('never takes what it could not read for a yes', async () => {
    const gated = await setUp({ role: 'reporter' })
    const found = await gated.checkSetup()
    expect(words(found)).toMatchObject({ base: 'unread', variables: 'yes' })
    expect(found.find(({ check }) => check === 'base')?.message).toContain('role Maintainer')
  })

  it.each<[string, GatedOptions, string, RegExp]>([
    [
      'a base that Developers push to',
      { protectedBranches: { main: { push: 'developer' } } },
      'base',
      /push to main/,
    ],
    [
      'pipelines that are given variables',
      { ciPipelineVariablesMinimumOverrideRole: 'maintainer' },
      'variables',
      /from the role maintainer on/,
    ],
    [
      'more approvals than the pipeline can bring',
      policyOf('{approvals: 2, from: {users: [bob, cid]}}'),
      'satisfiable',
      /requires 2 approvals, but the pipeline waits for 1/,
    ],
    [
      'a name that is nobody',
      policyOf('{approvals: 1, from: {users: [bob, nobody]}}'),
      'satisfiable',
      /nobody/,
    ],
    ['no such environment', { environments: ['staging'] }, 'environment', /no environment "prod"/],
  ])('says no to %s, and how it is mended', async (_, options, check, says) => {
    const gated = await setUp(options)
    const found = await gated.checkSetup()
    const own = found.filter((one) => one.check === check && one.word === 'no')
    expect(own.map(({ message }) => message).join('\n')).toMatch(says)
    expect(own[0]?.cure).toBeTruthy()
  })
})

/**
 * Approvals on GitLab by accounts that may not approve: programs with any name, the people behind them, members of
 * other groups, and people who pushed a commit indirectly. The whole command runs against the fake. Next to each
 * attack are similar cases that must still pass.
 */
import { describe, expect, it } from 'vitest'
import { GATE_TOKEN, gatedProject, without } from '../support/gated-gitlab.ts'
import type { GatedProject } from '../support/gated-gitlab.ts'
import { hasTools } from '../support/helm.ts'
import { app, oneEach, policy, policyOf } from '../support/gated.ts'

const setUp = oneEach(gatedProject)

/** Adds a GitLab account for a program, which its owner has given a person's name. */
const service = (fake: GatedProject['fake'], username: string) =>
  fake.addToken(`glpat-${username}`, { kind: 'group', username })

/**
 * Makes it look as if another account had opened the merge request, from a pipeline of `starter` that the text names.
 */
function openedBy({ project, request, fake }: GatedProject, author: number, starter?: string, before = '') {
  const link = (username: string) =>
    `[this run](${fake.serverUrl}/acme/infra/-/pipelines/${project.startGate({ username, environments: [] }).pipeline})`
  const forged = before === '' ? '' : `${before}: ${link('cid')}\n\n`
  const description = starter === undefined ? 'Nothing.' : `${forged}Made by ${link(starter)}.`
  Object.assign(project.mergeRequest(request), { author, description })
  for (const push of project.state.pushes) Object.assign(push, { author })
}

describe.skipIf(!hasTools)('does not pass the gate on GitLab:', () => {
  it('who started the pipeline of a service account, whose name is like that of a person', async () => {
    const gated = await setUp()
    openedBy(gated, service(gated.fake, 'deployer').id, 'bob')
    const given = { 'plan-digest': await gated.plan() }
    const gate = gated.approved()
    expect((await gated.gate(gate, given)).missing).toMatch(
      /the approval of bob does not count: they started the run/,
    )
    expect((await gated.gate(gate, given, without('starter'))).missing).toBe('')
  })

  it('who started the pipeline of an account that the policy lists as a program', async () => {
    const gated = await setUp(policyOf('{approvals: 1, from: {users: [bob, cid]}, bots: [Robot]}'))
    openedBy(gated, gated.fake.addUser('robot').id, 'bob')
    const given = { 'plan-digest': await gated.plan() }
    const gate = gated.approved()
    expect((await gated.gate(gate, given)).missing).toMatch(
      /the approval of bob does not count: they started the run/,
    )
    expect((await gated.gate(gate, given, without('starter'))).missing).toBe('')
  })

  it('who started the pipeline, and had it write a link to one of somebody else first', async () => {
    const gated = await setUp()
    openedBy(gated, service(gated.fake, 'deployer').id, 'bob', 'See')
    const answer = await gated.gate(gated.approved(), { 'plan-digest': await gated.plan() })
    expect(answer.missing).toMatch(/the approval of bob does not count: they started the run/)
  })

  it('a Maintainer with a token of the project that he has made, by which he opened the merge request', async () => {
    const gated = await setUp()
    openedBy(gated, gated.fake.addUser('project_1_bot_0a1b2c').id)
    const given = { 'plan-digest': await gated.plan() }
    const gate = gated.approved()
    const answer = await gated.gate(gate, given)
    expect(answer.missing).toMatch(/project_1_bot_0a1b2c, a program, has opened the merge request !1/)
    expect(answer.text).toContain('bots: [project_1_bot_0a1b2c]')
    expect((await gated.gate(gate, given, without('starter'))).missing).toBe('')
  })

  it('a service account of any name', async () => {
    const gated = await setUp({
      tier: 'premium',
      protectedEnvironments: { prod: { requiredApprovals: 1 } },
      ...policyOf('{approvals: 1, from: {users: [bob, deployer]}}'),
    })
    service(gated.fake, 'deployer')
    const given = { 'plan-digest': await gated.plan() }
    const gate = gated.project.startGate({ username: 'cid', environments: ['prod'] })
    const press = { pipeline: gate.pipeline, environment: 'prod' }
    gated.project.approveDeployment({ ...press, username: 'deployer' })
    gated.project.letGo({ ...press, username: 'cid' })
    expect((await gated.gate(gate, given)).missing).toMatch(
      /the approval of deployer does not count: it is a program/,
    )
    expect((await gated.gate(gate, given, without('program'))).missing).toBe('')
  })

  it('a member of the group above the one that the policy names', async () => {
    const gated = await setUp(policyOf('{approvals: 1, from: {teams: [acme/sre]}}'))
    gated.fake.addUser('gate', { 'acme/sre': 'reporter' })
    gated.fake.addUser('cid', { 'acme/sre': 'reporter' })
    gated.fake.addUser('dan', { acme: 'maintainer' })
    const given = { 'plan-digest': await gated.plan() }
    const of = (by: string) => gated.gate(gated.approved({ by }), given)
    expect((await of('dan')).missing).toMatch(
      /the approval of dan does not count: the policy does not name them/,
    )
    expect((await of('cid')).missing).toBe('')
  })

  it('who pushed a commit to another branch, of which somebody else made that of the merge request', async () => {
    const gated = await setUp()
    const { project } = gated
    const made = { 'argocd/web.yaml': app('web', 'prod', '4') }
    const head = await project.push('draft', made, { author: 'bob' })
    project.state.pushes = project.state.pushes.filter(({ ref }) => ref !== 'change')
    await project.setBranch('change', head, 'ann')
    const given = { 'plan-digest': await gated.plan() }
    const of = (by: string) => gated.gate(gated.approved({ by }), given)
    expect((await of('bob')).missing).toMatch(/the approval of bob does not count: they pushed a commit/)
    expect((await of('cid')).missing).toBe('')
  })
})

describe.skipIf(!hasTools)('passes the gate on GitLab:', () => {
  it('who has made a branch of a change that others had pushed before', async () => {
    const gated = await setUp()
    await gated.project.setBranch('look', gated.project.head('change'), 'bob')
    const answer = await gated.gate(gated.approved(), { 'plan-digest': await gated.plan() })
    expect(answer.missing).toBe('')
  })

  it('a program that works by itself, which the policy lists', async () => {
    const gated = await setUp(policyOf('{approvals: 1, from: {users: [bob]}, bots: [project_1_bot_0a1b2c]}'))
    openedBy(gated, gated.fake.addUser('project_1_bot_0a1b2c').id)
    const answer = await gated.gate(gated.approved(), { 'plan-digest': await gated.plan() })
    expect(answer.missing).toBe('')
  })

  it('an approval whose comment names the commit', async () => {
    const gated = await setUp({ tier: 'premium', protectedEnvironments: { prod: { requiredApprovals: 1 } } })
    const given = { 'plan-digest': await gated.plan() }
    const gate = gated.project.startGate({ username: 'eve', environments: ['prod'] })
    const press = { pipeline: gate.pipeline, environment: 'prod' }
    gated.project.approveDeployment({ ...press, username: 'bob' }, `Seen ${gated.project.head('change')}.`)
    gated.project.letGo({ ...press, username: 'cid' })
    expect((await gated.gate(gate, given)).missing).toBe('')
  })

  it('a member of a group without one above it, which CODEOWNERS names as it does people', async () => {
    const gate = '{approvals: 1, from: {users: [bob, cid]}, codeOwners: true}'
    const gated = await setUp({ files: { 'fairlead.yaml': policy(gate), CODEOWNERS: '* @sre\n' } })
    gated.fake.addUser('gate', { sre: 'reporter' })
    gated.fake.addUser('cid', { sre: 'reporter' })
    const given = { 'plan-digest': await gated.plan() }
    const of = (by: string) => gated.gate(gated.approved({ by }), given)
    expect((await of('bob')).missing).toMatch(/No owner of argocd\/web.yaml has approved it \(@sre\)/)
    expect((await of('cid')).missing).toBe('')
  })

  it('a change of a project with very many pushes', async () => {
    const gated = await setUp()
    const { pushes } = gated.project.state
    const removal = { ...pushes[0]!, action: 'removed', ref: 'old', from: null, to: null } as const
    gated.project.state.pushes = [...Array.from({ length: 20_100 }, () => removal), ...pushes]
    const answer = await gated.gate(gated.approved(), { 'plan-digest': await gated.plan() })
    expect(answer.missing).toBe('')
  }, 120_000)
})

describe.skipIf(!hasTools)('a fork whose pushes cannot be read', () => {
  it.each([
    ['is private', 4711, /who pushed to the fork that the merge request comes from \(project 4711\)/],
    ['is gone', null, /The fork that the merge request comes from no longer exists/],
  ])('is told: it %s', async (_, source_project_id, says) => {
    const gated = await setUp()
    const given = { 'plan-digest': await gated.plan() }
    const at = `${gated.fake.apiUrl}/projects/acme%2Finfra/merge_requests/${gated.request}`
    const real = await fetch(at, { headers: { 'private-token': GATE_TOKEN } })
    const body = { ...((await real.json()) as object), source_project_id }
    gated.fake.onRequest(({ operation }) =>
      operation === 'GET /projects/{id}/merge_requests/{merge_request_iid}'
        ? { answer: { status: 200, body } }
        : undefined,
    )
    const answer = await gated.gate(gated.approved(), given)
    expect(answer.decision).toBe('denied')
    expect(answer.missing).toMatch(says)
    expect(answer.text.replaceAll(/\s+/g, ' ')).toContain('Push its branch to acme/infra, and open another')
  })
})

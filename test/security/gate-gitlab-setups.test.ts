/**
 * Pipelines, projects and race conditions on GitLab that look right but are not, with the whole command against the
 * fake. An attack that one defense stops succeeds without it.
 */
import { describe, expect, it } from 'vitest'
import type { Gate } from '../fakes/gitlab/waiting.ts'
import { gatedProject, without } from '../support/gated-gitlab.ts'
import type { GatedOptions, GatedProject } from '../support/gated-gitlab.ts'
import { hasTools } from '../support/helm.ts'
import { oneEach } from '../support/gated.ts'

const setUp = oneEach(gatedProject)

const premium: GatedOptions = {
  tier: 'premium',
  protectedEnvironments: { prod: { requiredApprovals: 1 } },
}

/** Ends the waiting job with another status. */
function ended({ project }: GatedProject, gate: Gate, status: 'canceled' | 'failed'): Gate {
  const job = project.state.jobs.find(
    ({ pipeline, environment }) => pipeline === gate.pipeline && environment,
  )
  Object.assign(job ?? {}, { status })
  return gate
}

/** Starts a gate that bob approved, with a job that cid started. */
function approvedBy({ project }: GatedProject): Gate {
  const gate = project.startGate({ username: 'eve', environments: ['prod'] })
  const press = { pipeline: gate.pipeline, environment: 'prod' }
  project.approveDeployment({ ...press, username: 'bob' })
  project.letGo({ ...press, username: 'cid' })
  return gate
}

interface Attack {
  readonly defence: string
  readonly options?: GatedOptions
  readonly play: (gated: GatedProject) => Gate
  readonly says: RegExp
}

const attacks: Readonly<Record<string, Attack>> = {
  'a pipeline of a tag that is called like the default branch': {
    defence: 'pipeline',
    play: (gated) => gated.approved({ tag: true }),
    says: /of the tag main, started by web/,
  },
  'a child pipeline, whose file a job may have written': {
    defence: 'pipeline',
    play: (gated) => gated.approved({ source: 'parent_pipeline' }),
    says: /of main, started by parent_pipeline/,
  },
  'a job that somebody started, and that was stopped then': {
    defence: 'waited',
    play: (gated) => ended(gated, gated.approved(), 'canceled'),
    says: /The job gate-approve released nothing: its status is canceled/,
  },
  'a deployment that one person approved and another one rejected': {
    defence: 'waited',
    options: premium,
    play: (gated) => ended(gated, approvedBy(gated), 'failed'),
    says: /The job gate-approve released nothing: its status is failed/,
  },
  'a base to which Developers push its rules, with approvals of Premium': {
    defence: 'holds',
    options: { ...premium, protectedBranches: {} },
    play: approvedBy,
    says: /main is not protected/,
  },
}

describe.skipIf(!hasTools)('does not pass the gate on GitLab:', () => {
  it.each(Object.entries(attacks))('%s', async (_, { defence, options, play, says }) => {
    const gated = await setUp(options)
    const given = { 'plan-digest': await gated.plan() }
    const gate = play(gated)
    const answer = await gated.gate(gate, given)
    expect(answer.decision).toBe('denied')
    expect(answer.missing).toMatch(says)
    expect((await gated.gate(gate, given, without(defence))).missing).toBe('')
  })

  it('a base of which GitLab tells no rule', async () => {
    const gated = await setUp()
    const given = { 'plan-digest': await gated.plan() }
    gated.fake.onRequest(({ operation }) =>
      operation === 'GET /projects/{id}/protected_branches'
        ? { answer: { status: 200, body: [] } }
        : undefined,
    )
    expect((await gated.gate(gated.approved(), given)).missing).toMatch(
      /Could not read who can merge into main/,
    )
  })
})

describe.skipIf(!hasTools)('merges on GitLab', () => {
  const merging = {
    scopes: ['api'],
    members: { ann: 'developer', bob: 'maintainer', cid: 'maintainer' },
  } as const
  const closed = { main: { push: 'nobody', merge: 'maintainer' } } as const

  /** Runs a function once, just before GitLab merges or accepts a push. */
  function justBefore({ fake }: GatedProject, happens: () => unknown): void {
    const stop = fake.onRequest(async ({ operation, method }) => {
      const isMerge = operation === 'PUT /projects/{id}/merge_requests/{merge_request_iid}/merge'
      if (!isMerge && (operation !== 'git-receive-pack' || method === 'GET')) return undefined
      stop()
      await happens()
      return undefined
    })
  }

  const run = async (gated: GatedProject) => {
    const given = { 'plan-digest': await gated.plan(), merge: 'true' }
    return gated.gate(gated.approved(), given)
  }
  const isLive = async ({ project }: GatedProject) => (await project.read('argocd/web.yaml'))?.includes('"2"')

  it.each(['ff', 'rebase_merge'] as const)(
    'exactly what was approved, by the method %s',
    async (mergeMethod) => {
      for (const squashOption of ['default_off', 'always'] as const) {
        const gated = await setUp({ ...merging, mergeMethod, squashOption, protectedBranches: closed })
        const answer = await run(gated)
        expect(answer.failure).toBeUndefined()
        expect(answer).toMatchObject({ merged: gated.project.head(), merge: { lock: 'up-to-date' } })
        expect(await isLive(gated)).toBe(true)
        await gated[Symbol.asyncDispose]()
      }
    },
  )

  it.each(['ff', 'rebase_merge'] as const)(
    'nothing onto another base by the method %s, whether GitLab rebases by itself or not',
    async (mergeMethod) => {
      for (const automaticRebase of [false, true]) {
        const gated = await setUp({ ...merging, mergeMethod, automaticRebase })
        justBefore(gated, () => gated.project.push('main', { 'README.md': 'Another merge request\n' }))
        const answer = await run(gated)
        expect(answer.failure).toMatch(/nothing was merged/)
        expect(await isLive(gated)).toBe(false)
        await gated[Symbol.asyncDispose]()
      }
    },
  )

  it('nothing where GitLab rebases by itself, and nobody may push', async () => {
    const gated = await setUp({
      ...merging,
      mergeMethod: 'ff',
      automaticRebase: true,
      protectedBranches: closed,
    })
    await expect(run(gated)).rejects.toThrow(/merge: true is not possible/)
    const lock = (await gated.checkSetup({ merge: 'true' })).find(({ check }) => check === 'lock')
    expect(lock?.word).toBe('no')
  })

  it.each([
    ['18.8.0-ee', 'yes'],
    ['19.2.0-ee', 'no'],
    ['19.5.0-ee', 'yes'],
  ])('knows whether GitLab %s may rebase by itself: the lock is there (%s)', async (version, word) => {
    const gated = await setUp({ ...merging, version, mergeMethod: 'ff', protectedBranches: closed })
    const lock = (await gated.checkSetup({ merge: 'true' })).find(({ check }) => check === 'lock')
    expect(lock?.word).toBe(word)
  })

  it.each<[string, (gated: GatedProject) => unknown]>([
    [
      'goes into another branch now',
      ({ project, request }) => Object.assign(project.mergeRequest(request), { target: 'release' }),
    ],
    [
      'is a draft now',
      ({ project, request }) => Object.assign(project.mergeRequest(request), { title: 'Draft: Bump' }),
    ],
    ['is at another commit now', (gated) => gated.push({ 'README.md': 'More\n' }, 'ann')],
    ['was closed', ({ project, request }) => project.close(request)],
  ])('nothing of a merge request that %s', async (_, happens) => {
    const gated = await setUp({
      ...merging,
      mergeMethod: 'ff',
      protectedBranches: { ...closed, release: {} },
    })
    await gated.project.setBranch('release', gated.project.head(), 'bob')
    justBefore(gated, () => happens(gated))
    const answer = await run(gated)
    expect(answer.failure).toBeTruthy()
    expect(answer.merged).toBeNull()
    expect(await isLive(gated)).toBe(false)
  })
})

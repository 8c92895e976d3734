/**
 * What can happen between the decision of a gate and the merge, with the whole command against the fake of GitHub: real
 * git, real helm. Each attack that a guard stops is tried without it, too, and succeeds then.
 */
import { afterEach, describe, expect, it } from 'vitest'
import { mergeGuards } from '../../src/gate/merge/run.ts'
import type { MergeGuards } from '../../src/gate/merge/run.ts'
import { faults } from '../fakes/github/index.ts'
import type { RepositoryOptions } from '../fakes/github/index.ts'
import {
  app,
  gatedRequest,
  MERGE_TOKEN,
  MERGER,
  policy,
  rulesOfMerger,
  strictRules,
} from '../support/gated-github.ts'
import type { Answer, Gated } from '../support/gated-github.ts'
import { git } from '../support/git.ts'
import { hasTools } from '../support/helm.ts'

let open: Gated | undefined
afterEach(async () => {
  expect(open?.fake.violations ?? []).toEqual([])
  await open?.[Symbol.asyncDispose]()
  open = undefined
})

const worlds = {
  lease: { rules: rulesOfMerger },
  'up-to-date': { rules: strictRules },
} as const satisfies Record<string, RepositoryOptions>

interface World {
  readonly gated: Gated
  merge(guards?: Partial<MergeGuards>, inputs?: Readonly<Record<string, string>>): Promise<Answer>
}

/** A request that was approved, whose checks are all there. */
async function approved(options: RepositoryOptions): Promise<World> {
  open = await gatedRequest(options)
  const gated = open
  gated.repository.pull(gated.request).requirementsMet = true
  const digest = await gated.plan()
  const run = gated.approvedRun()
  return {
    gated,
    merge: (guards = {}, inputs = {}) =>
      gated.gate(
        run,
        { 'plan-digest': digest, merge: 'true', token: MERGE_TOKEN, ...inputs },
        { merge: { ...mergeGuards, ...guards } },
      ),
  }
}

/** Does something once, just before a request of a kind is carried out. */
function before({ fake }: Gated, operation: string, happens: () => Promise<unknown>): void {
  const stop = fake.onRequest(async (request) => {
    if (request.operation !== operation || request.method === 'GET') return undefined
    stop()
    await happens()
    return undefined
  })
}

/** What carries out a merge, by its lock. */
const merges = { lease: 'git-receive-pack', 'up-to-date': 'pulls/merge' } as const
const ways = ['lease', 'up-to-date'] as const

/** Another request, which changes what the approved one comes to. */
const mergeAnother = ({ repository }: Gated) => repository.push('main', { 'README.md': 'Another request\n' })

/** Nothing looks at what stands there before and after. */
const blind: Partial<MergeGuards> = {
  before: () => undefined,
  after: (_judged, _lock, { chain: [result] }) => ({
    outcome: 'merged',
    commit: result?.id,
    firstParent: result?.parents[0],
    failure: undefined,
  }),
}

describe.skipIf(!hasTools)('merges exactly what was approved', () => {
  it.each(ways)('by %s, and reads it back', async (way) => {
    const { gated, merge } = await approved(worlds[way])
    const { repository, request } = gated
    const [base, head] = [repository.head(), repository.head('change')]
    const answer = await merge()
    expect(answer.failure).toBeUndefined()
    expect(answer).toMatchObject({
      decision: 'approved',
      merged: repository.head(),
      merge: { outcome: 'merged', already: false, lock: way, firstParent: base },
    })
    const { parents, message } = await repository.commit('main')
    expect(parents).toEqual([base, head])
    expect(message).toContain(`Merge pull request #${request} from acme/change`)
    expect(repository.pull(request).merged).not.toBeNull()
    expect(answer.text).toContain(`Merged #${request} into main`)
  })

  it.each(['squash', 'rebase'] as const)('by %s where nothing else is allowed', async (method) => {
    const { gated, merge } = await approved({
      ...worlds['up-to-date'],
      mergeCommitAllowed: false,
      squashMergeAllowed: method === 'squash',
    })
    const base = gated.repository.head()
    const answer = await merge()
    expect(answer).toMatchObject({ failure: undefined, merge: { outcome: 'merged', firstParent: base } })
    expect((await gated.repository.commit('main')).parents).toEqual([base])
  })

  it('nothing that was not approved, and nothing twice', async () => {
    const { gated, merge } = await approved(worlds.lease)
    const { repository } = gated
    const base = repository.head()
    const pending = await gated.gate(repository.startRun({ actor: 'ann', environments: [] }), {
      'plan-digest': 'a1'.repeat(32),
      merge: 'true',
      token: MERGE_TOKEN,
    })
    expect(pending).toMatchObject({ merged: null, merge: null })
    expect(repository.head()).toBe(base)
    const first = await merge({}, { record: 'true' })
    const second = await merge({}, { record: 'true' })
    expect(second).toMatchObject({ decision: 'approved', merged: first.merged, failure: undefined })
    expect(second.text).toContain('has merged the change into main before')
    expect(repository.head()).toBe(first.merged)
    await expect(merge({}, { environment: 'staging' })).rejects.toThrow(/gate/)
  })

  it('what needs nobody, too, unless it is of another gate', async () => {
    const two = 'environments: {prod: {gate: {approvals: 1, from: {users: [bob]}}}, stage: {gate: {approvals: 1, from: {users: [bob]}}}}\n'
    const { gated, merge } = await approved({
      ...worlds.lease,
      files: { 'fairlead.yaml': two, 'argocd/stage.yaml': app('stage', 'stage') },
    })
    await gated.push(
      { 'argocd/web.yaml': app('web', 'prod'), 'argocd/stage.yaml': app('stage', 'stage', '2') },
      'ann',
    )
    gated.fetch()
    const base = gated.repository.head()
    const refused = await merge()
    expect(refused).toMatchObject({ decision: 'approved', merged: null })
    expect(refused.failure).toMatch(/touches stage, too, which has a gate of its own/)
    expect(gated.repository.head()).toBe(base)
    await gated.push({ 'argocd/stage.yaml': app('stage', 'stage'), 'README.md': 'Read\n' }, 'ann')
    gated.fetch()
    expect(await merge()).toMatchObject({ failure: undefined, merge: { outcome: 'merged' } })
  })
})

describe.skipIf(!hasTools)('a base that moves between the decision and the merge', () => {
  it.each(ways)('stops the merge by %s', async (way) => {
    const { gated, merge } = await approved(worlds[way])
    before(gated, merges[way], () => mergeAnother(gated))
    const answer = await merge()
    const tip = gated.repository.head()
    expect(answer).toMatchObject({ decision: 'approved', merged: null, merge: { outcome: 'failed', tip } })
    expect(answer.failure).toMatch(/main moved from [0-9a-f]{12} to [0-9a-f]{12} since .* nothing was merged/)
    expect(answer.failure).toContain('new run')
    expect(gated.repository.pull(gated.request).merged).toBeNull()
  })

  it('loses what another request brought without the lease', async () => {
    const { gated, merge } = await approved(worlds.lease)
    let tip = ''
    before(gated, 'pulls/get', async () => undefined)
    const lease: MergeGuards['lease'] = ({ base }, standing) => standing.tip ?? base
    const stop = gated.fake.onRequest(async ({ operation }) => {
      if (operation !== 'repos/get-repo-ruleset') return undefined
      stop()
      tip = await mergeAnother(gated)
      return undefined
    })
    const answer = await merge({ lease, before: () => undefined })
    expect(answer).toMatchObject({ failure: undefined, merge: { outcome: 'merged' } })
    const isKept = git(gated.repository.directory, 'rev-list', 'main').includes(tip)
    expect(isKept).toBe(false)
  })

  it('merges something else without a lock, which is told when it is read back, and only then', async () => {
    const lock: MergeGuards['lock'] = () => ({ by: 'up-to-date', method: 'merge', message: '' })
    const rules = [{ ...strictRules[0] }, { ...strictRules[1], bypass: [MERGER] }]
    for (const guards of [{}, { ...blind, lock }]) {
      const { gated, merge } = await approved({ rules })
      before(gated, 'pulls/merge', () => mergeAnother(gated))
      before(gated, 'git-receive-pack', () => mergeAnother(gated))
      const answer = await merge(guards)
      if (guards.lock === undefined) expect(answer.failure).toMatch(/main moved/)
      else {
        expect(answer).toMatchObject({ failure: undefined, merge: { outcome: 'merged' } })
        await gated[Symbol.asyncDispose]()
        open = undefined
      }
    }
    const { gated, merge } = await approved({ rules })
    before(gated, 'pulls/merge', () => mergeAnother(gated))
    const answer = await merge({ lock })
    const tip = gated.repository.head()
    expect(answer).toMatchObject({ merged: null, merge: { outcome: 'failed', tip } })
    expect(answer.failure).toMatch(/NOT WHAT WAS APPROVED: .* as its first parent and not/)
    expect(answer.failure).toContain(tip.slice(0, 12))
  })
})

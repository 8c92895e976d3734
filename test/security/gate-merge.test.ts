/**
 * Events between the decision of a gate and the merge, with the whole command against the fake GitHub: real git, real
 * helm. Each attack that a guard stops is also tried without it, and then succeeds.
 */
import { describe, expect, it } from 'vitest'
import { mergeGuards } from '../../src/gate/merge/run.ts'
import type { MergeGuards } from '../../src/gate/merge/run.ts'
import { hashOf, RECORDS_BRANCH } from '../../src/records/place.ts'
import { faults } from '../fakes/github/index.ts'
import type { RepositoryOptions } from '../fakes/github/index.ts'
import {
  gatedRequest,
  JOB_TOKEN,
  leastRights,
  MERGE_TOKEN,
  MERGER,
  rulesOfMerger,
  strictRules,
} from '../support/gated-github.ts'
import type { Gated } from '../support/gated-github.ts'
import { git } from '../support/git.ts'
import { hasTools } from '../support/helm.ts'
import { app, oneEach } from '../support/gated.ts'
import type { Answer } from '../support/gated.ts'

const setUp = oneEach(gatedRequest)

const worlds = {
  lease: { rules: rulesOfMerger },
  'up-to-date': { rules: strictRules },
} as const satisfies Record<string, RepositoryOptions>

interface World {
  readonly gated: Gated
  merge(guards?: Partial<MergeGuards>, inputs?: Readonly<Record<string, string>>): Promise<Answer>
}

/** Creates an approved pull request whose checks have all passed. */
async function approved(options: RepositoryOptions): Promise<World> {
  const gated = await setUp(options)
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

/** Runs a function once, just before a request of a kind is carried out. */
function before({ fake }: Gated, operation: string, happens: () => Promise<unknown>): void {
  const stop = fake.onRequest(async (request) => {
    if (request.operation !== operation || request.method === 'GET') return undefined
    stop()
    await happens()
    return undefined
  })
}

/** The operation that merges, by its lock. */
const merges = { lease: 'git-receive-pack', 'up-to-date': 'pulls/merge' } as const
const ways = ['lease', 'up-to-date'] as const

/** Merges another pull request, which changes the result of the approved one. */
const mergeAnother = ({ repository }: Gated) => repository.push('main', { 'README.md': 'Another request\n' })

/** Guards that do not check the branch before and after the merge. */
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
    expect(second.text).toContain('has already merged the change into main')
    expect(repository.head()).toBe(first.merged)
    await expect(merge({}, { environment: 'staging' })).rejects.toThrow(/gate/)
  })

  it('nothing that nobody had to approve', async () => {
    const { gated, merge } = await approved(worlds.lease)
    await gated.push({ 'argocd/web.yaml': app('web', 'prod'), 'README.md': 'Read\n' }, 'ann')
    gated.fetch()
    const base = gated.repository.head()
    const answer = await merge()
    expect(answer).toMatchObject({ decision: 'approved', merged: null, failure: undefined })
    expect(answer.text).toContain('the gate does not merge it')
    expect(gated.repository.head()).toBe(base)
  })

  it.each([
    ['a gate of its own', 'stage: {gate: {approvals: 1, from: {users: [bob]}}}'],
    ['production', 'stage: {production: true}'],
  ])('nothing of another environment that is or has %s', async (_, stage) => {
    const gate = 'prod: {gate: {approvals: 1, from: {users: [bob]}}}'
    const { gated } = await approved({
      ...worlds.lease,
      files: {
        'fairlead.yaml': `environments: {${gate}, ${stage}}\n`,
        'argocd/stage.yaml': app('stage', 'stage'),
      },
    })
    await gated.push({ 'argocd/stage.yaml': app('stage', 'stage', '2') }, 'ann')
    const base = gated.repository.head()
    const digest = await gated.plan()
    const refused = await gated.gate(gated.approvedRun(), {
      'plan-digest': digest,
      merge: 'true',
      token: MERGE_TOKEN,
    })
    expect(refused).toMatchObject({ decision: 'approved', merged: null })
    expect(refused.failure).toMatch(/also touches stage, which this gate does not judge/)
    expect(gated.repository.head()).toBe(base)
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

  it('loses what another request brought, without the lease', async () => {
    const { gated, merge } = await approved(worlds.lease)
    let tip = ''
    // This happens after the settings are read, and before the branch is read.
    let seen = 0
    const stop = gated.fake.onRequest(async ({ operation }) => {
      if (operation !== 'repos/get-repo-ruleset' || ++seen < 2) return undefined
      stop()
      tip = await mergeAnother(gated)
      return undefined
    })
    const lease: MergeGuards['lease'] = ({ base }, standing) => standing.tip ?? base
    const answer = await merge({ lease, before: () => undefined })
    expect(answer).toMatchObject({ failure: undefined, merge: { outcome: 'merged' } })
    expect(tip).not.toBe('')
    expect(git(gated.repository.directory, 'rev-list', 'main')).not.toContain(tip)
  })

  // The rule exists, but this token may bypass it.
  const rules = strictRules.map((rule) => ({ ...rule, bypass: [MERGER] }))
  const unlocked: MergeGuards['lock'] = () => ({ by: 'up-to-date', method: 'merge', message: '' })

  it('merges something else where the lock is taken for granted, if nobody reads it back', async () => {
    const { gated, merge } = await approved({ rules })
    before(gated, 'pulls/merge', () => mergeAnother(gated))
    const answer = await merge({ ...blind, lock: unlocked })
    expect(answer).toMatchObject({ failure: undefined, merge: { outcome: 'merged' } })
  })

  it('is told loudly once it is read back that something else was merged, and recorded', async () => {
    const { gated, merge } = await approved({ rules })
    const { repository } = gated
    const base = repository.head()
    let moved = ''
    before(gated, 'pulls/merge', async () => (moved = await mergeAnother(gated)))
    const answer = await merge({ lock: unlocked }, { record: 'true' })
    const tip = repository.head()
    expect(answer).toMatchObject({ merged: null, merge: { outcome: 'failed', firstParent: moved, tip } })
    expect(answer.failure).toMatch(/NOT WHAT WAS APPROVED: .* as its first parent, not/)
    expect(answer.failure).toContain(tip.slice(0, 12))
    const entry = JSON.parse((await repository.read('entries/00000/00000002.json', RECORDS_BRANCH)) ?? '')
    expect(entry).toMatchObject({
      kind: 'merge',
      outcome: 'failed',
      base,
      merged: tip,
      firstParent: moved,
      decision: { sequence: 1 },
    })
  })

  it('is not merged by a call that a bypass leaves without a lock', async () => {
    const { gated, merge } = await approved({ rules })
    const answer = await merge()
    expect(answer.failure).toBeUndefined()
    expect(answer.merge?.lock).toBe('lease')
    expect(gated.fake.requests.map(({ operation }) => operation)).not.toContain('pulls/merge')
  })
})

describe.skipIf(!hasTools)('a head that moves between the decision and the merge', () => {
  const pushMore = async (gated: Gated) => gated.push({ 'argocd/api.yaml': app('api', 'prod', '66') }, 'ann')

  it.each(ways)('is not merged by %s', async (way) => {
    const { gated, merge } = await approved(worlds[way])
    const { repository } = gated
    const [base, judged] = [repository.head(), repository.head('change')]
    before(gated, merges[way], () => pushMore(gated))
    const answer = await merge()
    if (way === 'lease') {
      // The approved commit is merged, and the later one stays open.
      expect((await repository.commit('main')).parents).toEqual([base, judged])
      expect(await repository.read('argocd/api.yaml')).toBe(app('api', 'prod'))
    } else {
      expect(answer.failure).toMatch(/moved from [0-9a-f]{12} to [0-9a-f]{12} since it was judged; nothing/)
      expect(repository.head()).toBe(base)
    }
  })

  it('is merged unseen if the merge is held to no head, and nobody reads it back', async () => {
    const { gated, merge } = await approved(worlds['up-to-date'])
    before(gated, 'pulls/merge', () => pushMore(gated))
    const answer = await merge({ ...blind, head: () => undefined })
    expect(answer).toMatchObject({ failure: undefined, merge: { outcome: 'merged' } })
    expect(await gated.repository.read('argocd/api.yaml')).toBe(app('api', 'prod', '66'))
  })

  it('is told if it was merged all the same', async () => {
    const { gated, merge } = await approved(worlds['up-to-date'])
    before(gated, 'pulls/merge', () => pushMore(gated))
    const answer = await merge({ head: () => undefined })
    expect(answer.failure).toMatch(/NOT WHAT WAS APPROVED: .* which was approved/)
  })
})

describe.skipIf(!hasTools)('an answer that is lost', () => {
  it.each(ways.flatMap((way) => (['500', 'reset'] as const).map((how) => ({ way, how }))))(
    'of a merge by $way ($how) is read back, and nothing is merged twice',
    async ({ way, how }) => {
      const { gated, merge } = await approved(worlds[way])
      const base = gated.repository.head()
      const stop = gated.fake.onRequest(({ operation, method }) => {
        if (operation !== merges[way] || method === 'GET') return undefined
        stop()
        return how === 'reset' ? faults.lostAnswer : { ...faults.serverError(500), carriedOut: true }
      })
      const answer = await merge()
      expect(answer).toMatchObject({ failure: undefined, merge: { outcome: 'merged', firstParent: base } })
      expect(answer.merged).toBe(gated.repository.head())
      // The change and one merge, not a second one. (git itself retries a push whose connection was cut.)
      const added = git(gated.repository.directory, 'rev-list', `${base}..main`).split('\n')
      expect(added.toSorted()).toEqual([answer.merged ?? '', gated.repository.head('change')].toSorted())
      if (way === 'lease') return
      expect(gated.fake.requests.filter(({ operation }) => operation === merges[way])).toHaveLength(1)
    },
  )

  it('is no success if nothing tells what became of it', async () => {
    const { gated, merge } = await approved(worlds['up-to-date'])
    let isMerged = false
    gated.fake.onRequest(({ operation }) => {
      if (operation === 'pulls/merge') isMerged = true
      return isMerged ? { ...faults.serverError(500), carriedOut: operation === 'pulls/merge' } : undefined
    })
    const answer = await merge()
    expect(answer).toMatchObject({ decision: 'approved', merged: null, merge: { outcome: 'failed' } })
    expect(answer.failure).toMatch(/whether #\d+ was merged could not be read back/)
  })

  it('says that nothing was merged where nothing was', async () => {
    const { gated, merge } = await approved(worlds['up-to-date'])
    const base = gated.repository.head()
    gated.fake.onRequest(({ operation }) =>
      operation === 'pulls/merge' ? faults.serverError(500) : undefined,
    )
    const answer = await merge()
    expect(answer.failure).toMatch(/500.*nothing was merged/)
    expect(gated.repository.head()).toBe(base)
  })
})

describe.skipIf(!hasTools)('is not merged, and says what to do:', () => {
  const queue = {
    branches: ['main'],
    type: 'merge_queue',
    parameters: {
      check_response_timeout_minutes: 60,
      grouping_strategy: 'ALLGREEN',
      max_entries_to_build: 5,
      max_entries_to_merge: 5,
      merge_method: 'MERGE',
      min_entries_to_merge: 1,
      min_entries_to_merge_wait_minutes: 5,
    },
  } as const
  const plain = (type: 'required_linear_history' | 'required_signatures') =>
    ({ branches: ['main'], type, bypass: [MERGER] }) as const

  it.each<[string, RepositoryOptions, RegExp]>([
    ['a base with a merge queue', { rules: [queue] }, /merge queue.*required check of the queue/s],
    [
      'one with a linear history that GitHub does not keep up to date',
      { rules: [...rulesOfMerger, plain('required_linear_history')] },
      /linear history/,
    ],
    [
      'one that takes signed commits only',
      { rules: [...rulesOfMerger, plain('required_signatures')] },
      /only signed commits/,
    ],
    [
      'one that the token may not push to',
      { rules: [{ ...rulesOfMerger[0], bypass: [] }] },
      /blocks pushes of this token to main.*bypass list/s,
    ],
  ])('%s', async (_, options, says) => {
    const { gated, merge } = await approved(options)
    const base = gated.repository.head()
    await expect(merge()).rejects.toThrow(says)
    expect(gated.repository.head()).toBe(base)
  })

  it('a queue goes around the gate where nobody looks for it', async () => {
    const { gated, merge } = await approved({ rules: [{ ...queue, bypass: [MERGER] }] })
    before(gated, 'pulls/merge', () => mergeAnother(gated))
    const lock: MergeGuards['lock'] = () => ({ by: 'up-to-date', method: 'merge', message: '' })
    expect(await merge({ ...blind, lock })).toMatchObject({ failure: undefined })
  })

  it('a request that is behind a base which demands the newest commits', async () => {
    const { gated, merge } = await approved(worlds['up-to-date'])
    await gated.repository.push('main', { 'README.md': 'Something else\n' })
    gated.fetch()
    const answer = await merge()
    expect(answer).toMatchObject({ decision: 'approved', merged: null })
    expect(answer.failure).toMatch(/does not contain the latest commits of main.*Update the branch/s)
  })

  it('a base whose protection only shows when something is pushed', async () => {
    const { gated, merge } = await approved({ rules: [], protection: { main: { pushers: ['maintainer'] } } })
    const base = gated.repository.head()
    const answer = await merge()
    expect(answer).toMatchObject({ decision: 'approved', merged: null, merge: { lock: 'lease' } })
    expect(answer.failure).toMatch(/GH006|protect/)
    expect(answer.failure).toContain('nothing was merged')
    expect(gated.repository.head()).toBe(base)
  })

  it('a base that gets a merge queue while the change is judged', async () => {
    const { gated, merge } = await approved(worlds.lease)
    const base = gated.repository.head()
    let asked = 0
    gated.fake.onRequest(({ operation }) => {
      if (operation === 'repos/get-branch-rules' && ++asked > 1) gated.repository.settings.rules = [queue]
      return undefined
    })
    expect((await merge()).failure).toMatch(/approved but not merged: .*merge queue/)
    expect(gated.repository.head()).toBe(base)
  })

  it('a check that is missing', async () => {
    const { gated, merge } = await approved(worlds['up-to-date'])
    gated.repository.pull(gated.request).requirementsMet = false
    expect((await merge()).failure).toMatch(/GitHub did not merge #\d+: .*nothing was merged/)
  })

  it('a token that may not write', async () => {
    const { merge } = await approved(worlds['up-to-date'])
    expect((await merge({}, { token: JOB_TOKEN })).failure).toMatch(/no permission to merge.*contents/s)
  })

  it('a plan', async () => {
    const { gated } = await approved(worlds.lease)
    await expect(gated.plan({ merge: 'true' })).rejects.toThrow(/a plan merges nothing/)
  })

  it('what could not be recorded where records are on', async () => {
    const { gated, merge } = await approved({
      rules: [...rulesOfMerger, { branches: [RECORDS_BRANCH], type: 'creation' }],
    })
    const base = gated.repository.head()
    const answer = await merge({}, { record: 'true' })
    expect(answer.failure).toMatch(/not merged, because the decision is not recorded/)
    expect(gated.repository.head()).toBe(base)
  })
})

describe.skipIf(!hasTools)('the hash of a record', () => {
  it('is kept in a check run of the App, which shows that the branch was written anew', async () => {
    const { gated, merge } = await approved(worlds.lease)
    const { repository } = gated
    const head = repository.head('change')
    const answer = await merge({}, { record: 'true' })
    const runs = repository.settings.checkRuns
    expect(runs).toMatchObject([
      { name: 'fairlead gate (prod)', sha: head, app: MERGER, conclusion: 'success' },
      { name: 'fairlead merge (prod)', sha: head, app: MERGER, conclusion: 'success' },
    ])
    const bytesOf = async (number: number) =>
      (await repository.read(`entries/00000/0000000${number}.json`, RECORDS_BRANCH)) ?? ''
    for (const [at, { externalId, summary }] of runs.entries()) {
      expect(externalId).toBe(hashOf(Buffer.from(await bytesOf(at + 1))))
      expect(summary).toContain(answer.digest)
    }
    // An attacker who can write the branch denies it afterwards, with a chain that is consistent in itself.
    const forged = (await bytesOf(1)).replace('"approved"', '"denied"')
    expect(runs.map(({ externalId }) => externalId)).not.toContain(hashOf(Buffer.from(forged)))
  })

  it('that cannot be kept is told with the right that is missing, and changes nothing', async () => {
    const { gated } = await approved(worlds.lease)
    gated.fake.addToken('ghs_recorder', {
      kind: 'app',
      login: 'recorder[bot]',
      repositories: { 'acme/infra': { ...leastRights, contents: 'write' } },
    })
    const answer = await gated.gate(gated.approvedRun(), {
      'plan-digest': await gated.plan(),
      token: 'ghs_recorder',
      record: 'true',
    })
    expect(answer).toMatchObject({ decision: 'approved', failure: undefined })
    expect(answer.text).toMatch(/the hash of the record is stored in the records only: .*checks: write/)
    expect(gated.repository.settings.checkRuns).toEqual([])
  })
})

it('a lock is unread if GitHub does not report whether the token may bypass it', async () => {
  const { gated } = await approved({ rules: strictRules.map((rule) => ({ ...rule, hidesBypass: true })) })
  const lock = (await gated.checkSetup()).find(({ check }) => check === 'lock')
  expect(lock).toMatchObject({
    word: 'unread',
    message: expect.stringContaining('does not report') as string,
  })
})

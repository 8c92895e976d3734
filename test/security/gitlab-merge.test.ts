/** Events between a decision and the merge on GitLab, against its fake, with real git. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { connectGitLab } from '../../src/forge/gitlab/connect.ts'
import type { GitLabConnection } from '../../src/forge/gitlab/connect.ts'
import type { JudgedMerge } from '../../src/gate/merge/judged.ts'
import { lockOfSetup } from '../../src/gate/merge/lock.ts'
import { mergeApproved, mergeGuards } from '../../src/gate/merge/run.ts'
import type { MergeGuards } from '../../src/gate/merge/run.ts'
import { isWithin } from '../../src/git/commits.ts'
import { createGit } from '../../src/git/git.ts'
import { resolveSides } from '../../src/git/sides.ts'
import { faults, startFakeGitLab } from '../fakes/gitlab/index.ts'
import type { FakeGitLab, ProjectHandle, ProjectOptions } from '../fakes/gitlab/index.ts'
import { git, temporaryFolder } from '../support/git.ts'

const TOKEN = 'glpat-gate-0123456789'
const PATH = 'acme/platform/infra'

let fake: FakeGitLab
let project: ProjectHandle
let connection: GitLabConnection

beforeEach(async () => {
  fake = await startFakeGitLab({ tier: 'premium' })
  project = await fake.addProject(PATH, {
    files: { 'apps/web.yaml': 'tag: 1\n' },
    tokens: { [TOKEN]: { role: 'maintainer' } },
    protectedBranches: { main: { push: 'maintainer', merge: 'maintainer' } },
  })
  await project.push('change', { 'apps/web.yaml': 'tag: 2\n' })
  const made = await fetch(`${fake.apiUrl}/projects/${encodeURIComponent(PATH)}/merge_requests`, {
    method: 'POST',
    headers: { 'private-token': TOKEN, 'content-type': 'application/json' },
    body: JSON.stringify({ source_branch: 'change', target_branch: 'main', title: 'Bump' }),
  })
  expect(made.status).toBe(201)
  connection = connectGitLab({
    repository: PATH,
    token: TOKEN,
    serverUrl: fake.serverUrl,
    apiUrl: fake.apiUrl,
    environment: {},
    second: 1,
  })
})

afterEach(async () => {
  await connection.close()
  expect(fake.violations).toEqual([])
  await fake[Symbol.asyncDispose]()
})

/** Merges the current merge request after the decision. */
async function merge(
  guards: Partial<MergeGuards> = {},
  settings: Partial<ProjectOptions> = {},
  earlier?: JudgedMerge,
) {
  Object.assign(project.settings, settings)
  const folder = temporaryFolder()
  git(folder, 'clone', '--quiet', project.directory, '.')
  const own = createGit({ directory: folder, environment: { PATH: process.env['PATH'] } })
  const sides = await resolveSides(own, {
    base: 'main',
    head: 'origin/change',
    fetch: false,
    event: undefined,
  })
  const judged = earlier ?? {
    base: sides.base.commit ?? '',
    head: sides.head.commit ?? '',
    tree: sides.head.treeId,
  }
  const result = await mergeApproved(judged, connection.merging({ number: '1', base: 'main', git: own }), {
    hasBase: await isWithin(own, judged.base, judged.head),
    guards: { ...mergeGuards, ...guards },
    pause: async () => undefined,
  })
  return { result, judged, failure: result.failure?.message }
}

function before(operation: string, happens: () => Promise<unknown>): void {
  const stop = fake.onRequest(async (request) => {
    if (request.operation !== operation || (request.kind === 'git' && request.method === 'GET'))
      return undefined
    stop()
    await happens()
    return undefined
  })
}

const MERGE = 'PUT /projects/{id}/merge_requests/{merge_request_iid}/merge'
const PUSH = 'git-receive-pack'
const ways = [
  ['ff', MERGE],
  ['rebase_merge', MERGE],
  ['merge', PUSH],
] as const

const mergeAnother = () => project.push('main', { 'README.md': 'Another request\n' })

describe('merges exactly what was approved', () => {
  it.each(ways)('with the merge method %s', async (mergeMethod, operation) => {
    const { result, judged, failure } = await merge({}, { mergeMethod })
    expect(failure).toBeUndefined()
    expect(result).toMatchObject({ outcome: 'merged', commit: project.head(), isAlready: false })
    expect(project.mergeRequest(1).state).toBe('merged')
    const { parents, message } = await project.commit('main')
    if (mergeMethod === 'ff') expect(project.head()).toBe(judged.head)
    else {
      expect(parents).toEqual([judged.base, judged.head])
      expect(message).toContain('See merge request acme/platform/infra!1')
    }
    expect(fake.requests.some((request) => request.operation === operation)).toBe(true)
    const again = await merge({}, {}, judged)
    expect(again.result).toMatchObject({ outcome: 'merged', isAlready: true, commit: result.commit })
    expect(project.head()).toBe(result.commit)
  })

  it('by squashing where the project does nothing else', async () => {
    const { result, judged } = await merge({}, { mergeMethod: 'rebase_merge', squashOption: 'always' })
    expect(result).toMatchObject({ outcome: 'merged', firstParent: judged.base })
  })

  it.each(ways)('once, if the answer is lost, with the merge method %s', async (mergeMethod, operation) => {
    fake.onRequest((request) =>
      request.operation === operation && request.method !== 'GET'
        ? { ...faults.serverError(500), carriedOut: true }
        : undefined,
    )
    const { result } = await merge({}, { mergeMethod })
    expect(result).toMatchObject({ outcome: 'merged', commit: project.head() })
    const tried = fake.requests.filter(
      (request) => request.operation === operation && request.method !== 'GET',
    )
    expect(tried).toHaveLength(1)
  })
})

describe('does not merge', () => {
  it.each(ways)(
    'onto a base that moved meanwhile, with the merge method %s',
    async (mergeMethod, operation) => {
      before(operation, mergeAnother)
      const { result, failure } = await merge({}, { mergeMethod })
      expect(result).toMatchObject({ outcome: 'failed', commit: undefined, tip: project.head() })
      expect(failure).toMatch(/main moved from [0-9a-f]{12} to [0-9a-f]{12} .* nothing was merged/)
      expect(project.mergeRequest(1).state).toBe('opened')
    },
  )

  it('a head that moved meanwhile', async () => {
    before(MERGE, () => project.push('change', { 'apps/web.yaml': 'tag: 66\n' }))
    const { failure } = await merge({}, { mergeMethod: 'ff' })
    expect(failure).toMatch(/!1 moved from [0-9a-f]{12} to [0-9a-f]{12} since it was judged/)
  })

  it('where merge trains merge', async () => {
    const { failure, result } = await merge({}, { mergeTrainsEnabled: true })
    expect(failure).toMatch(/merge trains.*let the train merge/s)
    expect(result.lock).toBeUndefined()
  })

  it('past a protection of the branch', async () => {
    const { failure } = await merge({}, { protectedBranches: { main: { push: 'nobody' } } })
    expect(failure).toMatch(/cannot push to main.*semi-linear/s)
  })

  it('with a role that may not', async () => {
    const protectedBranches = { main: { push: 'nobody', merge: 'nobody' } } as const
    const { failure } = await merge({}, { mergeMethod: 'ff', protectedBranches })
    expect(failure).toMatch(/the token has no permission to merge !1 into main/)
  })

  it('what is behind, with a method that demands the newest commits', async () => {
    await mergeAnother()
    const { failure } = await merge({}, { mergeMethod: 'ff' })
    expect(failure).toMatch(/does not contain the latest commits of main/)
  })

  it('a draft, or what was closed', async () => {
    project.mergeRequest(1).title = 'Draft: Bump'
    expect((await merge()).failure).toMatch(/is a draft/)
    project.mergeRequest(1).state = 'closed'
    expect((await merge()).failure).toMatch(/is closed/)
  })
})

describe('without a guard', () => {
  const lock: MergeGuards['lock'] = () => ({ by: 'up-to-date', method: 'merge', message: '' })

  it('a merge call takes a base that moved, which reading back tells', async () => {
    before(MERGE, mergeAnother)
    const { result, failure } = await merge({ lock })
    expect(project.mergeRequest(1).state).toBe('merged')
    expect(result).toMatchObject({ outcome: 'failed', commit: project.head() })
    expect(failure).toMatch(/NOT WHAT WAS APPROVED: .* as its first parent/)
  })

  it('a merge call that is held to no head takes any', async () => {
    before(MERGE, () => project.push('change', { 'apps/web.yaml': 'tag: 66\n' }))
    const { failure } = await merge({ head: () => undefined }, { mergeMethod: 'rebase_merge' })
    expect(await project.read('apps/web.yaml')).toBe('tag: 66\n')
    expect(failure).toMatch(/NOT WHAT WAS APPROVED/)
  })
})

it('tells which lock a project has, as check-setup and doctor do', async () => {
  const word = async (settings: Partial<ProjectOptions>, merges = true) => {
    Object.assign(project.settings, { mergeMethod: 'merge', mergeTrainsEnabled: false, ...settings })
    return lockOfSetup(await connection.mergeRules('main'), { base: 'main', merges })
  }
  expect(await word({ mergeMethod: 'ff' })).toMatchObject({ id: 'lock', word: 'yes' })
  expect(await word({})).toMatchObject({ word: 'yes' })
  expect(await word({}, false)).toMatchObject({ word: 'no' })
  expect(await word({ mergeTrainsEnabled: true })).toMatchObject({ word: 'no' })
  expect(await word({ mergeTrainsEnabled: true }, false)).toMatchObject({ word: 'yes' })
  expect(await word({ protectedBranches: { main: { push: 'nobody' } } })).toMatchObject({ word: 'no' })
})

import { beforeEach, describe, expect, it } from 'vitest'
import { faults } from '../fakes/github/index.ts'
import { change, failing, passing, useHub, writer } from './github-forge.setup.ts'

const hub = useHub()

describe('a commit of a personal access token', () => {
  beforeEach(() => {
    const repositories = { 'acme/infra': writer }
    hub.fake.addToken('github_pat_1', { kind: 'user', login: 'alice', repositories })
  })

  const commit = (tag = '1.1.0') =>
    hub.open({ token: 'github_pat_1' }).createCommit({
      parent: hub.infra.head(),
      changes: [change('apps/web/values.yaml', `image:\n  tag: ${tag}\n`)],
      message: 'Bump web',
    })

  it.each(passing)('is signed in spite of %s at each of its requests', async (_, fault) => {
    for (const operation of ['git/list-matching-refs', 'git/create-ref', 'commit', 'git/delete-ref'])
      hub.breaks(operation, fault)
    expect(await commit()).toMatchObject({ verified: true })
    expect(hub.infra.branches()).toEqual(['main'])
  })

  it('takes away the old temporary branch that a killed run has left, and no branch of others', async () => {
    const minute = Math.floor(Date.now() / 60_000)
    await hub.infra.setBranch(`fairlead/tmp-${minute - 61}-0123456789abcdef-01234567`, hub.infra.head())
    const [young, foreign] = [`fairlead/tmp-${minute}-0123456789abcdef-01234567`, 'fairlead/tmp-mine']
    for (const name of [young, foreign]) await hub.infra.setBranch(name, hub.infra.head())
    expect(await commit()).toMatchObject({ verified: true })
    expect(hub.infra.branches()).toEqual([young, foreign, 'main'].toSorted())
  })
})

it('closes with one comment where the last run came no further than that', async () => {
  await hub.propose('bump/web')
  hub.breaks('pulls/update', faults.serverError(), 4)
  expect(await failing(hub.forge.closePullRequest('1', 'Superseded.'))).toMatchObject({ kind: 'remote' })
  await hub.forge.closePullRequest('1', 'Superseded.')
  expect(hub.infra.comments.map(({ body }) => body)).toEqual(['Superseded.'])
  expect(hub.infra.pull(1).state).toBe('closed')
})

it('lets a pull request merge by itself that is not known everywhere yet', async () => {
  hub.infra.settings.autoMergeAllowed = true
  hub.infra.settings.protection = { main: { requiredChecks: ['ci'] } }
  const pull = await hub.propose('bump/web')
  hub.breaks('autoMergeState', faults.staleRead)
  await hub.forge.enableAutoMerge(pull, 'squash')
  expect(hub.infra.pull(1).autoMerge?.method).toBe('squash')
})

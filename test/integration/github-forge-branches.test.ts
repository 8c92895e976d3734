import { describe, expect, it } from 'vitest'
import { faults } from '../fakes/github/index.ts'
import { failing, nothing, passing, useHub } from './github-forge.setup.ts'

const hub = useHub()

describe('moveBranch', () => {
  it('makes, moves and rewinds a branch, one request each', async () => {
    const { forge, infra } = hub
    const { base } = await forge.snapshot(nothing)
    const one = await hub.commit('1')
    const two = await hub.commit('2', one)
    const aside = await hub.commit('3')
    const steps = [
      [undefined, one],
      [one, two],
      [two, aside],
      [aside, base.commit],
    ] as const
    for (const [from, to] of steps) {
      const [result, made] = await hub.counting(() => forge.moveBranch({ branch: 'bump/web', from, to }))
      expect([result, made.length, infra.head('bump/web')]).toEqual(['moved', 1, to])
    }
  })

  it('loses where the branch is not where it was', async () => {
    const { forge, infra } = hub
    const mine = await hub.commit('mine')
    const theirs = await infra.push('taken', { other: '1' })
    const from = infra.head()
    expect(await forge.moveBranch({ branch: 'taken', from: undefined, to: mine })).toBe('lost')
    expect(await forge.moveBranch({ branch: 'taken', from, to: mine })).toBe('lost')
    expect(await forge.moveBranch({ branch: 'gone', from, to: mine })).toBe('lost')
    expect(infra.head('taken')).toBe(theirs)
  })

  it('loses where the branch was set back, although the commit would be a fast forward', async () => {
    const { forge, infra } = hub
    const before = infra.head()
    const from = await infra.push('main', { bad: '1' })
    const to = await hub.commit('2', from)
    await infra.setBranch('main', before)
    expect(await forge.moveBranch({ branch: 'main', from, to })).toBe('lost')
    expect(infra.head()).toBe(before)
  })

  it('has moved where the branch is there already', async () => {
    const { forge } = hub
    const to = await hub.commit()
    expect(await forge.moveBranch({ branch: 'b', from: undefined, to })).toBe('moved')
    expect(await forge.moveBranch({ branch: 'b', from: undefined, to })).toBe('moved')
    expect(await forge.moveBranch({ branch: 'b', from: hub.infra.head(), to })).toBe('moved')
  })

  it('lets one of twenty win, making and moving', async () => {
    const { infra } = hub
    const commits = await Promise.all(Array.from({ length: 20 }, (_, i) => hub.commit(String(i))))
    for (const from of [undefined, infra.head()]) {
      const branch = from === undefined ? 'bump/web' : 'main'
      const results = await Promise.all(
        commits.map((to) =>
          hub
            .open()
            .moveBranch({ branch, from, to })
            .then((result) => ({ result, to })),
        ),
      )
      const winners = results.filter(({ result }) => result === 'moved')
      expect(winners.map(({ to }) => to)).toEqual([infra.head(branch)])
    }
  })

  it.each(passing)('survives %s', async (_, fault) => {
    const { forge, infra } = hub
    await forge.snapshot(nothing)
    const [one, two] = [await hub.commit('1'), await hub.commit('2')]
    hub.breaks('git/create-ref', fault)
    expect(await forge.moveBranch({ branch: 'b', from: undefined, to: one })).toBe('moved')
    hub.breaks('moveRef', fault)
    expect(await forge.moveBranch({ branch: 'b', from: one, to: two })).toBe('moved')
    expect(infra.head('b')).toBe(two)
    hub.breaks('moveRef', fault)
    expect(await forge.deleteBranch('b', two)).toBe('deleted')
    expect(infra.branches()).toEqual(['main'])
  })

  it('trusts no stale read after a lost answer', async () => {
    const { forge, infra } = hub
    const to = await hub.commit()
    hub.breaks('git/create-ref', faults.lostAnswer)
    hub.breaks('git/get-ref', faults.staleRead)
    expect(await forge.moveBranch({ branch: 'b', from: undefined, to })).toBe('moved')
    expect(infra.head('b')).toBe(to)
  })

  it('gives up with a remote fault', async () => {
    const to = await hub.commit()
    hub.breaks('git/create-ref', faults.serverError(), 100)
    const fault = await failing(hub.forge.moveBranch({ branch: 'b', from: undefined, to }))
    expect(fault).toMatchObject({ kind: 'remote', message: expect.stringContaining('502') as string })
    expect(fault.message).not.toContain('<html>')
  })

  it('says what a ruleset or a protection forbids, in the words of GitHub', async () => {
    const { forge, infra } = hub
    const from = infra.head()
    const to = await hub.commit()
    infra.settings.rules = [{ branches: ['main'], type: 'pull_request' }]
    const byRule = await failing(forge.moveBranch({ branch: 'main', from, to }))
    expect(byRule.kind).toBe('refused')
    expect(byRule.message).toContain('Changes must be made through a pull request.')
    expect(byRule.message).toContain('method: pull-request')
    infra.settings.rules = [{ branches: ['*'], type: 'creation' }]
    const making = await failing(forge.moveBranch({ branch: 'b', from: undefined, to }))
    expect(making).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('creations being restricted') as string,
    })
    infra.settings.rules = []
    infra.settings.protection = { main: { requiredChecks: ['ci'] } }
    const byProtection = await failing(forge.moveBranch({ branch: 'main', from, to }))
    expect(byProtection).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('"ci" is expected') as string,
    })
    expect(infra.head()).toBe(from)
  })

  it('takes no name that is none', async () => {
    const fault = await failing(
      hub.forge.moveBranch({ branch: 'a..b', from: undefined, to: hub.infra.head() }),
    )
    expect(fault.kind).toBe('input')
    expect(hub.fake.requests).toEqual([])
  })
})

describe('deleteBranch', () => {
  it('deletes only what is still there as it was', async () => {
    const { forge, infra } = hub
    await forge.snapshot(nothing)
    const first = await infra.push('b', { a: '1' })
    const second = await infra.push('b', { a: '2' })
    expect(await forge.deleteBranch('b', first)).toBe('lost')
    const [result, made] = await hub.counting(() => forge.deleteBranch('b', second))
    expect([result, made]).toEqual(['deleted', ['moveRef']])
    expect(await forge.deleteBranch('b', second)).toBe('deleted')
    expect(infra.branches()).toEqual(['main'])
  })

  it('says what forbids it', async () => {
    const { forge, infra } = hub
    infra.settings.rules = [{ branches: ['main'], type: 'deletion' }]
    expect(await failing(forge.deleteBranch('main', infra.head()))).toMatchObject({ kind: 'refused' })
  })
})

describe('a commit', () => {
  it.each(passing)('is made in spite of %s', async (_, fault) => {
    for (const operation of ['git/get-commit', 'git/create-tree', 'git/create-commit'])
      hub.breaks(operation, fault)
    const sha = await hub.commit('9')
    await hub.infra.setBranch('b', sha)
    expect(await hub.infra.read('apps/web/values.yaml', 'b')).toContain('tag: 9')
  })

  it.each(passing)('with its look and its reading survives %s', async (_, fault) => {
    hub.breaks('look', fault)
    hub.breaks('readFiles', fault)
    const { base } = await hub.forge.snapshot(nothing)
    expect((await hub.forge.tree(base.commit).read(['deploy.sh'])).size).toBe(1)
  })
})

import { describe, expect, it } from 'vitest'
import { openGitHubAppRepo } from '../../src/forge/github/app-repo.ts'
import { faults } from '../fakes/github/index.ts'
import { failing, passing, token, useHub } from './github-forge.setup.ts'

const hub = useHub()

const source = () => openGitHubAppRepo(hub.repository({ second: 1 }))
const compare = (from: readonly string[], to: string, repository = 'acme/infra', isNeeded = true) =>
  source().compare({ repository, from, to, isNeeded })

describe('a source', () => {
  it('tells the commits since the first candidate that is known', async () => {
    const { infra } = hub
    await infra.setBranch('v1.0.0', infra.head())
    await infra.push('main', { a: '1' }, { message: 'Fix it\n\nReally.', author: 'Jo Doe' })
    const to = await infra.push('main', { a: '2' }, { message: 'Add that' })
    const [result, made] = await hub.counting(() => compare(['1..0', '', '1.0.0', 'v1.0.0', 'main'], to))
    if (result.order === 'unknown') throw new Error(result.reason)
    expect(result).toMatchObject({
      order: 'ahead',
      total: 2,
      url: expect.stringContaining('/compare/v1.0.0...') as string,
    })
    expect(result.commits.map(({ title, author }) => `${title} (${author})`)).toEqual([
      'Fix it (Jo Doe)',
      'Add that (A Human)',
    ])
    expect(result.commits[1]).toMatchObject({
      sha: to,
      url: expect.stringContaining(`/commit/${to}`) as string,
    })
    expect(made).toHaveLength(2)
  })

  it('tells the commits that change a folder', async () => {
    const { infra } = hub
    const start = infra.head()
    await infra.push('main', { a: '1' })
    const chart = await infra.push(
      'main',
      { 'deploy/chart/values.yaml': 'a: 1' },
      { message: 'Ask for more' },
    )
    const to = await infra.push('main', { a: '2' })
    const asked = { repository: 'acme/infra', from: [start], to, isNeeded: false, path: 'deploy/chart' }
    const result = await source().compare(asked)
    expect(result).toMatchObject({
      order: 'ahead',
      commits: [{ sha: chart, title: 'Ask for more' }],
      total: 1,
    })
    expect(await source().compare({ ...asked, path: 'elsewhere' })).toMatchObject({ commits: [], total: 0 })
  })

  it('tells the order of two commits, by the beginnings of their ids too', async () => {
    const { infra } = hub
    const start = infra.head()
    const first = await infra.push('main', { a: '1' })
    await infra.setBranch('other', start)
    const aside = await infra.push('other', { b: '1' })
    const order = async (from: string, to: string) => (await compare([from.slice(0, 7)], to)).order
    expect(await order(start, first)).toBe('ahead')
    expect(await order(first, start.slice(0, 8))).toBe('behind')
    expect(await order(first, first)).toBe('identical')
    expect(await order(first, aside)).toBe('diverged')
  })

  it('does not know what is not there or may not be read', async () => {
    const head = hub.infra.head()
    const unknown = { order: 'unknown' }
    expect(await compare(['v9'], head)).toMatchObject(unknown)
    expect(await compare([head], 'v9')).toMatchObject(unknown)
    expect(await compare([head], head, 'acme/nowhere')).toMatchObject(unknown)
    expect(await compare([head], head, 'acme')).toMatchObject(unknown)
    hub.fake.removeToken(token)
    expect(await compare([head], head)).toMatchObject(unknown)
  })

  it.each(passing)('gets its answer in spite of %s', async (_, fault) => {
    const head = hub.infra.head()
    hub.breaks('repos/compare-commits-with-basehead', fault)
    expect(await compare([head], head)).toMatchObject({ order: 'identical' })
  })

  it('fails where it is not answered: that is not the same as not knowing', async () => {
    const head = hub.infra.head()
    for (const fault of [faults.serverError(), faults.connectionReset, faults.secondaryRateLimit()]) {
      const stop = hub.fake.onRequest(() => fault)
      expect(await failing(compare([head], head))).toMatchObject({ kind: 'remote' })
      stop()
    }
  })
})

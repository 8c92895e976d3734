import { describe, expect, it } from 'vitest'
import { openGitHubSource } from '../../src/forge/github/source.ts'
import { faults } from '../fakes/github/index.ts'
import { token, useHub } from './github-forge.setup.ts'

const hub = useHub()

const source = () => openGitHubSource({ token, apiUrl: hub.fake.apiUrl, second: 1 })

describe('a source', () => {
  it('tells the commits since the first tag that is known', async () => {
    const { infra } = hub
    await infra.setBranch('v1.0.0', infra.head())
    await infra.push('main', { a: '1' }, { message: 'Fix it\n\nReally.', author: 'Jo Doe' })
    const to = await infra.push('main', { a: '2' }, { message: 'Add that' })
    const [result, made] = await hub.counting(() =>
      source().commitsBetween('acme/infra', ['1..0', '', '1.0.0', 'v1.0.0', 'main'], to),
    )
    expect(result).toMatchObject({ total: 2, url: expect.stringContaining('/compare/v1.0.0...') as string })
    expect(result?.commits.map(({ title, author }) => `${title} (${author})`)).toEqual([
      'Fix it (Jo Doe)',
      'Add that (A Human)',
    ])
    expect(result?.commits[1]).toMatchObject({
      sha: to,
      url: expect.stringContaining(`/commit/${to}`) as string,
    })
    expect(made).toHaveLength(2)
  })

  it('tells nothing where it knows nothing, and never fails', async () => {
    const head = hub.infra.head()
    expect(await source().commitsBetween('acme/infra', ['v9'], head)).toBeUndefined()
    expect(await source().commitsBetween('acme/nowhere', [head], head)).toBeUndefined()
    expect(await source().commitsBetween('acme', [head], head)).toBeUndefined()
    hub.breaks('repos/compare-commits-with-basehead', faults.serverError(), 100)
    expect(await source().commitsBetween('acme/infra', [head], head)).toBeUndefined()
    hub.fake.removeToken(token)
    expect(await source().commitsBetween('acme/infra', [head], head)).toBeUndefined()
  })
})

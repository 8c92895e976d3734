import { describe, expect, it } from 'vitest'
import { followedFolders, isRepositoryOf } from '../../../src/inventory/followed.ts'
import type { DeclaredApp, Source } from '../../../src/inventory/model.ts'
import { chartCommitsText } from '../../../src/proposal/chart-commits.ts'

const source = (parts: Partial<Source>): Source => ({
  type: 'helm',
  repoURL: 'https://github.com/acme/web.git',
  path: 'deploy/chart',
  chart: undefined,
  targetRevision: 'main',
  inThisRepository: false,
  ...parts,
})
const follows = (parts: Partial<Source>) =>
  followedFolders({ sources: [source(parts)] } as unknown as DeclaredApp).map(({ folder, branch }) => [
    folder,
    branch,
  ])

describe('what an app follows at a branch', () => {
  it.each([
    ['main', 'main'],
    ['release/1.2', 'release/1.2'],
    ['HEAD', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%s is one', (targetRevision, branch) => {
    expect(follows({ targetRevision })).toEqual([['deploy/chart', branch]])
  })

  it.each(['v1.2.0', '1.2.0', '1.x', '>=1.0', 'refs/tags/v1', '0123abc', 'a'.repeat(40), '*', '^1.2'])(
    '%s is none',
    (targetRevision) => expect(follows({ targetRevision })).toEqual([]),
  )

  it('is no chart of a registry, no folder of this repository and no whole repository', () => {
    expect(follows({ path: undefined, chart: 'web' })).toEqual([])
    expect(follows({ repoURL: 'oci://ghcr.io/acme/charts', path: 'web' })).toEqual([])
    expect(follows({ inThisRepository: true })).toEqual([])
    expect(follows({ path: '.' })).toEqual([])
    expect(follows({ path: undefined, chart: './charts/web' })).toEqual([['charts/web', 'main']])
  })

  it('a repository is known by its path on the forge, or its address', () => {
    const url = 'git@github.com:Acme/Web.git'
    expect(isRepositoryOf(url, 'acme/web', 'https://github.com')).toBe(true)
    expect(isRepositoryOf(url, 'https://github.com/acme/web', undefined)).toBe(true)
    expect(isRepositoryOf(url, 'acme/web', 'https://gitlab.com')).toBe(false)
    expect(isRepositoryOf(url, 'acme/web', undefined)).toBe(false)
  })
})

describe('the commits of what an app follows', () => {
  const chart = { folder: 'chart', branch: 'main', apps: ['web'] }
  const commit = { sha: 'a'.repeat(40), title: 'x | <b> @you', author: 'jo', url: '' }
  const ahead = { order: 'ahead' as const, from: 'a', to: 'b', url: '' }

  it('are said not to be known, or to be none', () => {
    const unknown = { order: 'unknown' as const, reason: 'nobody tells' }
    expect(chartCommitsText([{ ...chart, answer: unknown }])).toContain(
      'Could not determine which commits since the last version change it: nobody tells.',
    )
    expect(chartCommitsText([{ ...chart, answer: { ...ahead, commits: [], total: 0 } }])).toContain(
      'No commit since the last version changes it',
    )
    const identical = { ...ahead, order: 'identical' as const, commits: [], total: 0 }
    expect(chartCommitsText([{ ...chart, answer: identical }])).toBe('')
  })

  it('are the newest of many, and no title of one is markdown', () => {
    const answer = { ...ahead, commits: Array.from({ length: 30 }, () => commit), total: 30 }
    const text = chartCommitsText([{ ...chart, answer }])
    expect(text.match(/^- /gm)).toHaveLength(21)
    expect(text).toContain('and 10 more')
    expect(text).not.toContain('<b>')
  })
})

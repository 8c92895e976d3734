/** The beginning of the range of `sync` if no input sets it: no pushed commit may be left out. */
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createGit } from '../../src/git/git.ts'
import { defaultBase } from '../../src/sync/range/base.ts'
import { bareRepository, commitFiles, git, temporaryFolder } from '../support/git.ts'

/** Creates a branch with five commits, and a clone of it. */
function history(...options: string[]) {
  const remote = bareRepository({ n: '0' })
  git(remote, 'config', 'uploadpack.allowAnySHA1InWant', 'true')
  const commits = [git(remote, 'rev-parse', 'main')]
  for (const n of ['1', '2', '3', '4']) commits.push(commitFiles(remote, 'main', n, { n }))
  const [a, b, c, d, e] = commits as [string, string, string, string, string]
  const checkout = join(temporaryFolder(), 'infra')
  git(temporaryFolder(), 'clone', '-q', ...options, `file://${remote}`, checkout)
  const opened = createGit({ environment: process.env, directory: checkout })
  const base = (revision: string, before: string | undefined, recorded: readonly string[] = []) =>
    defaultBase(opened, { revision, before, recorded })
  return { remote, checkout, base, a, b, c, d, e }
}

const gone = '1'.repeat(40)

describe('the base of sync', () => {
  it('is the first parent where neither a push nor a record tells more', async () => {
    const { base, a, d, e } = history()
    expect(await base(e, undefined)).toEqual({ base: d, warnings: [] })
    // The very first commit does not have a parent.
    expect(await base(a, undefined)).toEqual({ base: a, warnings: [] })
  })

  it('is what the push has replaced, however many commits it brought', async () => {
    const { base, b, e } = history()
    expect((await base(e, b)).base).toBe(b)
  })

  it('is the last commit with a record where a run between two merges was cancelled', async () => {
    const { base, b, d, e } = history()
    expect((await base(e, d, [b])).base).toBe(b)
  })

  it('is what the push has replaced where that has a record, or a later one has', async () => {
    const { base, b, c, d, e } = history()
    expect((await base(e, d, [d, c])).base).toBe(d)
    expect((await base(e, b, [d])).base).toBe(b)
  })

  it('is not the commit itself where it is run again', async () => {
    const { base, b, c, d, e } = history()
    expect((await base(d, c, [d, c])).base).toBe(c)
    expect((await base(d, undefined, [d, b])).base).toBe(b)
    expect((await base(d, undefined, [e, d])).base).toBe(c)
    // A push without new commits.
    expect((await base(d, d, [])).base).toBe(c)
  })

  it('is the nearest commit with a record for one that is started by hand, not the one recorded last', async () => {
    const { base, a, b, c, e } = history()
    expect((await base(e, undefined, [a, c, b])).base).toBe(c)
    // A run for an older commit uses the records before it.
    expect((await base(b, undefined, [c, a])).base).toBe(a)
  })

  it('is what was there before a forced push, and says so', async () => {
    const { base, remote, checkout, c, e } = history()
    git(remote, 'branch', 'side', c)
    const side = commitFiles(remote, 'side', 'side', { n: 'side' })
    git(checkout, 'fetch', '-q', 'origin', 'side')
    const found = await base(side, e, [c])
    expect(found.base).toBe(e)
    expect(found.warnings.join('\n')).toContain('rewrote history')
    // It took commits off the branch.
    const rewound = await base(c, e)
    expect(rewound.base).toBe(e)
    expect(rewound.warnings.join('\n')).toContain('rewrote history')
  })

  it('is the last commit with a record where the one before the push is gone, and never a guess', async () => {
    const { base, b, e } = history()
    const found = await base(e, gone, [b])
    expect(found.base).toBe(b)
    expect(found.warnings.join('\n')).toContain('no longer exists')
    await expect(base(e, gone)).rejects.toThrow('cannot be fetched')
  })

  it('passes over commits with a record that are of no use: gone, or of another branch', async () => {
    const { base, remote, b, d, e } = history()
    git(remote, 'branch', 'side', b)
    const side = commitFiles(remote, 'side', 'side', { n: 'side' })
    expect((await base(e, d, [side, gone, b])).base).toBe(b)
  })

  it('is found in a clone of one commit', async () => {
    const { base, b, d, e } = history('--depth=1')
    expect((await base(e, d, [b])).base).toBe(b)
    const other = history('--depth=1')
    expect((await other.base(other.e, other.b)).base).toBe(other.b)
    const third = history('--depth=1')
    expect((await third.base(third.e, undefined)).base).toBe(third.d)
    const fourth = history('--depth=1')
    expect((await fourth.base(fourth.e, fourth.b, [fourth.d])).base).toBe(fourth.b)
  })
})

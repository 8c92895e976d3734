import { execFileSync } from 'node:child_process'
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { commits } from '../../src/git/commits.ts'
import { createGit } from '../../src/git/git.ts'
import { absentObjects, readBlobs } from '../../src/git/objects.ts'
import { changedRepo, commitAll } from '../support/diff.ts'
import { git, temporaryFolder } from '../support/git.ts'

/** Returns a PATH with a git that records its calls, and that can behave like an old version. */
function watchedGit(isOld: boolean): { readonly PATH: string; asked(): string[] } {
  const folder = temporaryFolder()
  const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim()
  const seen = join(folder, 'seen')
  const refusal = isOld
    ? `case "$*" in *--batch-command*) echo "error: unknown option" >&2; exit 129;; esac\n`
    : ''
  writeFileSync(
    join(folder, 'git'),
    `#!/bin/sh\necho "$1 $2" >> '${seen}'\n${refusal}exec '${real}' "$@"\n`,
    {
      mode: 0o755,
    },
  )
  appendFileSync(seen, '')
  return {
    PATH: [folder, process.env['PATH']].join(delimiter),
    asked: () =>
      readFileSync(seen, 'utf8')
        .split('\n')
        .filter((line) => line.startsWith('cat-file')),
  }
}

const large = `${'x'.repeat(200_000)}\n`

describe.each([
  ['one process for all questions', false, 1],
  ['of a git before 2.36, which has no such process, one for each', true, 5],
] as const)('objects: %s', (_, isOld, processes) => {
  it('gives commits, contents of any size and form, and what is not there', async () => {
    const folder = changedRepo({ 'a.yaml': 'a: 1\n', 'large.txt': large, empty: '' }, { 'a.yaml': 'a: 2\n' })
    const watched = watchedGit(isOld)
    const opened = createGit({ directory: folder, environment: { ...process.env, PATH: watched.PATH } })
    const id = (path: string) => git(folder, 'rev-parse', `HEAD:${path}`)
    const none = 'f'.repeat(40)

    const found = await commits(opened, ['main', 'change', 'nothing of that name', 'HEAD:a.yaml'])
    expect([...found.keys()]).toEqual(['main', 'change'])
    expect(found.get('main')).toEqual({
      commit: git(folder, 'rev-parse', 'main'),
      tree: git(folder, 'rev-parse', 'main^{tree}'),
    })
    const [texts, absent] = await Promise.all([
      readBlobs(opened, [id('a.yaml'), none, id('large.txt'), id('empty'), found.get('main')?.tree ?? '']),
      absentObjects(opened, [id('a.yaml'), none]),
    ])
    expect([...texts].map(([key, content]) => [key, content.toString()])).toEqual([
      [id('a.yaml'), 'a: 2\n'],
      [id('large.txt'), large],
      [id('empty'), ''],
    ])
    expect(absent).toEqual([none])
    // Later commits are also found.
    const later = commitAll(folder, { 'b.yaml': 'b: 1\n' })
    expect((await commits(opened, [later])).get(later)?.commit).toBe(later)
    expect(watched.asked()).toHaveLength(processes)
    // After a while without requests the process has ended, and a new one is started.
    await new Promise((resolve) => setTimeout(resolve, 1200))
    expect((await commits(opened, ['main'])).size).toBe(1)
    expect(watched.asked()).toHaveLength(processes + 1)
  })
})

describe('objects', () => {
  it('cost no process that stays: a program that has asked ends', () => {
    const folder = changedRepo({ 'a.yaml': 'a: 1\n' }, {})
    const modules = join(import.meta.dirname, '../../src/git')
    const script = `
      const { createGit } = await import('${modules}/git.ts')
      const { commits } = await import('${modules}/commits.ts')
      const git = createGit({ directory: ${JSON.stringify(folder)}, environment: process.env })
      console.log((await commits(git, ['HEAD'])).size)`
    const start = Date.now()
    const told = execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
      encoding: 'utf8',
    })
    expect(told.trim()).toBe('1')
    expect(Date.now() - start).toBeLessThan(20_000)
  })
})

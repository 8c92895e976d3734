/** The accounts that pushed the commits of a change, with real git: the moves of a branch, and merges of the base. */
import { describe, expect, it } from 'vitest'
import { createGit } from '../../src/git/git.ts'
import { changeCommits, pushersOf } from '../../src/git/pushed.ts'
import { changedRepo, commitAll } from '../support/diff.ts'
import { git } from '../support/git.ts'

const NONE = '0'.repeat(40)

/** Creates a branch with a commit of ann, and a base that has moved since. */
function branch() {
  const folder = changedRepo({ a: '1\n', b: '1\n' }, { a: '2\n' })
  const start = git(folder, 'rev-parse', 'HEAD')
  git(folder, 'checkout', '--quiet', 'main')
  commitAll(folder, { b: '2\n' })
  git(folder, 'checkout', '--quiet', 'change')
  return { folder, start, head: () => git(folder, 'rev-parse', 'HEAD') }
}

const commitsIn = (folder: string) =>
  changeCommits(
    createGit({ directory: folder, environment: { PATH: process.env['PATH'] } }),
    'main',
    'change',
  )

describe('who pushed a change', () => {
  it('is whoever moved the branch to a commit that it had not, and not who merged the base', async () => {
    const { folder, start, head } = branch()
    git(folder, 'merge', '--quiet', '--no-edit', 'main')
    const pushes = [
      { by: 'ann', before: NONE, after: start },
      { by: 'bob', before: start, after: head() },
    ]
    expect(pushersOf(await commitsIn(folder), pushes)).toEqual(['ann'])
  })

  it('is who merged the base and changed something on the way', async () => {
    const { folder, start, head } = branch()
    git(folder, 'merge', '--quiet', '--no-commit', 'main')
    commitAll(folder, { a: 'evil\n' }, 'Merge main')
    const pushes = [
      { by: 'ann', before: NONE, after: start },
      { by: 'bob', before: start, after: head() },
    ]
    expect(pushersOf(await commitsIn(folder), pushes)).toEqual(['ann', 'bob'])
  })

  it('is nobody that can be told where a commit came by a push that is not known', async () => {
    const { folder, start, head } = branch()
    commitAll(folder, { a: '3\n' })
    const late = [{ by: 'ann', before: start, after: head() }]
    expect(pushersOf(await commitsIn(folder), late)).toBeUndefined()
    expect(pushersOf(await commitsIn(folder), [])).toBeUndefined()
  })

  it('is who forced the branch to other commits: they brought all of these', async () => {
    const { folder, start, head } = branch()
    git(folder, 'reset', '--quiet', '--hard', 'HEAD~1')
    commitAll(folder, { a: '4\n' })
    const pushes = [
      { by: 'ann', before: NONE, after: start },
      { by: 'cid', before: start, after: head() },
    ]
    expect(pushersOf(await commitsIn(folder), pushes)).toEqual(['cid'])
  })
})

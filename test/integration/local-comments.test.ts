import { describe, expect, it } from 'vitest'
import { runShow } from '../../src/commands/show.ts'
import { localComments } from '../../src/forge/local/comments.ts'
import { openLocalForge } from '../../src/forge/local/local-forge.ts'
import { bareRepository, showRecord } from '../support/git.ts'
import { argoRepo } from '../support/infra.ts'
import { pullRequestBranch, update, web } from '../support/update.ts'

async function requested() {
  const repository = bareRepository(argoRepo())
  await update(repository, web('1.2.0'))
  const forge = await openLocalForge({ repository, environment: process.env })
  return { repository, branch: pullRequestBranch(repository), forge }
}

const bodies = (repository: string, branch: string) =>
  (showRecord(repository, branch) as { comments: { body: string }[] }).comments.map(({ body }) => body)

describe('comments on a request of a plain git remote', () => {
  it('stand in its record, are changed in place, and go where they are too many', async () => {
    const { repository, branch, forge } = await requested()
    const comments = localComments(forge)
    const operations = async (...texts: string[]) =>
      (await comments.put(branch, 'diff', texts)).map(({ operation }) => operation)
    expect(await operations('one', 'two')).toEqual(['created', 'created'])
    await comments.put(branch, 'other', ['of another command'])
    expect(await operations('one', 'TWO')).toEqual(['unchanged', 'updated'])
    expect(await operations('ONE')).toEqual(['updated'])
    expect(bodies(repository, branch)).toEqual([
      expect.stringContaining('\nONE'),
      expect.stringContaining('\nof another command'),
    ])
    await forge.close()
  })

  it('of two commands at once are both there', async () => {
    const { repository, branch, forge } = await requested()
    const second = await openLocalForge({ repository, environment: process.env })
    await Promise.all([
      localComments(forge).put(branch, 'diff', ['the diff']),
      localComments(second).put(branch, 'guard', ['the guard']),
    ])
    expect(bodies(repository, branch).toSorted()).toEqual([
      expect.stringContaining('the diff'),
      expect.stringContaining('the guard'),
    ])
    await Promise.all([forge.close(), second.close()])
  })

  it('are refused for a branch that has no request', async () => {
    const { forge } = await requested()
    await expect(localComments(forge).put('nobody', 'diff', ['x'])).rejects.toThrow(/no pull request/)
    await forge.close()
  })
})

describe('show', () => {
  it('shows the only open request with its comments, and nothing in it drives the terminal', async () => {
    const { branch, forge } = await requested()
    await localComments(forge).put(branch, 'diff', ['It changes\u001B[2J web.\n::warning::forged'])
    const { text } = await runShow(
      { path: '.', repository: undefined, 'pull-request': undefined, output: 'text' },
      { read: (name) => forge.show(name) },
    )
    expect(text[0]).toBe('Pull request: Bump web-dev in dev to 1.2.0')
    expect(text).toContain('  It changes\\u001b[2J web.')
    expect(text.join('\n')).not.toContain('fairlead-comment')
    expect(text.filter((line) => line.startsWith('::'))).toEqual([])
    await forge.close()
  })

  it('names the requests there are, where it is not told which', async () => {
    const { repository, forge } = await requested()
    await update(repository, { ...web('1.2.0'), environment: 'prod' })
    await expect(forge.show(undefined)).rejects.toThrow(/2 open pull requests/)
    await expect(forge.show('nothing-like-it')).rejects.toThrow(
      /has no pull request for "nothing-like-it"\n {2}Available: /,
    )
    await expect(forge.show('nobody')).rejects.toThrow(/no pull request for "nobody"/)
    await forge.close()
  })
})

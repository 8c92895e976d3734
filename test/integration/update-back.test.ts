import { describe, expect, it } from 'vitest'
import { bareRepository, commitFiles, git, show, showRecord } from '../support/git.ts'
import { argoRepo } from '../support/infra.ts'
import { branches, pullRequestBranch, update, web } from '../support/update.ts'

const values = 'charts/web/values-dev.yaml'
const back = { 'allow-downgrade': 'true' }

/** Merges a branch like a forge, and deletes it. */
function merge(repository: string, branch: string, message: string): string {
  const parents = ['main', branch].map((name) => git(repository, 'rev-parse', name))
  const tree = git(repository, 'rev-parse', `${branch}^{tree}`)
  const commit = git(
    repository,
    'commit-tree',
    tree,
    ...parents.flatMap((parent) => ['-p', parent]),
    '-m',
    message,
  )
  git(repository, 'update-ref', 'refs/heads/main', commit)
  git(repository, 'update-ref', '-d', `refs/heads/${branch}`)
  return commit
}

/** Restores the file on main to its content at a commit. */
function revert(repository: string, to: string, message: string): string {
  return commitFiles(repository, 'main', message, { [values]: `${show(repository, to, values)}\n` })
}

describe('a pull request that goes back on purpose', () => {
  async function rolledBack() {
    const repository = bareRepository(argoRepo())
    await update(repository, { ...web('0.9.0'), ...back })
    return { repository, branch: pullRequestBranch(repository) }
  }

  it('says so', async () => {
    const { repository, branch } = await rolledBack()
    expect(showRecord(repository, branch)).toMatchObject({
      title: 'Roll back web-dev in dev to 0.9.0',
      body: expect.stringContaining('This rolls back to an older version on purpose'),
    })
  })

  it('is left alone by the next build, whatever its title is', async () => {
    const { repository, branch } = await rolledBack()
    const head = git(repository, 'rev-parse', branch)
    for (const more of [{}, { title: 'Release of web' }, back]) {
      const result = await update(repository, { ...web('1.1.0'), ...more })
      expect(result.outputs).toMatchObject({ outcome: 'unchanged', 'pull-request-operation': 'unchanged' })
      expect(result.warnings).toContainEqual(
        expect.stringMatching(/rolls web-dev in dev back to 0\.9\.0 on purpose, so it was not changed/),
      )
      expect(git(repository, 'rev-parse', branch)).toBe(head)
      expect(showRecord(repository, branch)).toMatchObject({ title: 'Roll back web-dev in dev to 0.9.0' })
    }
  })

  it('may be made again, or go further back', async () => {
    const { repository, branch } = await rolledBack()
    expect((await update(repository, { ...web('0.9.0'), ...back })).outputs['pull-request-operation']).toBe(
      'unchanged',
    )
    await update(repository, { ...web('0.8.0'), ...back })
    expect(show(repository, branch, values)).toContain('tag: 0.8.0 ')
  })

  it('gives way once it is merged', async () => {
    const { repository, branch } = await rolledBack()
    merge(repository, branch, 'Merge')
    await update(repository, web('1.1.0'))
    expect(show(repository, pullRequestBranch(repository), values)).toContain('tag: 1.1.0 ')
  })

  it('is named where a build is too old', async () => {
    const repository = bareRepository(argoRepo())
    const { outputs, text } = await update(repository, web('0.9.0'))
    expect(outputs.outcome).toBe('superseded')
    expect(text.join('\n')).toContain('To roll back, set allow-downgrade: true.')
  })
})

describe('a build that was reverted', () => {
  async function deployed() {
    const repository = bareRepository(argoRepo())
    const before = git(repository, 'rev-parse', 'main')
    await update(repository, web('1.1.0'))
    return { repository, before, branch: pullRequestBranch(repository) }
  }

  it.each([
    [
      'git revert of the bump',
      ({ repository, branch }: { repository: string; branch: string }) => {
        const bump = git(repository, 'rev-parse', branch)
        merge(repository, branch, 'Merge')
        return `Revert "Bump web-dev in dev to 1.1.0"\n\nThis reverts commit ${bump}.`
      },
    ],
    [
      'git revert of the merge',
      ({ repository, branch }: { repository: string; branch: string }) => {
        const merged = merge(repository, branch, `Merge pull request #1 from acme/${branch}`)
        return `Revert "Merge pull request #1 from acme/${branch}"\n\nThis reverts commit ${merged}, reversing\nchanges made to x.`
      },
    ],
    [
      "the forge's button, after a squash",
      ({ repository, branch }: { repository: string; branch: string }) => {
        commitFiles(repository, 'main', 'Bump web-dev in dev to 1.1.0 (#1)', {
          [values]: `${show(repository, branch, values)}\n`,
        })
        git(repository, 'update-ref', '-d', `refs/heads/${branch}`)
        return 'Revert "Bump web-dev in dev to 1.1.0 (#1)" (#2)\n\nReverts acme/infra#1'
      },
    ],
  ])('by %s is held, until somebody puts it back', async (_, merged) => {
    const world = await deployed()
    const { repository, before } = world
    const commit = revert(repository, before, merged(world))
    for (const more of [{}, { method: 'push' }]) {
      const { outputs, warnings } = await update(repository, { ...web('1.1.0'), ...more })
      expect(outputs.outcome).toBe('unchanged')
      expect(warnings.join('\n')).toMatch(
        new RegExp(`1\\.1\\.0 was reverted by ${commit.slice(0, 12)} .*allow-downgrade: true`),
      )
      expect(branches(repository)).toEqual(['main'])
    }
    // The next build has another version, so it is not held.
    await update(repository, web('1.2.0'))
    expect(show(repository, pullRequestBranch(repository), values)).toContain('tag: 1.2.0 ')
    git(repository, 'update-ref', '-d', `refs/heads/${pullRequestBranch(repository)}`)
    await update(repository, { ...web('1.1.0'), ...back })
    expect(show(repository, pullRequestBranch(repository), values)).toContain('tag: 1.1.0 ')
  })

  it('is not held by the revert of something else', async () => {
    const { repository, before, branch } = await deployed()
    merge(repository, branch, 'Merge')
    revert(repository, before, 'Revert "Ask for more memory"\n\nThis reverts commit 0123456789abcdef.')
    expect((await update(repository, web('1.1.0'))).outputs.outcome).toBe('updated')
  })
})

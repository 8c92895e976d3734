import { describe, expect, it } from 'vitest'
import { bareRepository, git, showRecord } from '../support/git.ts'
import { argoRepo } from '../support/infra.ts'
import { branches, update, web } from '../support/update.ts'

/** Creates a remote with the default branch develop and another branch. */
function remote(other: string) {
  const repository = bareRepository(argoRepo())
  git(repository, 'branch', '-m', 'main', 'develop')
  git(repository, 'symbolic-ref', 'HEAD', 'refs/heads/develop')
  git(repository, 'branch', other, 'develop')
  return repository
}
const opened = (repository: string) => {
  const [branch = ''] = branches(repository).filter((name) => name.startsWith('fairlead/'))
  return { branch, base: (showRecord(repository, branch) as { base: string }).base }
}

describe('the base that is named', () => {
  it.each(['main', 'master', 'release'])(
    'is the base: %s, beside the default branch develop',
    async (base) => {
      const repository = remote(base)
      await update(repository, { ...web('1.2.0'), base })
      expect(opened(repository).base).toBe(base)
    },
  )

  it.each(['main', 'master'])('is what is pushed to: %s', async (base) => {
    const repository = remote(base)
    const before = git(repository, 'rev-parse', 'develop')
    await update(repository, { ...web('1.2.0'), base, method: 'push' })
    expect(git(repository, 'rev-parse', 'develop')).toBe(before)
    expect(git(repository, 'show', `${base}:charts/web/values-dev.yaml`)).toContain('tag: 1.2.0')
  })

  it('is one group with the default branch, whether it is named or not', async () => {
    const repository = remote('main')
    await update(repository, web('1.2.0'))
    const first = opened(repository)
    const again = await update(repository, { ...web('1.3.0'), base: 'develop' })
    expect(again.outputs).toMatchObject({
      'pull-request-operation': 'updated',
      'pull-request-branch': first.branch,
    })
  })

  it('that is not there is an error that names the branches there are', async () => {
    await expect(update(remote('main'), { ...web('1.2.0'), base: 'mian' })).rejects.toThrow(
      /no branch "mian"/,
    )
  })
})

describe('an app that follows another branch', () => {
  const files = {
    'argocd/web.yaml':
      'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: web-prod, namespace: argocd}\nspec:\n  source: {repoURL: https://git.example/acme/infra, path: deploy/prod, targetRevision: stage/prod}\n  destination: {namespace: web}\n',
    'deploy/prod/pod.yaml':
      'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: web, image: "ghcr.io/acme/web:1.0.0"}]}\n',
  }
  const given = { app: 'web-prod', image: 'ghcr.io/acme/web', 'image-tag': '1.1.0' }

  it('is told where the change goes elsewhere, and not where it goes into that branch', async () => {
    const repository = bareRepository(files)
    git(repository, 'branch', 'stage/prod', 'main')
    expect((await update(repository, given)).warnings).toContainEqual(
      expect.stringMatching(/^web-prod follows stage\/prod of this repo: .* in main does not reach it/),
    )
    const there = await update(repository, { ...given, base: 'stage/prod' })
    expect(there.outputs.outcome).toBe('updated')
    expect(there.warnings.join()).not.toContain('follows')
  })
})

import { readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { git, temporaryFolder } from '../../support/git.ts'
import { hasTools, realTools } from '../../support/helm.ts'
import { runWorkflow } from './act.ts'
import { appToken, jobToken, useWorld } from './world.ts'

/**
 * The two workflows for pull requests from forks, as in the examples. act does not have artifacts, so the report is
 * passed in a folder; and the fake GitHub does not have forks, so the head of the pull request is a branch of the
 * repository.
 */
const world = useWorld()

describe.skipIf(!hasTools)('diff, on the pull request of a fork', () => {
  /** Creates a folder as on the runner, whose origin is the infra repo. */
  function checkoutOf(branch: string): string {
    const { infra } = world()
    const checkout = temporaryFolder()
    git(checkout, 'clone', '--quiet', '--branch', branch, infra.directory, '.')
    git(checkout, 'remote', 'set-url', 'origin', infra.cloneUrl.replace(/\.git$/, ''))
    return checkout
  }

  const repository = { full_name: 'acme/infra', default_branch: 'main' }

  /** Runs the first workflow, which does not get a token. */
  function render(artifacts: string, headRepository: string) {
    const { github, infra } = world()
    const programs = temporaryFolder()
    const { helm, kubectl } = realTools(4)
    symlinkSync(helm, join(programs, 'helm'))
    symlinkSync(kubectl, join(programs, 'kubectl'))
    const pull = infra.pull(1)
    return runWorkflow({
      workflow: 'examples/workflows/diff-fork-render.yml',
      event: 'pull_request',
      payload: {
        action: 'opened',
        number: 1,
        pull_request: {
          number: 1,
          base: { ref: 'main', sha: pull.base.sha },
          head: { ref: 'release', sha: pull.head.sha, repo: { full_name: headRepository } },
        },
        repository,
      },
      checkout: checkoutOf('release'),
      github,
      programs,
      env: { ARTIFACTS: artifacts },
    })
  }

  /** Runs the second workflow on the default branch, with the event of the first one's run. */
  function comment(artifacts: string, headCommit: string) {
    const { github } = world()
    return runWorkflow({
      workflow: 'examples/workflows/diff-fork-comment.yml',
      event: 'workflow_run',
      payload: {
        action: 'completed',
        workflow_run: {
          id: 7,
          conclusion: 'success',
          event: 'pull_request',
          head_branch: 'release',
          head_sha: headCommit,
          head_repository: { full_name: 'acme/infra' },
        },
        repository,
      },
      checkout: checkoutOf('main'),
      github,
      secrets: { GITHUB_TOKEN: jobToken },
      env: { ARTIFACTS: artifacts },
    })
  }

  it('is rendered without a token, and commented on by the second workflow alone', async () => {
    const { github, infra } = world()
    const values = (await infra.read('apps/web/values-prod.yaml')) ?? ''
    await infra.push('release', { 'apps/web/values-prod.yaml': values.replace("'1.4.0'", "'1.5.0'") })
    const opened = await fetch(`${github.apiUrl}/repos/acme/infra/pulls`, {
      method: 'POST',
      headers: { authorization: `Bearer ${appToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ title: 'Release web', head: 'release', base: 'main' }),
    })
    expect(opened.status).toBe(201)
    const artifacts = temporaryFolder()
    github.requests.splice(0)

    const rendering = await render(artifacts, 'mallory/infra')
    expect(rendering).toMatchObject({ exitCode: 0, jobs: { render: 'success' } })
    expect(github.requests.filter(({ kind }) => kind !== 'git')).toEqual([])
    const report = join(artifacts, 'fairlead-report/report.json')
    expect(JSON.parse(readFileSync(report, 'utf8'))).toMatchObject({ apps: [{ app: { name: 'web' } }] })

    // A pull request from the repository itself is handled by the other workflow.
    expect((await render(temporaryFolder(), 'acme/infra')).jobs['render']).not.toBe('success')

    const written = await comment(artifacts, infra.head('release'))
    expect(written).toMatchObject({ exitCode: 0, jobs: { comment: 'success' } })
    expect(infra.comments).toMatchObject([
      { issue: 1, author: 'github-actions[bot]', body: expect.stringContaining('1.4.0 → 1.5.0') },
    ])

    // If the pull request has changed since, the old report is not written; an invalid report fails.
    const said = await comment(artifacts, '1'.repeat(40))
    expect(said.exitCode).toBe(0)
    expect(said.log).toContain('no comment is written')
    writeFileSync(report, '{"pull-request": 2}')
    expect((await comment(artifacts, infra.head('release'))).exitCode).not.toBe(0)
    expect(infra.comments).toHaveLength(1)
    expect(github.violations).toEqual([])
  })
})

import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { git, temporaryFolder } from '../../support/git.ts'
import { hasTools, realTools } from '../../support/helm.ts'
import { realEvent } from '../../support/real-events.ts'
import { appToken, jobToken, useWorld } from './world.ts'
import { runWorkflow } from './act.ts'

/** `diff` on a pull request of the infra repo, on a runner. */
const world = useWorld()

const workflow = `
on: pull_request
jobs:
  diff:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v7
        with:
          fetch-depth: 0
          persist-credentials: false
      - uses: fairlead-dev/fairlead/actions/diff@v1
        id: diff
      - run: echo "$CHANGED $APPS $RISK"
        env:
          CHANGED: \${{ steps.diff.outputs.changed }}
          APPS: \${{ steps.diff.outputs.apps }}
          RISK: \${{ steps.diff.outputs.risk }}
`

describe.skipIf(!hasTools)('diff, on a pull request', () => {
  /** Runs the job of a pull request, with its merge and all branches as on a runner. */
  async function runDiff() {
    const { github, infra } = world()
    const checkout = temporaryFolder()
    git(checkout, 'clone', '--quiet', '--branch', 'release', infra.directory, '.')
    git(checkout, 'remote', 'set-url', 'origin', infra.cloneUrl.replace(/\.git$/, ''))
    const programs = temporaryFolder()
    const { helm, kubectl } = realTools(4)
    symlinkSync(helm, join(programs, 'helm'))
    symlinkSync(kubectl, join(programs, 'kubectl'))
    const run = await runWorkflow({
      workflow,
      event: 'pull_request',
      payload: {
        action: 'opened',
        number: 1,
        pull_request: {
          number: 1,
          base: { ref: 'main', sha: infra.head('main') },
          head: { ref: 'release', sha: infra.head('release'), repo: { full_name: 'acme/infra' } },
        },
        repository: { full_name: 'acme/infra', default_branch: 'main' },
      },
      checkout,
      github,
      programs,
      secrets: { GITHUB_TOKEN: jobToken },
    })
    expect(github.violations).toEqual([])
    return run
  }

  it('writes one comment, outputs and a summary; and changes that comment in the next run', async () => {
    const { infra } = world()
    const values = (await infra.read('apps/web/values-prod.yaml')) ?? ''
    const propose = (tag: string) =>
      infra.push('release', { 'apps/web/values-prod.yaml': values.replace("'1.4.0'", `'${tag}'`) })
    await propose('1.5.0')
    const { github } = world()
    const opened = await fetch(`${github.apiUrl}/repos/acme/infra/pulls`, {
      method: 'POST',
      headers: { authorization: `Bearer ${appToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ title: 'Release web', head: 'release', base: 'main' }),
    })
    expect(opened.status).toBe(201)

    const run = await runDiff()
    expect(run).toMatchObject({ exitCode: 0, jobs: { diff: 'success' } })
    expect(run.step('diff', 2).text).toBe('true 1 low\n')
    const { summary, outputs } = run.step('diff', 'diff')
    expect(summary).toContain('1.4.0 → 1.5.0')
    expect(JSON.parse(outputs['digest'] ?? '')).toHaveProperty('prod')
    expect(infra.comments).toMatchObject([
      { issue: 1, author: 'github-actions[bot]', body: expect.stringContaining('1.4.0 → 1.5.0') },
    ])

    await propose('1.6.0')
    expect(await runDiff()).toMatchObject({ exitCode: 0 })
    expect(infra.comments).toMatchObject([{ body: expect.stringContaining('1.4.0 → 1.6.0') }])
  })

  // With pull_request_target the base is checked out, and a merge group is not a pull request: one workflow supports
  // both.
  it.each(['pull_request_target', 'merge_group'])('on %s, tells the change alone', async (event) => {
    const { github, infra } = world()
    const values = (await infra.read('apps/web/values-prod.yaml')) ?? ''
    const change = { 'apps/web/values-prod.yaml': values.replace("'1.4.0'", "'1.7.0'") }
    await infra.push('queue', change)
    const [base, head] = [infra.head('main'), infra.head('queue')]
    const checkout = temporaryFolder()
    const branch = event === 'merge_group' ? 'queue' : 'main'
    git(checkout, 'clone', '--quiet', '--branch', branch, infra.directory, '.')
    const programs = temporaryFolder()
    const { helm, kubectl } = realTools(4)
    symlinkSync(helm, join(programs, 'helm'))
    symlinkSync(kubectl, join(programs, 'kubectl'))
    const repo = { full_name: 'acme/infra' }
    const payload = realEvent(event, {
      repository: { ...repo, default_branch: 'main' },
      ...(event === 'merge_group'
        ? { merge_group: { base_sha: base, base_ref: 'refs/heads/main', head_sha: head } }
        : {
            pull_request: { base: { ref: 'main', sha: base, repo }, head: { ref: 'queue', sha: head, repo } },
          }),
    })
    const run = await runWorkflow({
      workflow: workflow
        .replace('on: pull_request', `on: ${event}`)
        .replace('id: diff', 'id: diff\n        with: {comment: never}'),
      event,
      payload,
      checkout,
      github,
      programs,
      secrets: { GITHUB_TOKEN: jobToken },
    })
    expect(run).toMatchObject({ exitCode: 0, jobs: { diff: 'success' } })
    expect(run.step('diff', 'diff').summary).toContain('1.4.0 → 1.7.0')
    expect(run.step('diff', 2).text).toBe('true 1 low\n')
  })
})

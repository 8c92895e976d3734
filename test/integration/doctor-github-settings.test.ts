import { describe, expect, it } from 'vitest'
import { filesPorts } from '../../src/doctor/files/ports.ts'
import type { RepositoryOptions } from '../fakes/github/index.ts'
import { findingsOf, hintsOf } from '../support/doctor.ts'
import { argoRepo } from '../support/infra.ts'
import { memoryTree } from '../support/inventory.ts'
import { apiFor, app, everything, fake, finegrained, setUp } from './doctor-github.setup.ts'

describe('the base branch', () => {
  it('that is mistyped', async () => {
    const { part } = await setUp({ ports: { base: 'mian' } })
    expect((await findingsOf(part))['github/base']).toEqual([
      expect.stringMatching(/^fault: .* no branch "mian"/),
    ])
    expect(await hintsOf(part, 'github/base')).toEqual(['Set base. Did you mean "main"?'])
  })

  it('without any rule lets everything through', async () => {
    const found = await findingsOf((await setUp()).part)
    expect(found['github/protection']).toEqual([
      'warning: main does not require a review: anyone with write access can push to it, or merge immediately.',
      'note: Merging into main requires no status checks.',
    ])
  })

  it('with rules tells what they ask for', async () => {
    const rules = [
      { branches: ['main'], type: 'pull_request', parameters: reviews(1) },
      {
        branches: ['main'],
        type: 'required_status_checks',
        parameters: {
          strict_required_status_checks_policy: false,
          required_status_checks: [{ context: 'lint' }],
        },
      },
      { branches: ['main'], type: 'required_signatures' },
    ] as const
    const found = await findingsOf((await setUp({ rules })).part)
    expect(found['github/protection']).toEqual([
      'ok: Merging into main requires a review (1 approval).',
      'ok: Merging into main requires the status checks lint.',
      'ok: Commits must be signed. GitHub signs the commits of an App.',
    ])
    const other = await findingsOf((await setUp({ rules, ports: { token: finegrained } })).part)
    expect(other['github/protection']?.[2]).toMatch(
      /^note: Commits must be signed\. With the token of a user/,
    )
  })

  it('with a pull request that needs nobody is still a warning', async () => {
    const rules = [{ branches: ['main'], type: 'pull_request', parameters: reviews(0) }] as const
    const found = await findingsOf((await setUp({ rules })).part)
    expect(found['github/protection']?.[0]).toMatch(
      /^warning: Changes to main require a pull request, but no approval/,
    )
  })

  it('with a classic protection says that it cannot see all of it', async () => {
    const protection = { main: { requiredApprovals: 1, requiredChecks: ['ci'] } }
    const found = await findingsOf((await setUp({ protection })).part)
    expect(found['github/protection']).toEqual([
      expect.stringMatching(/^note: .*Only administrators can see/),
      'ok: Merging into main requires the status checks ci.',
    ])
    const rights = { [app]: { ...everything, administration: 'read' } } as const
    const seen = await findingsOf((await setUp({ protection, rights })).part)
    expect(seen['github/protection']?.[0]).toBe('ok: Merging into main requires a review (1 approval).')
  })

  it('is not the only one with rules: those for all branches keep Fairlead from its own', async () => {
    const rules = [{ branches: ['*'], type: 'creation' }] as const
    const found = await findingsOf((await setUp({ rules })).part)
    expect(found['github/branches']).toEqual([expect.stringMatching(/^warning: .*Restrict creations/)])
    expect((await findingsOf((await setUp()).part))['github/branches']).toEqual([
      expect.stringMatching(/^ok/),
    ])
  })
})

function reviews(approvals: number) {
  return {
    dismiss_stale_reviews_on_push: false,
    require_code_owner_review: false,
    require_last_push_approval: false,
    required_approving_review_count: approvals,
    required_review_thread_resolution: false,
  }
}

describe('settings, environments, branches', () => {
  it('tells the settings for merges', async () => {
    const on = await setUp({ autoMergeAllowed: true, deleteBranchOnMerge: true })
    expect((await findingsOf(on.part))['github/merge-settings']).toEqual([
      'ok: Auto-merge is allowed.',
      'ok: Branches are deleted after the merge.',
    ])
    const off = await setUp()
    expect((await findingsOf(off.part))['github/merge-settings']?.[0]).toMatch(
      /^note: Auto-merge is not allowed/,
    )
  })

  it('looks at what holds the gate of an environment', async () => {
    const gate = 'environments: {prod: {gate: {approvals: 1, from: {users: [ann]}}}}\n'
    const files = filesPorts(memoryTree({ ...argoRepo(), 'fairlead.yaml': gate }), { base: 'main' })
    const of = async (options: RepositoryOptions, rights: RepositoryOptions['permissions']) => {
      const { part } = await setUp({ ports: { files }, collaborators: ['ann'], ...options, rights })
      return (await findingsOf(part))['github/gate']
    }
    const prod = { reviewers: ['ann'], preventSelfReview: true, adminsBypass: false, branches: ['main'] }
    const rules = [{ branches: ['main'], type: 'pull_request' }] as const
    const all = { [app]: { ...everything, administration: 'write' } } as const
    expect(await of({ environments: { prod }, rules }, all)).toEqual([
      'ok: The gate of prod is set up correctly.',
    ])
    expect(await of({ environments: { prod }, rules }, { [app]: everything })).toEqual([
      expect.stringMatching(/^unknown: Could not read who can bypass.*requires administration: write/),
    ])
    expect(await of({ environments: { prod: { ...prod, adminsBypass: true } }, rules: [] }, all)).toEqual([
      expect.stringMatching(/^warning: Administrators can let a job for prod through/),
      expect.stringMatching(/^warning: Anyone with write access can push to main/),
    ])
    const ungated = await setUp({ ports: { files: filesPorts(memoryTree(argoRepo()), { base: 'main' }) } })
    expect((await findingsOf(ungated.part))['github/gate']).toEqual(['ok: No environment has a gate.'])
  })

  it('says which lock holds for what a gate lets through', async () => {
    const gate = 'environments: {prod: {gate: {approvals: 1, from: {users: [ann]}}}}\n'
    const files = filesPorts(memoryTree({ ...argoRepo(), 'fairlead.yaml': gate }), { base: 'main' })
    const of = async (options: RepositoryOptions) => {
      const { part } = await setUp({ ports: { files }, ...options })
      return (await findingsOf(part))['github/lock']
    }
    const parameters = {
      strict_required_status_checks_policy: true,
      required_status_checks: [{ context: 'lint' }],
    }
    const strict = { branches: ['main'], type: 'required_status_checks', parameters } as const
    expect(await of({ rules: [strict] })).toEqual([
      expect.stringMatching(/^ok: GitHub merges into main only branches that contain its newest commit/),
    ])
    expect(await of({})).toEqual([
      expect.stringMatching(
        /^note: Nothing is known to prevent main .* The gate creates its own merge commit/,
      ),
    ])
    expect(await of({ rules: [{ branches: ['main'], type: 'pull_request' }] })).toEqual([
      expect.stringMatching(
        /^warning: The gate creates its own merge commit.* blocks pushes of this token to main/,
      ),
    ])
    const ungated = await setUp({ ports: { files: filesPorts(memoryTree(argoRepo()), { base: 'main' }) } })
    expect((await findingsOf(ungated.part))['github/lock']).toEqual(['ok: No environment has a gate.'])
  })

  it("looks at GitHub's environments of production", async () => {
    const files = filesPorts(memoryTree(argoRepo()), { base: 'main' })
    const of = async (environments: RepositoryOptions['environments'], rights = everything) => {
      const { part } = await setUp({
        ports: { files },
        environments: environments ?? {},
        rights: { [app]: rights },
      })
      return (await findingsOf(part))['github/environments']
    }
    expect(await of({})).toEqual([expect.stringMatching(/^note: .* has no GitHub environment "prod"/)])
    expect(await of({ prod: {} })).toEqual([
      expect.stringMatching(/^warning: .*no required reviewers/),
      expect.stringMatching(/^note: Jobs on any branch/),
    ])
    const good = { reviewers: ['ann'], preventSelfReview: true, protectedBranchesOnly: true }
    expect(await of({ prod: good })).toEqual([expect.stringMatching(/^ok/)])
    expect(await of({ prod: { ...good, preventSelfReview: false } })).toEqual([
      expect.stringMatching(/^note: The person who starts a job .* may also approve it/),
    ])
    const { actions: _, ...less } = everything
    expect(await of({ prod: good }, less as typeof everything)).toEqual([expect.stringMatching(/^unknown/)])
    const { part } = await setUp()
    expect((await findingsOf(part))['github/environments']).toEqual([expect.stringMatching(/^unknown/)])
  })

  it('names branches without a pull request', async () => {
    const { part, repository, name } = await setUp()
    await repository.push('fairlead/web-dev-1', { a: '1' })
    await repository.push('feature', { a: '2' })
    await repository.push('fairlead/web-prod-1', { a: '3' })
    const opened = await fetch(`${fake.apiUrl}/repos/${name}/pulls`, {
      method: 'POST',
      headers: { authorization: `token ${app}` },
      body: JSON.stringify({ title: 'Bump', head: 'fairlead/web-prod-1', base: 'main' }),
    })
    expect(opened.status).toBe(201)
    expect((await findingsOf(part))['github/leftovers']).toEqual([
      'note: The branch fairlead/web-dev-1 has no open pull request.',
    ])
  })

  it('tells whether the commits of the app repo can be listed', async () => {
    const { part: without } = await setUp()
    expect((await findingsOf(without))['github/source']).toEqual([expect.stringMatching(/^unknown/)])
    const readable = await setUp()
    const closed = await setUp({ rights: {} })
    const good = await setUp({ ports: { source: apiFor(readable.name, app) } })
    expect((await findingsOf(good.part))['github/source']).toEqual([expect.stringMatching(/^ok/)])
    const bad = await setUp({ ports: { source: apiFor(closed.name, app) } })
    expect((await findingsOf(bad.part))['github/source']).toEqual([
      expect.stringMatching(/^warning: The commits of the app repo cannot be listed/),
    ])
  })
})

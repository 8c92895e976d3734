import { describe, expect, it } from 'vitest'
import type { PullRequest } from '../../src/forge/forge.ts'
import { failing, nothing, passing, useHub } from './github-forge.setup.ts'

const hub = useHub()

/** Returns a rule that requires this number of approvals. */
const approvals = (count: number) => ({
  branches: ['main'],
  type: 'pull_request' as const,
  parameters: {
    dismiss_stale_reviews_on_push: false,
    require_code_owner_review: false,
    require_last_push_approval: false,
    required_approving_review_count: count,
    required_review_thread_resolution: false,
  },
})

async function proposed(): Promise<PullRequest> {
  hub.infra.settings.autoMergeAllowed = true
  return hub.propose('bump/web')
}

describe('enableAutoMerge', () => {
  it.each(passing)('lets GitHub merge once all is there, in spite of %s', async (_, fault) => {
    const pull = await proposed()
    hub.infra.settings.rules = [approvals(1)]
    hub.breaks('enableAutoMerge', fault)
    await hub.forge.enableAutoMerge(pull, 'squash')
    expect(hub.infra.pull(1).autoMerge?.method).toBe('squash')
    await hub.forge.enableAutoMerge(pull, 'squash')
    await hub.infra.satisfy(1)
    expect((await hub.forge.snapshot(nothing)).pullRequests).toEqual([])
  })

  it('knows a classic protection without the rights of an administrator', async () => {
    const pull = await proposed()
    hub.infra.settings.protection = { main: { requiredChecks: ['ci'] } }
    const [, made] = await hub.counting(() => hub.forge.enableAutoMerge(pull, 'merge'))
    expect(made).toEqual(['autoMergeState', 'enableAutoMerge'])
    expect(hub.infra.pull(1).autoMerge?.method).toBe('merge')
  })

  it('refuses where nothing is required, or all is there', async () => {
    const pull = await proposed()
    hub.infra.settings.rules = [approvals(0)]
    const unprotected = await failing(hub.forge.enableAutoMerge(pull, 'merge'))
    expect(unprotected.kind).toBe('refused')
    expect(unprotected.message).toContain('"main" requires nothing before a merge')
    hub.infra.settings.rules = [approvals(1)]
    await hub.infra.satisfy(1)
    const clean = await failing(hub.forge.enableAutoMerge(pull, 'merge'))
    expect(clean).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('merge it immediately') as string,
    })
    expect(hub.infra.pull(1)).toMatchObject({ autoMerge: null, state: 'open' })
  })

  it('says what the repository does not allow', async () => {
    const pull = await proposed()
    hub.infra.settings.rules = [approvals(1)]
    hub.infra.settings.rebaseMergeAllowed = false
    const method = await failing(hub.forge.enableAutoMerge(pull, 'rebase'))
    expect(method).toMatchObject({ kind: 'input', message: expect.stringContaining('"rebase"') as string })
    hub.infra.settings.autoMergeAllowed = false
    const setting = await failing(hub.forge.enableAutoMerge(pull, 'merge'))
    expect(setting).toMatchObject({
      kind: 'input',
      message: expect.stringContaining('Select "Allow auto-merge"') as string,
    })
    await hub.infra.push('bump/web', { later: '1' })
    hub.infra.settings.autoMergeAllowed = true
    expect(await failing(hub.forge.enableAutoMerge(pull, 'merge'))).toMatchObject({ kind: 'refused' })
  })
})

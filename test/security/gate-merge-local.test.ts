/** Merges by the gate with plain git, with the whole command: real git, real helm. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { command, gateWith } from '../../src/entries/wire/gate.ts'
import { mergeGuards } from '../../src/gate/merge/run.ts'
import type { MergeGuards } from '../../src/gate/merge/run.ts'
import { changedRepo, commitAll } from '../support/diff.ts'
import { app, policy } from '../support/gated.ts'
import { git, temporaryFolder } from '../support/git.ts'
import { hasTools, realTools } from '../support/helm.ts'
import { runWired } from '../support/wired.ts'

const before = {
  'fairlead.yaml': policy(),
  'charts/web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  'charts/web/templates/map.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata: {tag: "{{ .Values.tag }}"}\n',
  'argocd/web.yaml': app('web', 'prod'),
}

async function gate(folder: string, inputs: Readonly<Record<string, string>>, guards?: Partial<MergeGuards>) {
  const usual = { base: 'main', environment: 'prod', forge: 'local', author: 'ann', pusher: 'ann' }
  const all = { ...usual, now: '2026-11-27T11:00:00Z', 'helm-path': realTools(4).helm, ...inputs }
  const own = guards === undefined ? command : gateWith({ merge: { ...mergeGuards, ...guards } })
  const { data, text, failure } = await runWired(own, folder, all)
  const answer = data as { decision: string; digest: string | null; merged: string | null }
  return { ...answer, text: text.join('\n'), failure: failure?.message }
}

/** Creates a checkout with a change that bob has approved. */
async function approved({ bare = true } = {}) {
  const folder = changedRepo(before, { 'argocd/web.yaml': app('web', 'prod', '2') })
  const origin = temporaryFolder()
  if (bare) {
    git(origin, 'clone', '--quiet', '--bare', folder, '.')
    git(folder, 'remote', 'add', 'origin', origin)
    git(folder, 'fetch', '--quiet', 'origin')
  }
  const { digest } = await gate(folder, {})
  const file = join(temporaryFolder(), 'approvals.json')
  const head = git(folder, 'rev-parse', 'HEAD')
  writeFileSync(file, JSON.stringify([{ by: 'bob', digest, at: '2026-11-27T10:00:00Z', head }]))
  return { folder, origin, head, approvals: file, base: git(folder, 'rev-parse', 'main') }
}

/** Pushes a commit of another user to main of a repository. */
function pushAnother(origin: string): string {
  const other = temporaryFolder()
  git(other, 'clone', '--quiet', '--branch=main', origin, '.')
  commitAll(other, { 'README.md': 'Another change\n' })
  git(other, 'push', '--quiet', 'origin', 'main')
  return git(other, 'rev-parse', 'HEAD')
}

/** Adds a commit to main while another branch is checked out. */
function commitOn(folder: string): void {
  const tree = git(folder, 'rev-parse', 'main^{tree}')
  git(folder, 'branch', '--force', 'main', git(folder, 'commit-tree', tree, '-p', 'main', '-m', 'More'))
}

describe.skipIf(!hasTools)('a gate of plain git that merges', () => {
  it('pushes exactly what was approved to origin, once', async () => {
    const { folder, origin, head, base, approvals } = await approved()
    const merged = await gate(folder, { approvals, merge: 'true' })
    expect(merged.failure).toBeUndefined()
    expect(merged.merged).toBe(git(origin, 'rev-parse', 'main'))
    expect(git(origin, 'log', '-1', '--format=%P', 'main')).toBe(`${base} ${head}`)
    expect(git(origin, 'log', '-1', '--format=%s', 'main')).toBe("Merge branch 'change' into main")
    // The checkout does not change.
    expect(git(folder, 'rev-parse', 'main', 'HEAD')).toBe(`${base}\n${head}`)
    expect(git(folder, 'status', '--porcelain')).toBe('')
    const again = await gate(folder, { approvals, merge: 'true' })
    expect(again).toMatchObject({ failure: undefined, merged: merged.merged })
    expect(again.text).toContain('was already merged into main')
    expect(git(origin, 'rev-parse', 'main')).toBe(merged.merged)
  })

  it('moves the branch of a checkout that has no origin, unless it is checked out', async () => {
    const { folder, base, head, approvals } = await approved({ bare: false })
    const merged = await gate(folder, { approvals, merge: 'true' })
    expect(merged.failure).toBeUndefined()
    expect(git(folder, 'log', '-1', '--format=%P', 'main')).toBe(`${base} ${head}`)
    expect(git(folder, 'rev-parse', 'HEAD')).toBe(head)
    commitOn(folder)
    const again = await gate(folder, { approvals, merge: 'true' })
    expect(again).toMatchObject({ decision: 'approved', failure: undefined, merged: merged.merged })
    expect(again.text).toContain('was already merged into main')
    // The merge does not count as an approval.
    const unapproved = await gate(folder, { merge: 'true' })
    expect(unapproved).toMatchObject({ decision: 'pending', merged: null })
    await expect(gate(folder, { approvals })).rejects.toThrow('already contains this change')
  })

  it('leaves a branch that is checked out where it is', async () => {
    const { folder, base, head, approvals } = await approved({ bare: false })
    const other = join(temporaryFolder(), 'tree')
    git(folder, 'worktree', 'add', '--quiet', other, 'main')
    const refused = await gate(folder, { approvals, merge: 'true' })
    expect(refused.failure).toMatch(/checked out.*nothing was merged/s)
    expect(git(folder, 'rev-parse', 'main', 'HEAD')).toBe(`${base}\n${head}`)
  })

  it('merges nothing if the branch of origin has moved, and says so', async () => {
    const { folder, origin, approvals } = await approved()
    const tip = pushAnother(origin)
    const refused = await gate(folder, { approvals, merge: 'true' })
    expect(refused).toMatchObject({ decision: 'approved', merged: null })
    expect(refused.failure).toMatch(/main moved from .* nothing was merged/)
    expect(git(origin, 'rev-parse', 'main')).toBe(tip)
    const held = await gate(folder, { approvals, merge: 'true' }, { before: () => undefined })
    expect(held.merged).toBeNull()
    expect(git(origin, 'rev-parse', 'main')).toBe(tip)
    const lost = await gate(
      folder,
      { approvals, merge: 'true' },
      { before: () => undefined, lease: (_, standing) => standing.tip ?? '' },
    )
    expect(lost.failure).toBeUndefined()
    expect(git(origin, 'rev-list', 'main')).not.toContain(tip)
  })

  it('does not merge what is pending', async () => {
    const { folder, origin, base } = await approved()
    const pending = await gate(folder, { merge: 'true' })
    expect(pending).toMatchObject({ decision: 'pending', merged: null })
    expect(git(origin, 'rev-parse', 'main')).toBe(base)
  })

  it.each([
    ['partial', ['--filter=blob:none']],
    ['treeless', ['--filter=tree:0']],
    ['shallow', ['--depth=3', '--no-single-branch']],
  ])('merges from a %s clone, what both sides changed included', async (_, options) => {
    const { folder: whole, origin, head, approvals } = await approved()
    const base = pushAnother(origin)
    git(origin, 'config', 'uploadpack.allowFilter', 'true')
    git(origin, 'config', 'uploadpack.allowAnySHA1InWant', 'true')
    const folder = temporaryFolder()
    git(folder, 'clone', '--quiet', ...options, '--branch=change', `file://${origin}`, '.')
    expect(git(whole, 'rev-parse', 'HEAD')).toBe(head)
    const merged = await gate(folder, { approvals, merge: 'true' })
    expect(merged.failure).toBeUndefined()
    expect(git(origin, 'log', '-1', '--format=%P', 'main')).toBe(`${base} ${head}`)
    expect(git(origin, 'show', 'main:README.md')).toBe('Another change')
    expect(git(origin, 'show', 'main:argocd/web.yaml')).toBe(app('web', 'prod', '2').trim())
    git(origin, 'fsck', '--connectivity-only')
  })
})

/** A link of the change at the folder of the input `path`, for example to another repository on the runner. */
import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { commitAll } from '../support/diff.ts'
import { git, temporaryFolder } from '../support/git.ts'
import { onGitHub, onGitLab, strangersChange } from '../support/stranger.ts'

/** Creates another checkout of the same user. */
function other(): string {
  const folder = temporaryFolder()
  git(folder, 'init', '--quiet', '--initial-branch=main')
  commitAll(folder, {
    'apps/plan.yaml': `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: private-plan, namespace: argocd}
spec:
  source: {repoURL: 'https://github.com/acme/private', targetRevision: HEAD, path: plan}
  destination: {server: 'https://kubernetes.default.svc', namespace: plan}
`,
    'plan/map.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: plan}\n',
  })
  return folder
}

const attacks: readonly [string, string, (ws: string, folder: string) => void][] = [
  ['is a link', 'sub', (ws, folder) => symlinkSync(folder, join(ws, 'sub'))],
  [
    'is below a link',
    'a/b/apps',
    (ws, folder) => {
      mkdirSync(join(ws, 'a'))
      symlinkSync(folder, join(ws, 'a/b'))
    },
  ],
]

describe.each(attacks)('a path that %s is not followed', (_, path, attack) => {
  it('by the inventory (broke 2c09b49)', async () => {
    const world = strangersChange(({ ws }) => attack(ws, other()))
    const { exitCode, log } = await onGitLab(world, { path }, 'inventory')
    expect(log).toContain('leads through a link')
    expect(log).not.toContain('private-plan')
    expect(exitCode).toBe(2)
  })

  it('by a diff', async () => {
    const world = strangersChange(({ ws }) => attack(ws, other()))
    const { exitCode, log } = await onGitHub(world, { path })
    expect(log).toContain('leads through a link')
    expect(exitCode).toBe(2)
  })
})

it('a checkout that the machine itself reaches by a link is followed', async () => {
  const world = strangersChange()
  const ws = join(temporaryFolder(), 'link')
  symlinkSync(world.ws, ws)
  const { exitCode, log } = await onGitHub({ ...world, ws })
  expect(log).toContain('changed ConfigMap')
  expect(exitCode).toBe(0)
})

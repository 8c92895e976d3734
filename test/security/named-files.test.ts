/**
 * The target of an input may be something that the change created: a link to a file of the runner, a program, a
 * repository. In a job none of these is read or run.
 */
import { chmodSync, copyFileSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { proposalPorts } from '../../src/entries/wire/proposal.ts'
import type { Wiring } from '../../src/entries/define.ts'
import { readContext } from '../../src/runtime/context.ts'
import { bareRepository, git, temporaryFolder } from '../support/git.ts'
import { commitAll } from '../support/diff.ts'
import { onGitHub, onGitLab, strangersChange } from '../support/stranger.ts'

describe('body-path', () => {
  /** Returns what a job reads from the file in body-path. */
  async function read(workspace: string, path: string): Promise<string> {
    const environment = { GITHUB_ACTIONS: 'true', PATH: process.env['PATH'] }
    const closers: (() => Promise<void>)[] = []
    const wiring: Wiring = {
      context: readContext(environment, workspace),
      say: () => undefined,
      warn: () => undefined,
      width: 100,
      progress: () => undefined,
      hide: () => undefined,
      atEnd: (close) => closers.push(close),
    }
    const source = { repository: undefined, token: undefined }
    const repository = bareRepository({ a: 'b' })
    try {
      const ports = await proposalPorts({ forge: 'local', repository, token: undefined, source }, wiring)
      return await ports.readText(path)
    } finally {
      await Promise.all(closers.map((close) => close()))
    }
  }

  it.each([
    [
      'is a link (broke be0c4d6)',
      'note.md',
      (ws: string, secret: string) => symlinkSync(secret, join(ws, 'note.md')),
    ],
    [
      'is below a link (broke be0c4d6)',
      'notes/key',
      (ws: string, secret: string) => symlinkSync(join(secret, '..'), join(ws, 'notes')),
    ],
  ])('is not read where it %s', async (_, path, attack) => {
    const [ws, home] = [temporaryFolder(), temporaryFolder()]
    const secret = join(home, 'key')
    writeFileSync(secret, 'PRIVATE KEY')
    attack(ws, secret)
    await expect(read(ws, path)).rejects.toThrow(/cannot be read: .*(is a link|not followed)/)
  })

  it('is read where it is a file, in the checkout and outside of it', async () => {
    const [ws, temp] = [temporaryFolder(), temporaryFolder()]
    writeFileSync(join(ws, 'note.md'), 'one')
    writeFileSync(join(temp, 'note.md'), 'two')
    expect([await read(ws, 'note.md'), await read(ws, join(temp, 'note.md'))]).toEqual(['one', 'two'])
  })
})

describe('a path that the change has made a submodule', () => {
  /** Creates a repository of the stranger, with its own base. */
  function mallorys(ws: string, path: string): void {
    const folder = join(ws, path)
    mkdirSync(folder)
    git(folder, 'init', '--quiet', '--initial-branch=main')
    git(folder, 'remote', 'add', 'origin', 'https://github.com/mallory/infra')
    commitAll(folder, {
      'fairlead.yaml': 'render: {mirror: "https://evil.example"}\n',
      'apps/evil.yaml': `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: evil, namespace: argocd}
spec:
  source: {repoURL: 'https://github.com/mallory/infra', targetRevision: HEAD, path: evil}
  destination: {server: 'https://kubernetes.default.svc', namespace: evil}
`,
      'evil/map.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: evil}\n',
    })
    git(folder, 'update-ref', 'refs/remotes/origin/main', 'HEAD')
  }

  it.each([
    ['itself', 'infra', 'infra'],
    ['around it', 'infra', 'infra/apps'],
  ])('is not taken for the infra repo (%s; broke be0c4d6)', async (_, submodule, path) => {
    const world = strangersChange(({ ws }) => mallorys(ws, submodule))
    const ofDiff = await onGitHub(world, { path })
    const ofInventory = await onGitLab(world, { path }, 'inventory')
    for (const { exitCode, log } of [ofDiff, ofInventory]) {
      expect(log).toContain('is a repository that the surrounding repository tracks')
      expect(log).not.toContain('evil')
      expect(exitCode).toBe(2)
    }
  })

  it('is looked at where nothing around it tracks it, as where a step has checked it out', async () => {
    const world = strangersChange()
    mallorys(world.ws, 'infra')
    expect((await onGitLab(world, { path: 'infra' }, 'inventory')).log).toContain('evil')
  })
})

describe('helm-path', () => {
  const program = (trace: string) => `#!/bin/sh\ntouch '${trace}'\necho v4.1.4\n`

  it('is no program of the repository, nor a link of it (broke be0c4d6)', async () => {
    const trace = join(temporaryFolder(), 'has-run')
    const world = strangersChange(({ ws, home }) => {
      mkdirSync(join(ws, 'bin'))
      for (const file of [join(ws, 'bin/helm'), join(home, 'helm')]) {
        writeFileSync(file, program(trace))
        chmodSync(file, 0o755)
      }
      symlinkSync(join(home, 'helm'), join(ws, 'bin/link'))
    })
    for (const name of ['bin/helm', 'bin/link']) {
      const { exitCode, log } = await onGitHub(world, { 'helm-path': name })
      expect(log).toContain('is inside the repository')
      expect(exitCode).toBe(2)
    }
    expect(existsSync(trace)).toBe(false)
  })

  it('may be a program that a step has put into the workspace', async () => {
    const world = strangersChange()
    mkdirSync(join(world.ws, 'tools'))
    copyFileSync('/bin/true', join(world.ws, 'tools/helm'))
    expect((await onGitHub(world, { 'helm-path': 'tools/helm' })).exitCode).toBe(0)
  })
})

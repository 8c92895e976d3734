import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { herePart } from '../../../src/doctor/parts.ts'
import type { HerePorts, RendererPorts } from '../../../src/doctor/here/ports.ts'
import { OLDEST_NODE } from '../../../src/doctor/here/versions.ts'
import { inputError } from '../../../src/errors.ts'
import { findingsOf } from '../../support/doctor.ts'

const programs: Record<string, string> = {
  git: 'git version 2.39.5 (Apple Git-154)\n',
  helm: 'v3.19.0+g3d8990f\n',
}
const wanted = (asked: Partial<RendererPorts> = {}): RendererPorts => ({
  helm: { version: '4.2.3', isAsked: false, sha256: [] },
  kustomize: { version: '5.8.1', isAsked: false, sha256: [] },
  origin: () => 'https://mirror.example.com',
  tryOut: () => Promise.resolve(),
  notes: () => [],
  ...asked,
})
const ports: HerePorts = {
  version: '1.2.3',
  node: '24.1.0',
  probe: (program) => Promise.resolve(programs[program]),
  renderers: () => Promise.resolve(wanted()),
  findSandbox: () => Promise.resolve('unshare'),
  job: { present: false, repository: undefined, eventName: undefined },
  isShallow: false,
  needsGit: false,
}
const found = (changed: Partial<HerePorts> = {}) => findingsOf(herePart({ ...ports, ...changed }))

describe('the checks of the machine', () => {
  it('tell the versions', async () => {
    expect(await found()).toMatchObject({
      'here/fairlead': ['ok: Fairlead 1.2.3.'],
      'here/node': ['ok: Node 24.1.0.'],
      'here/git': ['ok: git 2.39.5.'],
      'here/renderers': [
        'ok: helm 3.19.0, from helm on PATH.',
        'note: kustomize 5.8.1 is downloaded from https://mirror.example.com when diff or render needs it: PATH has none.',
      ],
    })
  })

  it('tell which renderers are used, and where they come from', async () => {
    const of = async (asked: Partial<RendererPorts>) =>
      (await found({ renderers: () => Promise.resolve(wanted(asked)) }))['here/renderers']
    const helm = (version: string, sha256: readonly string[] = []) => ({
      helm: { version, isAsked: true, sha256 },
    })
    expect((await of(helm('3.19.0')))?.[0]).toBe('ok: helm 3.19.0, from helm on PATH.')
    expect((await of(helm('3.18.6')))?.[0]).toMatch(
      /^ok: helm 3.18.6 is downloaded from .*: PATH has 3.19.0.$/,
    )
    expect((await of(helm('3.19.0', ['a'])))?.[0]).toMatch(
      /^ok: helm 3.19.0 is downloaded .* a checksum is set/,
    )
    const tryOut = () => Promise.reject(inputError('helm 3.99.0 for linux-amd64 cannot be fetched: 404'))
    expect((await of({ ...helm('3.99.0'), tryOut }))?.[0]).toBe(
      'warning: helm 3.99.0 for linux-amd64 cannot be fetched: 404.',
    )
    const notes = (versions: ReadonlyMap<string, string>) => [
      `Rendered with helm ${versions.get('helm')} instead.`,
    ]
    expect((await of({ notes }))?.at(-1)).toBe('note: Apps would be rendered with helm 3.19.0 instead.')
  })

  it('take kubectl for kustomize where there is no other', async () => {
    const told: Record<string, string> = { kubectl: 'Client Version: v1.35.2\nKustomize Version: v5.7.1\n' }
    const probe = (program: string) => Promise.resolve(told[program])
    expect((await found({ probe }))['here/renderers']?.[1]).toBe('ok: kustomize 5.7.1, from kubectl on PATH.')
  })

  it('know the same oldest Node as package.json', () => {
    const { engines } = JSON.parse(readFileSync('package.json', 'utf8')) as { engines: { node: string } }
    expect(`>=${OLDEST_NODE.replace(/\.0$/, '')}`).toBe(engines.node)
  })

  it('find what is too old', async () => {
    expect((await found({ node: '18.20.0' }))['here/node']).toEqual([
      expect.stringMatching(/^fault: Node 18/),
    ])
    const probe = () => Promise.resolve('git version 2.30.2\n')
    expect((await found({ probe }))['here/git']).toEqual(['warning: git 2.30.2 is too old.'])
    expect((await found({ probe, needsGit: true }))['here/git']).toEqual(['fault: git 2.30.2 is too old.'])
  })

  it('find what is missing, and take no strange answer for right', async () => {
    const none = () => Promise.resolve(undefined)
    expect((await found({ probe: none, needsGit: true }))['here/git']).toEqual(['fault: git is not on PATH.'])
    const strange = () => Promise.resolve('hello\n')
    expect((await found({ probe: strange }))['here/git']).toEqual([expect.stringMatching(/^unknown/)])
  })

  it('warn of a pull request event, where secrets may be empty', async () => {
    const job = (eventName: string) => ({ present: true, repository: 'acme/web', eventName })
    expect((await found({ job: job('pull_request') }))['here/job']).toEqual([
      expect.stringMatching(/^warning: .*from a fork/),
    ])
    expect((await found({ job: job('push') }))['here/job']).toEqual([expect.stringMatching(/^ok/)])
  })

  it('note a shallow clone', async () => {
    expect((await found({ isShallow: true }))['here/checkout']).toEqual([expect.stringMatching(/^note/)])
  })
})

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { herePart } from '../../../src/doctor/here/here-part.ts'
import type { HerePorts } from '../../../src/doctor/here/ports.ts'
import { OLDEST_NODE } from '../../../src/doctor/here/versions.ts'
import { findingsOf } from '../../support/doctor.ts'

const programs: Record<string, string> = {
  git: 'git version 2.39.5 (Apple Git-154)\n',
  helm: 'v3.19.0+g3d8990f\n',
}
const ports: HerePorts = {
  version: '1.2.3',
  node: '24.1.0',
  probe: (program) => Promise.resolve(programs[program]),
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
      'here/renderers': ['ok: helm 3.19.0.', expect.stringMatching(/^note: There is no kustomize/)],
    })
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
    expect((await found({ probe: none, needsGit: true }))['here/git']).toEqual([
      'fault: There is no git on PATH.',
    ])
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

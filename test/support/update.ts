import { afterEach, expect } from 'vitest'
import type { ProposalPorts } from '../../src/commands/proposals.ts'
import { runUpdate, updateCommand } from '../../src/commands/update.ts'
import type { Forge } from '../../src/forge/forge.ts'
import type { LocalForge } from '../../src/forge/local/local-forge.ts'
import { openLocalForge } from '../../src/forge/local/local-forge.ts'
import { readInputs } from '../../src/runtime/inputs.ts'
import { git } from './git.ts'
import { noSource } from './source.ts'

export const open: LocalForge[] = []
afterEach(async () => {
  for (const forge of open.splice(0)) await forge.close()
})

/** Runs `update` on a plain git remote as a step would, with the inputs as texts. */
export async function update(
  repository: string,
  given: Record<string, string>,
  ports: Partial<ProposalPorts> = {},
) {
  const forge = await openLocalForge({ environment: process.env, repository })
  open.push(forge)
  return updateOn(forge, given, ports)
}

/** The same on any forge. */
export async function updateOn(
  forge: Forge,
  given: Record<string, string>,
  ports: Partial<ProposalPorts> = {},
) {
  const { kind, repository } = forge
  const raw = new Map(
    Object.entries({ forge: kind, repository, ...given }).map(([name, value]) => [name, [value]]),
  )
  return runUpdate(readInputs(updateCommand.inputs, { texts: raw, faults: [], label: (name) => name }), {
    forge,
    pace: { sleep: () => Promise.resolve(), random: Math.random },
    origin: {
      repository: 'acme/web',
      commit: '1'.repeat(40),
      serverUrl: 'https://github.com',
      runUrl: 'https://github.com/acme/web/actions/runs/7',
    },
    source: noSource,
    registry: () => Promise.reject(new Error('no registry is asked')),
    readText: () => Promise.reject(new Error('no file is read')),
    identity: repository,
    ...ports,
  })
}

export const web = (tag: string, environment = 'dev') => ({
  app: 'web',
  environment,
  image: 'ghcr.io/acme/web',
  'image-tag': tag,
})
export const branches = (repository: string) =>
  git(repository, 'for-each-ref', '--format=%(refname:short)', 'refs/heads').split('\n')
export const pullRequestBranch = (repository: string) => {
  const [only, ...more] = branches(repository).filter((name) => name !== 'main')
  expect(more).toEqual([])
  return only ?? ''
}

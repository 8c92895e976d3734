import { afterEach, expect } from 'vitest'
import type { ProposalPorts } from '../../src/commands/proposals.ts'
import { runUpdate, updateCommand } from '../../src/commands/update.ts'
import type { Forge } from '../../src/forge/forge.ts'
import type { LocalForge } from '../../src/forge/local/local-forge.ts'
import { openLocalForge } from '../../src/forge/local/local-forge.ts'
import { git } from './git.ts'
import { originOf, portsOf, valuesOf } from './ports.ts'

export const open: LocalForge[] = []
afterEach(async () => {
  for (const forge of open.splice(0)) await forge.close()
})

/** Runs `update` on a plain git remote as a step does, with the inputs as strings. */
export async function update(
  repository: string,
  given: Record<string, string>,
  ports: Partial<ProposalPorts> = {},
) {
  const forge = await openLocalForge({ environment: process.env, repository })
  open.push(forge)
  return updateOn(forge, given, ports)
}

/** Runs `update` on any forge. */
export async function updateOn(
  forge: Forge,
  given: Record<string, string>,
  ports: Partial<ProposalPorts> = {},
) {
  const { kind, repository } = forge
  const values = valuesOf(updateCommand.inputs, { forge: kind, repository, ...given })
  const origin = originOf('github', '1'.repeat(40))
  return runUpdate(values, portsOf(forge, { origin, addresses: repository, ...ports }))
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

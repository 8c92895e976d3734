/**
 * The common setup for the attacks on provenance: a run of `update`, and the pushes of an attacker with write access.
 */
import { runUpdate, updateCommand } from '../../src/commands/update.ts'
import type { Forge } from '../../src/forge/forge.ts'
import { branchOf, groupMark } from '../../src/proposal/group.ts'
import type { ForgeWorld } from '../support/forge-worlds.ts'
import { originOf, portsOf, valuesOf } from '../support/ports.ts'
import { noSource } from '../support/app-repo.ts'

export const dev = 'charts/web/values-dev.yaml'
export const prod = 'charts/web/values-prod.yaml'
/** The group of `web`'s pull requests in dev, its branch and its marker. */
export const group = 'app web-dev environment dev'
export const branch = branchOf(group)
export const mark = groupMark(group)

export const web = (tag: string) => ({
  app: 'web',
  environment: 'dev',
  image: 'ghcr.io/acme/web',
  'image-tag': tag,
})

/** Runs `update` like a step. */
export async function update(forge: Forge, given: Record<string, string>, appRepo = noSource) {
  const values = valuesOf(updateCommand.inputs, { repository: forge.repository, ...given })
  const origin = originOf('local', given['source-commit'])
  return runUpdate(values, portsOf(forge, { origin, addresses: 'https://github.com/acme/infra', appRepo }))
}

/** One value in a record. */
export interface Told {
  readonly file: string
  readonly key: string
  readonly value: string
  readonly was?: string
}

/** Returns a record in the format of Fairlead's own commits, with any content. */
export function record(to: string, set: readonly Told[], more: object = {}): string {
  return JSON.stringify({ to, ...more, set: set.map((one) => ({ document: 0, ...one })) })
}

export const ofWeb = { app: 'web-dev', environment: 'dev', image: 'ghcr.io/acme/web' }

/**
 * Adds a commit to a branch that looks like one of Fairlead in everything that a pusher can write: its message
 * contains the id of its own tree.
 *
 * @param from the commit where it starts, if the branch does not exist
 * @returns its id
 */
export async function pushForged(
  world: Pick<ForgeWorld, 'push' | 'commit' | 'reset'>,
  to: { readonly branch: string; readonly from: string },
  files: Readonly<Record<string, string>>,
  trailers: readonly string[],
): Promise<string> {
  await world.reset('scratch', to.from)
  const { tree } = await world.commit(await world.push('scratch', files, 'draft'))
  await world.reset('scratch', to.from)
  const message = ['Bump web', [...trailers, `Fairlead-Tree: ${tree}`].join('\n')].join('\n\n')
  const commit = await world.push('scratch', files, `${message}\n`)
  await world.reset(to.branch, commit)
  return commit
}

/** Returns those of the given files that a commit changes compared with its parent. */
export async function changedBy(
  world: Pick<ForgeWorld, 'commit' | 'open'>,
  commit: string,
  paths: readonly string[],
): Promise<string[]> {
  const [parent = ''] = (await world.commit(commit)).parents
  const forge = await world.open()
  const [now, before] = [await forge.tree(commit).read(paths), await forge.tree(parent).read(paths)]
  const text = (files: typeof now, path: string) => Buffer.from(files.get(path)?.content ?? []).toString()
  return paths.filter((path) => text(now, path) !== text(before, path))
}

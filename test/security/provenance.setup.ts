/** What the attacks on provenance have in common: a run of `update`, and the hand of somebody who may push. */
import { runUpdate, updateCommand } from '../../src/commands/update.ts'
import type { Forge } from '../../src/forge/forge.ts'
import { branchOf, groupMark } from '../../src/proposal/group.ts'
import type { ForgeWorld } from '../support/forge-worlds.ts'
import { originOf, portsOf, valuesOf } from '../support/ports.ts'
import { noSource } from '../support/app-repo.ts'

export const dev = 'charts/web/values-dev.yaml'
export const prod = 'charts/web/values-prod.yaml'
/** The group of `web`'s pull requests in dev, its branch and its mark. */
export const group = 'app web-dev environment dev'
export const branch = branchOf(group)
export const mark = groupMark(group)

export const web = (tag: string) => ({
  app: 'web',
  environment: 'dev',
  image: 'ghcr.io/acme/web',
  'image-tag': tag,
})

/** Runs `update` as a step would. */
export async function update(forge: Forge, given: Record<string, string>, appRepo = noSource) {
  const values = valuesOf(updateCommand.inputs, { repository: forge.repository, ...given })
  const origin = originOf('local', given['source-commit'])
  return runUpdate(values, portsOf(forge, { origin, addresses: 'https://github.com/acme/infra', appRepo }))
}

/** One value as a record tells it. */
export interface Told {
  readonly file: string
  readonly key: string
  readonly value: string
  readonly was?: string
}

/** A record as our own commits have it, of whatever is told. */
export function record(to: string, set: readonly Told[], more: object = {}): string {
  return JSON.stringify({ to, ...more, set: set.map((one) => ({ document: 0, ...one })) })
}

export const ofWeb = { app: 'web-dev', environment: 'dev', image: 'ghcr.io/acme/web' }

/**
 * Puts a commit on a branch that looks like one of ours in all that a pusher can write: its message names its own tree.
 *
 * @param from where it starts; the branch was there only
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

/** Those of some files that a commit changes against its parent. */
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

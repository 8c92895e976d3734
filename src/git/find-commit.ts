/** Commits and refs of a checkout; missing ones are fetched from `origin`, or from the base's repository. */
import { FairleadError } from '../errors.ts'
import { commits, isShallow, parentsOf, refuseOption } from './commits.ts'
import type { Commit } from './commits.ts'
import type { TipsOptions } from './event-sides.ts'
import type { Git } from './git.ts'
import { isObjectId } from './object-id.ts'
import { allowed, fetchFromOrigin } from './partial.ts'

/**
 * Finds a commit by its id or another name; a missing one is fetched if that is allowed. `<id>^1` is its first
 * parent, even if a shallow clone does not contain it.
 */
export async function findCommit(
  git: Git,
  name: string,
  { fetch, event }: Pick<TipsOptions, 'fetch' | 'event'>,
  refs: readonly string[] = [],
): Promise<Commit | undefined> {
  refuseOption(name)
  const [, child] = /^([0-9a-f]{40,64})\^1$/.exec(name) ?? []
  if (child !== undefined) {
    const [parent] = await parentsOf(git, child)
    return parent === undefined ? undefined : findCommit(git, parent, { fetch, event })
  }
  const find = async () => (await commits(git, [name])).get(name)
  const here = await find()
  if (here || !fetch || !isObjectId(name)) return here
  // A server may not return a commit by its id alone, and a ref may have moved on.
  for (const wanted of [name, ...refs])
    for (const address of new Set([undefined, event?.baseAt])) {
      const fetched = await fetchFromOrigin(git, { options: await depth(git), wanted: [wanted], address })
      const found = fetched.ok ? await find() : undefined
      if (found) return found
    }
  return undefined
}

/** Limits a fetch into a shallow clone to the commit itself; a full clone gets all missing history. */
async function depth(git: Git): Promise<string[]> {
  return (await isShallow(git)) ? ['--depth=1'] : []
}

/** Returns the current commit of a ref on its server, or the reason why it is not known. */
export async function fetchTip(
  git: Git,
  ref: string,
  address: string | undefined,
): Promise<{ readonly commit?: Commit; readonly reason: string }> {
  const asking = ['ls-remote', '--', address ?? 'origin', ref]
  const asked = await git.attempt(asking, { settings: address === undefined ? [] : allowed(address) })
  const id = asked.stdout
    .split('\n')
    .find((line) => line.endsWith(`\t${ref}`))
    ?.split('\t')[0]
  if (!asked.ok) return { reason: reasonOf(git.explain(asking, asked)) }
  if (id === undefined)
    return {
      reason: ref.startsWith('refs/heads/')
        ? 'there is no longer a branch with this name'
        : 'it does not exist',
    }
  const here = (await commits(git, [id])).get(id)
  if (here) return { commit: here, reason: '' }
  const wanted = { options: await depth(git), wanted: [ref], address }
  const fetched = await fetchFromOrigin(git, wanted)
  if (!fetched.ok) return { reason: reasonOf(git.explain(['fetch'], fetched)) }
  const commit = (await commits(git, ['FETCH_HEAD'])).get('FETCH_HEAD')
  return commit ? { commit, reason: '' } : { reason: 'git fetched no commit' }
}

/** Returns the reason of an error, in one line without git's own words. */
function reasonOf(error: Error): string {
  const [first = ''] = (error instanceof FairleadError ? error.faults[0].message : error.message).split('\n')
  return first.replace(/ \([^()]*\)$/, '')
}

/** Returns a short name for people: the beginning of a commit id; another name is not changed. */
export function short(id = ''): string {
  return id.replace(/^[0-9a-f]{13,}/, (whole) => whole.slice(0, 12))
}

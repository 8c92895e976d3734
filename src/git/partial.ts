/**
 * What a partial clone lacks. git itself would fetch it by the way, one by one, from whatever remote its settings name;
 * here that is off, and this is the one place that fetches: by ids, in batches, from `origin`.
 */
import { FairleadError, remoteError } from '../errors.ts'
import { protocolOf } from './config.ts'
import type { Setting } from './environment.ts'
import type { Git, GitResult } from './git.ts'
import { absentObjects, fetchBlobs, promisorSettings, quietFetch } from './objects.ts'

const ORIGIN = 'origin'

/** Whole clones whose history was fetched without blobs: from then on they lack some, too. */
const thinned = new WeakSet<Git>()

/** Whether objects may be missing here that `origin` has. */
export async function mayLack(git: Git): Promise<boolean> {
  return thinned.has(git) || (await git.about()).isPartial
}

/** What allows git an address that is not that of a remote which is set up. It comes from the job, never from a file. */
export function allowed(address: string): Setting[] {
  const protocol = protocolOf(address, [], 'fetch')
  return protocol === undefined ? [] : [[`protocol.${protocol}.allow`, 'always']]
}

/**
 * Fetches from `origin`, and moves no ref: what is fetched is named by its id, or FETCH_HEAD.
 *
 * @param options of `git fetch`
 * @param thin whether history alone is wanted, and no files
 * @param address of another repository than `origin`
 */
export async function fetchFromOrigin(
  git: Git,
  {
    options,
    wanted,
    thin = false,
    address,
  }: {
    readonly options: readonly string[]
    readonly wanted: readonly string[]
    readonly thin?: boolean
    readonly address?: string | undefined
  },
): Promise<GitResult> {
  // What a partial clone lacks is asked of `origin` alone: what comes from elsewhere comes as a whole.
  const isPartial = address === undefined && (thin || (await mayLack(git)))
  const quiet = quietFetch.filter((option) => thin || option !== '--no-write-fetch-head')
  const filter = isPartial ? ['--filter=blob:none'] : []
  const args = ['fetch', ...quiet, ...filter, ...options, '--', address ?? ORIGIN, ...wanted]
  const result = await git.attempt(args, {
    settings: [
      ...(isPartial ? promisorSettings(ORIGIN) : []),
      ...(address === undefined ? [] : allowed(address)),
    ],
  })
  if (thin && result.ok) thinned.add(git)
  return result
}

/**
 * Brings blobs, or other objects by their ids, where a partial clone lacks them. Of a clone that is none nothing is
 * fetched: what it lacks is an error where it is read.
 *
 * @throws FairleadError where `origin` cannot be reached or does not give them
 */
export async function bringObjects(git: Git, ids: readonly string[]): Promise<void> {
  if (ids.length === 0 || !(await mayLack(git))) return
  await fetch(git, await absentObjects(git, ids))
}

/**
 * Brings the trees of some commits or trees with all that is below them, but no blobs, where a partial clone lacks them.
 *
 * @throws FairleadError as `bringObjects`
 */
export async function bringTrees(git: Git, treeishes: readonly string[]): Promise<void> {
  if (treeishes.length === 0 || !(await mayLack(git))) return
  // One request brings a tree with what is below it; a second one only what a server has left out.
  for (let round = 0; round < 3; round++) {
    const roots = await Promise.all(treeishes.map((name) => rootOf(git, name)))
    const missing = await missingTrees(git, roots)
    if (missing.length === 0) return
    await fetch(git, missing)
  }
}

/** The id of a tree: a commit's own, which need not be here, or the one that is named. */
async function rootOf(git: Git, name: string): Promise<string> {
  const log = await git.attempt(['log', '--no-walk', '--format=%T', name, '--'])
  return log.ok && log.stdout.trim() !== '' ? log.stdout.trim() : name
}

async function missingTrees(git: Git, roots: readonly string[]): Promise<string[]> {
  const absent = new Set(await absentObjects(git, roots))
  const here = roots.filter((root) => !absent.has(root))
  if (here.length > 0) {
    const args = [
      'rev-list',
      '--objects',
      '--missing=print',
      '--no-object-names',
      '--filter=blob:none',
      ...here,
    ]
    for (const line of (await git.run([...args, '--'])).split('\n'))
      if (line.startsWith('?')) absent.add(line.slice(1))
  }
  return [...absent]
}

async function fetch(git: Git, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  try {
    await fetchBlobs(git, ORIGIN, ids)
  } catch (error) {
    if (!(error instanceof FairleadError)) throw error
    const [fault] = error.faults
    throw remoteError(
      `${ids.length} ${ids.length === 1 ? 'object is' : 'objects are'} missing in this partial clone and could not be fetched from the remote "${ORIGIN}": ${fault.message}`,
      {
        cause: error,
        hint: error.kind === 'input' ? git.cure('contents') : (fault.hint ?? git.cure('contents')),
      },
    )
  }
}

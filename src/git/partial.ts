/**
 * The missing objects of a partial clone. By default, git would fetch them automatically, one by one, from any remote
 * in its settings. Here that is off, and only this module fetches them: by id, in batches, from `origin`.
 */
import { FairleadError, remoteError } from '../errors.ts'
import { protocolOf } from './config.ts'
import type { Setting } from './environment.ts'
import type { Git, GitResult } from './git.ts'
import { absentObjects, fetchBlobs, promisorSettings, quietFetch } from './objects.ts'

const ORIGIN = 'origin'

/** Full clones whose history was fetched without blobs: from then on, blobs can be missing in them as well. */
const thinned = new WeakSet<Git>()

/** Reports whether objects that `origin` has can be missing here. */
export async function mayLack(git: Git): Promise<boolean> {
  return thinned.has(git) || (await git.about()).isPartial
}

/**
 * Returns the settings that allow git an address that is not a configured remote. It comes from the job, never from a
 * file.
 */
export function allowed(address: string): Setting[] {
  const protocol = protocolOf(address, [], 'fetch')
  return protocol === undefined ? [] : [[`protocol.${protocol}.allow`, 'always']]
}

/**
 * Fetches from `origin`, and moves no ref: fetched commits are available by id, or as FETCH_HEAD.
 *
 * @param options of `git fetch`
 * @param thin whether to fetch only the history, without files
 * @param address the address of another repository than `origin`
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
  // Missing objects of a partial clone are only fetched from `origin`: a fetch from another address is complete.
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
 * Fetches missing blobs, or other objects by their ids, in a partial clone. In any other clone nothing is fetched: a
 * missing object is an error when it is read.
 *
 * @throws FairleadError if `origin` cannot be reached or does not return them
 */
export async function bringObjects(git: Git, ids: readonly string[]): Promise<void> {
  if (ids.length === 0 || !(await mayLack(git))) return
  await fetch(git, await absentObjects(git, ids))
}

/**
 * Fetches the missing trees of some commits or trees, with everything below them except blobs, in a partial clone.
 *
 * @throws FairleadError as `bringObjects`
 */
export async function bringTrees(git: Git, treeishes: readonly string[]): Promise<void> {
  if (treeishes.length === 0 || !(await mayLack(git))) return
  // One request fetches a tree with everything below it; a second one only fetches what a server left out.
  for (let round = 0; round < 3; round++) {
    const roots = await Promise.all(treeishes.map((name) => rootOf(git, name)))
    const missing = await missingTrees(git, roots)
    if (missing.length === 0) return
    await fetch(git, missing)
  }
}

/** Returns the id of a tree: that of a commit, whose tree may be missing here, or the given id. */
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

import { existsSync } from 'node:fs'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Environment, Setting } from '../../git/environment.ts'
import { explainFailure } from '../../git/failures.ts'
import { findRepository } from '../../git/foreign.ts'
import { createGit } from '../../git/git.ts'
import type { Git } from '../../git/git.ts'
import type { Location } from '../../git/location.ts'
import { absentObjects, fetchBlobs, promisorSettings, quietFetch } from '../../git/objects.ts'

/** The name of the remote in the temporary repository; its address is not stored in any file. */
export const remoteName = 'origin'

/** The temporary bare repository, and the functions that fetch objects of the remote into it. */
export interface Store {
  readonly git: Git
  /** Fetches missing blobs in one request. Undefined if all blobs are available locally. */
  readonly ensureBlobs: ((ids: readonly string[]) => Promise<void>) | undefined
  /** Fetches missing commits with their trees, and missing blobs, all in one request. */
  bring(commits: readonly string[], blobs?: readonly string[]): Promise<void>
  /** Records that a commit was created locally, so that it is not fetched. */
  keep(commit: string): void
  /** Fetches `depth` generations of history of these commits; does nothing if all history is available. */
  deepen(commits: readonly string[], depth: number): Promise<void>
}

/**
 * Creates the temporary repository.
 *
 * Objects are available in one of two ways. Measured on 4,000 files (7 MB, 300 commits, local disk, 2 cores):
 *
 *     everything                        150 ms
 *     --depth=1                         140 ms
 *     --filter=blob:none, no depth       23 ms (but grows with the history)
 *     --depth=1 --filter=blob:none       19 ms, and then 40 ms for 500 blobs in one batch
 *     objects/info/alternates             0 ms
 *
 * So the objects of a repository on this machine are used directly (alternates): nothing is copied, all history is
 * available, and commits that others push in the meantime are visible immediately. That is safe for a short time: the
 * objects of a branch's tip are reachable, and git's garbage collection does not remove objects that became
 * unreachable less than two weeks ago. All other repositories, also a shallow or partial one on this machine, are
 * fetched at depth 1 without blobs. A server that does not support filters ignores the option and also sends the
 * blobs (135 ms).
 */
export async function createStore(
  directory: string,
  location: Location,
  environment: Environment,
): Promise<Store> {
  const lender = location.path === undefined ? undefined : await findLender(location.path, environment)
  const authorization =
    location.authorization === undefined
      ? undefined
      : { url: location.address, value: location.authorization }
  const git = createGit({
    directory,
    bare: true,
    subject: location.display,
    settings: remoteSettings(location),
    authorization,
    environment,
  })
  // No template: a user's template may contain hooks.
  await git.run(['init', '--bare', '--template=', '--initial-branch=none', directory])
  if (lender === undefined) return fetchingStore(git)
  const alternates = join(directory, 'objects', 'info', 'alternates')
  await mkdir(dirname(alternates), { recursive: true })
  await writeFile(alternates, `${lender}\n`)
  return { git, ensureBlobs: undefined, async bring() {}, keep() {}, async deepen() {} }
}

function remoteSettings(location: Location): Setting[] {
  const settings: Setting[] = [
    [`remote.${remoteName}.url`, location.address],
    // Keep one small pack: unpacking it would start another process. The repository is deleted soon, so do not wait
    // for the disk.
    ['fastimport.unpackLimit', '1'],
    ['core.fsync', 'none'],
  ]
  if (location.username !== undefined)
    settings.push([`credential.${location.address}.username`, location.username])
  return settings
}

/**
 * Returns the folder of objects that a repository on this machine can share, or undefined if the repository does not
 * have all objects itself or its path does not fit into the file of alternates.
 *
 * @throws FairleadError (input) if there is no repository
 */
async function findLender(path: string, environment: Environment): Promise<string | undefined> {
  const found = await findRepository({ directory: path, isNamed: true, environment })
  if ('failed' in found) throw explainFailure(found.failed.stderr, { command: 'rev-parse', subject: path })
  const objects = join(found.commonDir, 'objects')
  if (/^["#]|[\r\n]/.test(objects) || existsSync(join(found.commonDir, 'shallow'))) return undefined
  const packs = await readdir(join(objects, 'pack')).catch(() => [])
  return packs.some((name) => name.endsWith('.promisor')) ? undefined : objects
}

/**
 * Returns a store that fetches. Only its fetches set the remote as a promisor: with that setting, every other git
 * command would fetch missing objects automatically, one by one.
 */
function fetchingStore(git: Git): Store {
  const present = new Set<string>()
  return {
    git,
    async ensureBlobs(ids) {
      const unknown = ids.filter((id) => !present.has(id))
      await fetchBlobs(git, remoteName, await absentObjects(git, unknown))
      for (const id of unknown) present.add(id)
    },
    async bring(commits, blobs = []) {
      const newCommits = [...new Set(commits)].filter((id) => !present.has(id))
      const newBlobs = [...new Set(blobs)].filter((id) => !present.has(id))
      if (newCommits.length + newBlobs.length === 0) return
      await fetch(git, newCommits, 1, newBlobs)
      for (const id of [...newCommits, ...newBlobs]) present.add(id)
    },
    keep: (commit) => void present.add(commit),
    async deepen(commits, depth) {
      await fetch(git, commits, depth)
    },
  }
}

/**
 * Fetches by ids, not by names: a branch that moves in the meantime must not fetch another commit than the one that
 * was read.
 */
async function fetch(
  git: Git,
  commits: readonly string[],
  depth: number,
  blobs: readonly string[] = [],
): Promise<void> {
  // The refs show the server which objects exist locally, so that a fetch of the next tip transfers only new objects.
  const wanted = [...commits.map((id) => `+${id}:refs/fairlead/seen/${id}`), ...blobs]
  const args = ['fetch', ...quietFetch, `--depth=${depth}`, '--filter=blob:none', '--stdin', remoteName]
  await git.run(args, { input: `${wanted.join('\n')}\n`, settings: promisorSettings(remoteName) })
}

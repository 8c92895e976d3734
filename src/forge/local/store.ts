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

/** The name of the remote in the temporary repository; its address stands in no file. */
export const remoteName = 'origin'

/** The temporary bare repository, and how objects of the remote get into it. */
export interface Store {
  readonly git: Git
  /** Brings blobs, in one request, where they are not here yet. Undefined where all are at hand. */
  readonly ensureBlobs: ((ids: readonly string[]) => Promise<void>) | undefined
  /** Brings commits with their trees, and blobs, where they are not here yet; all in one request. */
  bring(commits: readonly string[], blobs?: readonly string[]): Promise<void>
  /** Tells that a commit was made here, so that it is not asked for. */
  keep(commit: string): void
  /** Brings `depth` generations of history of these commits; no-op where all history is at hand. */
  deepen(commits: readonly string[], depth: number): Promise<void>
}

/**
 * Makes the temporary repository.
 *
 * Objects come in one of two ways. Measured on 4,000 files (7 MB, 300 commits, local disk, 2 cores):
 *
 *     everything                        150 ms
 *     --depth=1                         140 ms
 *     --filter=blob:none, no depth       23 ms (but grows with the history)
 *     --depth=1 --filter=blob:none       19 ms, and then 40 ms for 500 blobs in one batch
 *     objects/info/alternates             0 ms
 *
 * So a repository on this machine lends its objects (alternates): nothing is copied, all history is there,
 * and commits that others push meanwhile are seen at once. That is safe for so short a life: the objects of a
 * branch's tip are reachable, and git's clean-up spares what became unreachable less than two weeks ago.
 * Everything else, a shallow or partial repository on this machine too, is fetched at depth 1 without blobs.
 * A server that cannot filter ignores the wish and sends the blobs along (135 ms).
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
  // No template: a user's template may hold hooks.
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
    // One small pack: unpacking it would be another process. It is thrown away soon, so nothing waits for the disk.
    ['fastimport.unpackLimit', '1'],
    ['core.fsync', 'none'],
  ]
  if (location.username !== undefined)
    settings.push([`credential.${location.address}.username`, location.username])
  return settings
}

/**
 * The folder of objects that a repository on this machine can lend, or undefined where it has not all of
 * them itself, or its path does not fit into the file of alternates.
 *
 * @throws FairleadError (input) where there is no repository
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
 * Only its fetches tell git that the remote has the blobs that are missing here: with that setting, every
 * other command would fetch what it misses by itself, one by one.
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

/** By ids, not by names: a branch that moves meanwhile must not bring another commit than the one looked at. */
async function fetch(
  git: Git,
  commits: readonly string[],
  depth: number,
  blobs: readonly string[] = [],
): Promise<void> {
  // The refs tell the server what is here already, so that the next tip brings only what is new.
  const wanted = [...commits.map((id) => `+${id}:refs/fairlead/seen/${id}`), ...blobs]
  const args = ['fetch', ...quietFetch, `--depth=${depth}`, '--filter=blob:none', '--stdin', remoteName]
  await git.run(args, { input: `${wanted.join('\n')}\n`, settings: promisorSettings(remoteName) })
}

import { FairleadError } from '../../errors.ts'
import { makeTemporary, removeTemporary } from '../../temporary/folders.ts'
import type { Environment } from '../../git/environment.ts'
import { createGit } from '../../git/git.ts'
import type { Git } from '../../git/git.ts'
import { parseLocation } from '../../git/location.ts'
import { promisorSettings, quietFetch } from '../../git/objects.ts'
import type { AppRepo, SourceCommit, SourceComparison, SourceUnknown } from '../app-repo.ts'
import { isRevision, MOST_COMMITS } from '../app-repo.ts'
import { createStore, remoteName } from './store.ts'

export interface LocalAppRepoOptions {
  /** A path, `file://`, `ssh://`, `https://` or `git@host:path`. */
  readonly repository: string
  /** The `Authorization` header for an http address. */
  readonly authorization?: string | undefined
  readonly environment: Environment
}

/** Returns a plain git repository as an app repository. Nothing is read until the first comparison. */
export function openLocalAppRepo(options: LocalAppRepoOptions): LocalAppRepo {
  return new LocalAppRepo(options)
}

export class LocalAppRepo implements AppRepo {
  readonly #options: LocalAppRepoOptions
  #directory: string | undefined
  #git: Promise<Git> | undefined

  constructor(options: LocalAppRepoOptions) {
    this.#options = options
  }

  async compare({
    from,
    to,
    path,
  }: Parameters<AppRepo['compare']>[0]): Promise<SourceComparison | SourceUnknown> {
    try {
      // Opened only once, because existing commits do not change. Commits pushed after that are not fetched.
      this.#git ??= this.#open()
      // A repository on another machine is fetched without trees, and git would fetch the trees of each commit one by
      // one.
      if (path !== undefined && parseLocation(this.#options.repository).path === undefined)
        return {
          order: 'unknown',
          reason: 'for a git repository on another server, only the commits are read',
        }
      return await compare(await this.#git, { candidates: from, to, path })
    } catch (error) {
      this.#git = undefined
      if (error instanceof FairleadError && error.kind === 'input')
        return { order: 'unknown', reason: error.faults[0].message }
      throw error
    }
  }

  /** Removes the temporary repository. */
  async close(): Promise<void> {
    if (this.#directory !== undefined) await removeTemporary(this.#directory)
    this.#directory = undefined
  }

  /**
   * Opens the repository. A local repository is read in place; from a remote one, all commits are fetched, without
   * files.
   */
  async #open(): Promise<Git> {
    const { repository, authorization, environment } = this.#options
    const parsed = parseLocation(repository)
    if (parsed.path !== undefined) {
      const git = createGit({
        directory: parsed.path,
        isNamed: true,
        environment,
        subject: parsed.display,
      })
      await git.run(['rev-parse', '--git-dir'])
      return git
    }
    const location = authorization === undefined ? parsed : { ...parsed, authorization }
    this.#directory ??= makeTemporary()
    const { git } = await createStore(this.#directory, location, environment)
    const refs = ['+refs/heads/*:refs/heads/*', '+refs/tags/*:refs/tags/*']
    await git.run(['fetch', ...quietFetch, '--filter=tree:0', remoteName, ...refs], {
      settings: promisorSettings(remoteName),
    })
    return git
  }
}

interface Asked {
  readonly candidates: readonly string[]
  readonly to: string
  readonly path: string | undefined
}

async function compare(git: Git, { candidates, to, path }: Asked): Promise<SourceComparison | SourceUnknown> {
  const resolve = async (revision: string) => {
    if (!isRevision(revision)) return undefined
    const found = await git.attempt([
      'rev-parse',
      '--verify',
      '--quiet',
      '--end-of-options',
      `${revision}^{commit}`,
    ])
    return found.ok ? found.stdout.trim() : undefined
  }
  const head = await resolve(to)
  if (head === undefined) return { order: 'unknown', reason: `${to} does not exist in the app repo` }
  for (const from of candidates) {
    const base = await resolve(from)
    if (base === undefined) continue
    const isShallow = (await git.run(['rev-parse', '--is-shallow-repository'])).trim() === 'true'
    if (isShallow) return { order: 'unknown', reason: 'the history of the app repo is not available' }
    const counts = await git.run(['rev-list', '--left-right', '--count', `${base}...${head}`, '--'])
    const [behind = 0, ahead = 0] = counts.trim().split(/\s+/).map(Number)
    const order =
      behind > 0
        ? ahead > 0
          ? 'diverged'
          : 'behind'
        : ahead > 0
          ? ('ahead' as const)
          : ('identical' as const)
    const range = { base, head, paths: path === undefined ? [] : [`:(literal,top)${path}`] }
    const total = path === undefined ? ahead : await countOf(git, range)
    return { order, from, to, commits: await list(git, range, total), total, url: '' }
  }
  return { order: 'unknown', reason: `${candidates.join(', ')} not found in the app repo` }
}

interface Range {
  readonly base: string
  readonly head: string
  /** Git pathspecs; if empty, the range contains all commits. */
  readonly paths: readonly string[]
}

async function countOf(git: Git, { base, head, paths }: Range): Promise<number> {
  return Number((await git.run(['rev-list', '--count', `${base}..${head}`, '--', ...paths])).trim())
}

/** Lists the oldest of the new commits, at most as many as a comparison may list. */
async function list(git: Git, { base, head, paths }: Range, total: number): Promise<SourceCommit[]> {
  if (total === 0) return []
  const skip = Math.max(0, total - MOST_COMMITS)
  const log = await git.run([
    'log',
    '-z',
    '--topo-order',
    `--skip=${skip}`,
    '--format=%H%n%an%n%s',
    `${base}..${head}`,
    '--',
    ...paths,
  ])
  return log
    .split('\0')
    .filter(Boolean)
    .toReversed()
    .map((record) => {
      const [sha = '', author = '', title = ''] = record.split('\n')
      return { sha, author, title, url: '' }
    })
}

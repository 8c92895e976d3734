import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Git, GitResult, RunOptions } from '../../git/git.ts'
import { absentObjects, fetchBlobs, promisorSettings, quietFetch } from '../../git/objects.ts'
import { readDefaultBranch } from '../../git/refs.ts'
import { revisionTree } from '../../git/revision-tree.ts'
import type { Tree } from '../../tree/tree.ts'
import type { KeptPacks } from './kept-packs.ts'
import type { RemoteSourcesLimits } from './limits.ts'
import { isCommit, readRefs, resolveRevision } from './revision.ts'
import type { Refs, Resolved } from './revision.ts'

/** The name of the remote. Its address is not written to any file. */
export const REMOTE = 'origin'

/** The refs of a server. */
interface Listed {
  readonly refs: Refs
  /** The full name of its default branch, if the server reports it. */
  readonly defaultBranch: string | undefined
}

/** The files at a revision, and the resolved revision. */
export interface Opened {
  readonly tree: Tree
  readonly commit: string
  /** The full name of the branch or tag; undefined for a commit. */
  readonly ref: string | undefined
}

/** The error if the server redirects git to another address. */
export class Moved extends Error {}

/**
 * A bare repository of this run for the data that is fetched from one address: single commits without history, and
 * blobs when they are read.
 */
export class Repository {
  readonly #git: Git
  readonly #packs: KeptPacks
  readonly #limits: RemoteSourcesLimits
  readonly #trees = new Map<string, Promise<Tree>>()
  #refs: Promise<Listed> | undefined
  #ready: Promise<void> | undefined
  #turn: Promise<unknown> = Promise.resolve()

  constructor(git: Git, packs: KeptPacks, limits: RemoteSourcesLimits) {
    this.#git = git
    this.#packs = packs
    this.#limits = limits
  }

  /**
   * Returns the files at a revision.
   *
   * @throws Moved if the server redirects; FairleadError as `RemoteSources.git`
   */
  async open(revision: string, subject: string): Promise<Opened> {
    const listed = isCommit(revision) ? undefined : await this.#list()
    const resolved = listed
      ? resolveRevision(listed.refs, revision, subject)
      : { commit: revision, ref: undefined }
    const { commit } = resolved
    const tree = this.#trees.get(commit) ?? this.#inTurn(() => this.#bring(resolved, subject))
    this.#trees.set(commit, tree)
    const ref = resolved.ref === 'HEAD' ? (listed?.defaultBranch ?? 'HEAD') : resolved.ref
    return { tree: await tree, commit, ref }
  }

  #list(): Promise<Listed> {
    this.#refs ??= this.#ask(['ls-remote', '--quiet', '--symref', '--', REMOTE]).then((output) => ({
      refs: readRefs(output),
      defaultBranch: readDefaultBranch(output),
    }))
    return this.#refs
  }

  async #bring({ commit, ref }: Resolved, subject: string): Promise<Tree> {
    this.#ready ??= this.#prepare()
    await this.#ready
    if (!(await this.#has(commit))) {
      // Fetched by id and not by name: if the branch moves in the meantime, another commit must not be fetched.
      const refspec = `+${commit}:refs/fairlead/seen/${commit}`
      const fetched = await this.#fetch(refspec)
      if (!fetched.ok && ref !== undefined && /unadvertised object|not our ref/.test(fetched.stderr))
        this.#check(['fetch'], await this.#fetch(`+${ref}:refs/fairlead/seen/${commit}`))
      else this.#check(['fetch'], fetched)
      await this.#packs.keep(this.#git)
    }
    return revisionTree(this.#git, commit, {
      name: subject,
      ensureBlobs: (ids) => this.#inTurn(() => this.#bringBlobs(ids)),
    })
  }

  #fetch(refspec: string): Promise<GitResult> {
    const args = ['fetch', ...quietFetch, '--depth=1', '--filter=blob:none', '--stdin', REMOTE]
    return this.#watched((signal) =>
      this.#git.attempt(args, { input: `${refspec}\n`, settings: promisorSettings(REMOTE), signal }),
    )
  }

  async #bringBlobs(ids: readonly string[]): Promise<void> {
    const absent = await absentObjects(this.#git, ids)
    if (absent.length === 0) return
    await this.#watched((signal) => fetchBlobs(withSignal(this.#git, signal), REMOTE, absent))
    await this.#packs.keep(this.#git)
  }

  /**
   * Creates the repository. It is new in each run, and only objects are taken from older runs, so that nothing else
   * can influence git.
   */
  async #prepare(): Promise<void> {
    // No template is used, because a user's template may contain hooks.
    const { directory } = this.#git
    await this.#git.run(['init', '--quiet', '--bare', '--template=', '--initial-branch=none', directory])
    await this.#packs.restore(this.#git)
  }

  async #has(commit: string): Promise<boolean> {
    return (await this.#git.attempt(['cat-file', '-e', `${commit}^{tree}`])).ok
  }

  async #ask(args: readonly string[]): Promise<string> {
    const result = await this.#git.attempt(args)
    this.#check(args, result)
    return result.stdout
  }

  #check(args: readonly string[], result: GitResult): void {
    if (result.ok) return
    if (/returned error: 30[1278]|redirect/i.test(result.stderr)) throw new Moved()
    throw this.#git.explain(args, result)
  }

  /** Runs fetches one at a time, because they lock the repository. */
  #inTurn<T>(step: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(step)
    this.#turn = result.catch(() => {})
    return result
  }

  /** Ends a fetch that downloads too much, because git itself has no such limit. */
  async #watched<T>(fetch: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController()
    const folder = join(this.#git.directory, 'objects', 'pack')
    const before = await sizeOf(folder)
    const checkSize = async () => {
      if ((await sizeOf(folder)) - before > this.#limits.repository)
        controller.abort(new Error(`it sends more than ${this.#limits.repository / 1024 / 1024} MiB`))
    }
    const watch = setInterval(() => void checkSize(), 250)
    try {
      return await fetch(controller.signal)
    } finally {
      clearInterval(watch)
    }
  }
}

function withSignal(git: Git, signal: AbortSignal): Git {
  const run = (args: readonly string[], options?: RunOptions) => git.run(args, { ...options, signal })
  return { ...git, run }
}

async function sizeOf(folder: string): Promise<number> {
  const names = await readdir(folder).catch(() => [])
  const sizes = await Promise.all(
    names.map(async (name) => {
      const found = await stat(join(folder, name)).catch(() => undefined)
      return found?.size ?? 0
    }),
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}

import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { rootCertificates } from 'node:tls'
import { FairleadError } from '../../errors.ts'
import { makeTemporary, removeTemporary } from '../../temporary/folders.ts'
import type { Environment } from '../../git/environment.ts'
import { parseLocation } from '../../git/location.ts'
import { pushRefs } from '../../git/push.ts'
import { branchRef } from '../../git/refs.ts'
import { revisionTree } from '../../git/revision-tree.ts'
import type { Tree } from '../../tree/tree.ts'
import { reachOf } from '../own-merge.ts'
import type { Reach } from '../own-merge.ts'
import { writeCommit } from '../local/commit.ts'
import type { Committer, MadeCommit } from '../local/commit.ts'
import { createStore, remoteName } from '../local/store.ts'
import type { Store } from '../local/store.ts'

export interface LeaseOptions {
  /** Returns the address of the project for git. */
  readonly address: () => Promise<string>
  readonly token: string
  readonly isJobToken: boolean
  /** Authorities to trust in addition to the public ones, as PEM. */
  readonly certificates: readonly string[]
  readonly environment: Environment | undefined
  /** Waits before another attempt. */
  readonly pause: (attempt: number) => Promise<void>
}

const attempts = 4

/**
 * git over HTTP, for two operations that GitLab's REST API does not have: moving or deleting a branch only if it is
 * still at a known commit (`git push --force-with-lease`), and reading many files at once. It needs only a partial
 * fetch of depth 1 without file contents, and fetches nothing before it is needed.
 *
 * This is necessary because the Commits API replaces a branch by `force`, which overwrites whatever commit the branch
 * is at, and the deletion of a branch has no condition either. A commit that a person pushes between the read and
 * such a request would be lost silently.
 */
export class Lease {
  readonly #options: LeaseOptions
  #store: Promise<Store> | undefined

  constructor(options: LeaseOptions) {
    this.#options = options
  }

  /** Returns the tree of a commit. */
  tree(commit: string): Tree {
    const opened = this.#open().then((store) =>
      revisionTree(store.git, commit, {
        ensureBlobs: store.ensureBlobs && ((ids) => this.#retried(async () => store.ensureBlobs?.(ids))),
        prepare: () => this.#retried(() => store.bring([commit])),
      }),
    )
    opened.catch(() => {})
    return {
      name: commit.slice(0, 7),
      list: async () => (await opened).list(),
      read: async (paths) => (await opened).read(paths),
    }
  }

  /** Creates a commit locally that GitLab does not have yet. */
  async commit(commit: MadeCommit, { name, email }: Committer): Promise<{ sha: string; tree: string }> {
    const store = await this.#open()
    const { parent } = commit
    if (parent !== undefined) await this.#retried(() => store.bring([parent]))
    const created = await writeCommit(store.git, commit, {
      GIT_AUTHOR_NAME: name,
      GIT_AUTHOR_EMAIL: email,
      GIT_COMMITTER_NAME: name,
      GIT_COMMITTER_EMAIL: email,
    })
    store.keep(created.sha)
    return created
  }

  /**
   * Moves a branch to a commit that was created locally, or deletes it, if it is still at `from`.
   *
   * @param readTip returns the tip of the branch; it is used after a push whose response was lost
   */
  async move(
    move: { readonly branch: string; readonly from: string | undefined; readonly to: string | undefined },
    readTip: () => Promise<string | undefined>,
  ): Promise<'moved' | 'lost'> {
    const { branch, from, to } = move
    const store = await this.#open()
    return this.#retried(
      () => pushRefs(store.git, remoteName, [{ ref: branchRef(branch), from, to }]),
      async () => {
        const tip = await readTip()
        if (tip === to) return 'moved'
        return tip === from ? undefined : 'lost'
      },
    )
  }

  /** Returns the configuration to reach the project from another repository on this machine. */
  async reach(): Promise<Reach> {
    const { certificates, environment = {}, address } = this.#options
    const url = await address()
    const directory = certificates.length === 0 ? undefined : makeTemporary()
    const trusted = directory === undefined ? {} : await trust(directory, certificates, environment)
    return reachOf(url, { url, value: this.#authorization() }, trusted)
  }

  #authorization(): string {
    const { token, isJobToken } = this.#options
    const user = isJobToken ? 'gitlab-ci-token' : 'oauth2'
    return `Basic ${Buffer.from(`${user}:${token}`).toString('base64')}`
  }

  /** Removes the fetched objects. */
  async close(): Promise<void> {
    const store = await this.#store?.catch(() => undefined)
    if (store) await removeTemporary(store.git.directory)
  }

  #open(): Promise<Store> {
    this.#store ??= this.#create()
    this.#store.catch(() => (this.#store = undefined))
    return this.#store
  }

  async #create(): Promise<Store> {
    const { certificates, environment = {} } = this.#options
    const location = parseLocation(await this.#options.address())
    const authorization = this.#authorization()
    const directory = makeTemporary()
    try {
      const trusted = await trust(directory, certificates, environment)
      return await createStore(directory, { ...location, authorization }, { ...environment, ...trusted })
    } catch (error) {
      await removeTemporary(directory)
      throw error
    }
  }

  /**
   * Repeats an operation of git, which has no retries of its own, so that a temporary failure does not end the run.
   */
  async #retried<T>(work: () => Promise<T>, find?: () => Promise<T | undefined>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await work()
      } catch (error) {
        if (!(error instanceof FairleadError) || error.kind !== 'remote') throw error
        const found = await find?.()
        if (found !== undefined) return found
        if (attempt === attempts) throw error
        await this.#options.pause(attempt)
      }
    }
  }
}

/**
 * Writes the certificates for git. git uses one file instead of its own list, so the file also contains the
 * authorities that git would have trusted anyway.
 */
async function trust(
  directory: string,
  certificates: readonly string[],
  environment: Environment,
): Promise<Environment> {
  if (certificates.length === 0) return {}
  const { GIT_SSL_CAINFO: own } = environment
  const known = own ? [await readFile(own, 'utf8').catch(() => '')] : rootCertificates
  const file = join(directory, 'trusted.pem')
  await writeFile(file, [...known, ...certificates].join('\n'))
  return { GIT_SSL_CAINFO: file }
}

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
  /** The address of the project for git. */
  readonly address: () => Promise<string>
  readonly token: string
  readonly isJobToken: boolean
  /** Authorities to trust beside the public ones, as PEM. */
  readonly certificates: readonly string[]
  readonly environment: Environment | undefined
  /** Waits before a try is repeated. */
  readonly pause: (attempt: number) => Promise<void>
}

const attempts = 4

/**
 * git over HTTP, for the two things that GitLab's REST API cannot do: move or delete a branch only if it is still
 * where it was seen (`git push --force-with-lease`), and read many files at once. A partial fetch of depth 1
 * without file contents is all that it takes; nothing is fetched before it is needed.
 *
 * Why it matters: the Commits API replaces a branch by `force`, which overwrites whatever stands there at that
 * moment, and the deletion of a branch asks no more. A commit that a person pushes between our look and such a
 * request would be lost without a word.
 */
export class Lease {
  readonly #options: LeaseOptions
  #store: Promise<Store> | undefined

  constructor(options: LeaseOptions) {
    this.#options = options
  }

  /** The tree of a commit. */
  tree(commit: string): Tree {
    const opened = this.#open().then((store) =>
      revisionTree(store.git, commit, {
        ensureBlobs: store.ensureBlobs && ((ids) => this.#persist(async () => store.ensureBlobs?.(ids))),
        prepare: () => this.#persist(() => store.bring([commit])),
      }),
    )
    opened.catch(() => {})
    return {
      name: commit.slice(0, 7),
      list: async () => (await opened).list(),
      read: async (paths) => (await opened).read(paths),
    }
  }

  /** Makes a commit here that GitLab does not have yet. */
  async commit(commit: MadeCommit, { name, email }: Committer): Promise<{ sha: string; tree: string }> {
    const store = await this.#open()
    const { parent } = commit
    if (parent !== undefined) await this.#persist(() => store.bring([parent]))
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
   * Moves a branch to a commit that was made here, or deletes it, if it is still at `from`.
   *
   * @param readTip asks where the branch is, for after a push whose answer was lost
   */
  async move(
    move: { readonly branch: string; readonly from: string | undefined; readonly to: string | undefined },
    readTip: () => Promise<string | undefined>,
  ): Promise<'moved' | 'lost'> {
    const { branch, from, to } = move
    const store = await this.#open()
    return this.#persist(
      () => pushRefs(store.git, remoteName, [{ ref: branchRef(branch), from, to }]),
      async () => {
        const tip = await readTip()
        if (tip === to) return 'moved'
        return tip === from ? undefined : 'lost'
      },
    )
  }

  /** What it takes to reach the project from another repository on this machine. */
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

  /** Removes what was fetched. */
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

  /** git repeats nothing by itself. What is over at the next try need not end the run. */
  async #persist<T>(work: () => Promise<T>, find?: () => Promise<T | undefined>): Promise<T> {
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

/** git takes one file in the place of its own list: what it would have trusted anyway goes along. */
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

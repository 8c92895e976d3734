import type { Environment, Setting } from '../git/environment.ts'
import type { Git, GitResult, RunOptions } from '../git/git.ts'
import { headerSettings, secretsOf } from '../git/header.ts'
import type { Header } from '../git/header.ts'
import { mask } from '../git/mask.ts'
import { allowed } from '../git/partial.ts'
import { pushRefs } from '../git/push.ts'
import { branchRef } from '../git/refs.ts'
import { committerOf } from './local/commit.ts'
import type { Committer } from './local/commit.ts'
import type { Merging } from './merging.ts'

/** Another repository, and the settings to reach it from a checkout. */
export interface Reach {
  /** The name of a configured remote, or an address without credentials. */
  readonly to: string
  readonly settings: readonly Setting[]
  readonly environment?: Environment | undefined
  readonly secrets: readonly string[]
}

/**
 * Returns the access to a repository by its address; credentials go in a header that is sent only to this address.
 */
export function reachOf(address: string, header?: Header, environment?: Environment): Reach {
  return {
    to: address,
    settings: [...allowed(address), ...headerSettings(header)],
    environment,
    secrets: secretsOf(header),
  }
}

/** The target and the author of a merge commit. */
export interface OwnMerge {
  /** The checkout, which contains the reviewed trial merge. */
  readonly git: Git
  /** The repository that the request targets. */
  readonly reach: () => Promise<Reach>
  readonly branch: string
  readonly message: () => Promise<string>
  readonly author?: () => Promise<Committer>
}

/**
 * Returns functions that create a merge commit of our own from a tree in the checkout, and push it as a fast-forward.
 * The commit is not signed. No hook, filter or merge driver runs, and the files of the checkout do not change.
 */
export function ownMerge({
  git,
  reach,
  branch,
  message,
  author,
}: OwnMerge): Pick<Merging, 'createCommit' | 'push'> {
  return {
    async createCommit({ tree, parents }) {
      const committer = await committerOf(git, await author?.())
      const args = ['commit-tree', tree, ...parents.flatMap((parent) => ['-p', parent])]
      return (await git.run(args, { input: `${await message()}\n`, environment: committer })).trim()
    },
    async push(commit, from) {
      const there = await reach()
      return pushRefs(reaching(git, there), there.to, [{ ref: branchRef(branch), from, to: commit }])
    },
  }
}

/** Returns the same repository, with the settings to reach another one. */
export function reaching(git: Git, { settings, environment, secrets }: Reach): Git {
  const attempt = async (args: readonly string[], options: RunOptions = {}): Promise<GitResult> => {
    const { ok, stdout, stderr } = await git.attempt(args, {
      ...options,
      settings: [...settings, ...(options.settings ?? [])],
      environment: { ...environment, ...options.environment },
    })
    return { ok, stdout: mask(stdout, secrets), stderr: mask(stderr, secrets) }
  }
  return {
    ...git,
    attempt,
    async run(args, options) {
      const result = await attempt(args, options)
      if (!result.ok) throw git.explain(args, result)
      return result.stdout
    },
  }
}

/** Jobs of CI systems: a server's bare repository, its events, and the checkouts that runners leave. */
import { cpSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { eventSides, addressesIn, jobCheckout, wantedSides } from '../../src/entries/wire/job.ts'
import { createGit } from '../../src/git/git.ts'
import { resolveSides } from '../../src/git/sides.ts'
import { readContext } from '../../src/runtime/context.ts'
import { githubEvent } from '../../src/runtime/github-event.ts'
import { git, importInto, temporaryFolder } from './git.ts'

type Files = Readonly<Record<string, string>>

/** A repository on a server, without a worktree. Each step takes one or two git processes. */
export class Server {
  readonly folder = join(temporaryFolder(), 'acme', 'infra.git')

  /** Creates a repository whose `main` has these files, or a copy of another repository. */
  constructor(like: Files | Server) {
    mkdirSync(dirname(this.folder), { recursive: true })
    if (like instanceof Server) {
      cpSync(like.folder, this.folder, { recursive: true })
      return
    }
    git(dirname(this.folder), 'init', '-q', '--bare', '-b', 'main', this.folder)
    git(this.folder, 'config', 'uploadpack.allowAnySHA1InWant', 'true')
    this.push('main', like)
  }

  /** Commits files on top of a revision, or without a parent, and sets the branch to that commit. */
  push(branch: string, files: Files, from?: string): string {
    const parent = from === undefined ? [] : [`from ${this.id(from)}`]
    const lines = [
      `commit refs/heads/${branch}`,
      'committer Human <human@example.com> now',
      `data ${branch.length}\n${branch}`,
      ...parent,
      ...Object.entries(files).map(
        ([path, text]) => `M 100644 inline ${path}\ndata ${Buffer.byteLength(text)}\n${text}`,
      ),
    ]
    importInto(this.folder, `${lines.join('\n')}\n`)
    return this.id(branch)
  }

  /** Creates the merge commit of two revisions as a forge does, under its own ref. */
  merge(base: string, head: string, ref: string): string {
    const parents = [this.id(base), this.id(head)] as const
    const tree = git(this.folder, 'merge-tree', '--write-tree', ...parents)
    const [into, merged] = parents
    const commit = git(this.folder, 'commit-tree', tree, '-p', into, '-p', merged, '-m', `merge ${ref}`)
    git(this.folder, 'update-ref', ref, commit)
    return commit
  }

  id(revision: string): string {
    return git(this.folder, 'rev-parse', revision)
  }
}

export const EVERYTHING = '+refs/heads/*:refs/remotes/origin/*'

/** Fetches into a folder and checks out a revision as a runner does. The folder may be that of an earlier job. */
export function checkOut(
  url: string,
  revision: string,
  { refspecs = [EVERYTHING], options = [], folder = temporaryFolder() }: CheckoutOptions = {},
): string {
  git(folder, 'init', '-q')
  if (!git(folder, 'remote').includes('origin')) git(folder, 'remote', 'add', 'origin', url)
  git(folder, 'fetch', '-q', '--no-tags', ...options, 'origin', ...refspecs)
  git(folder, 'checkout', '-q', '--force', '--detach', revision)
  return folder
}

interface CheckoutOptions {
  readonly refspecs?: readonly string[]
  readonly options?: readonly string[]
  readonly folder?: string
}

type Environment = Readonly<Record<string, string>>

/** Returns the sides that `diff` compares in a folder, in a job of GitHub (with an event) or of GitLab. */
export async function comparedIn(
  folder: string,
  job: { readonly event?: object; readonly environment: Environment },
  inputs: { readonly base?: string; readonly head?: string } = {},
) {
  const environment: Environment = {
    ...(job.event ? { GITHUB_ACTIONS: 'true', GITHUB_REPOSITORY: 'acme/infra' } : { GITLAB_CI: 'true' }),
    ...job.environment,
  }
  const context = readContext(environment, folder, githubEvent(job.event, environment))
  const opened = createGit({ directory: folder, environment: process.env })
  const own = await jobCheckout(opened, context)
  const wanted = wantedSides({ base: inputs.base, head: inputs.head }, own)
  const base = wanted.base ?? own.change?.base ?? own.defaultBranch
  if (base === undefined) throw new Error('nothing tells the base')
  const sides = await resolveSides(opened, {
    base,
    head: wanted.head,
    fetch: true,
    event: eventSides(wanted, own, context),
  })
  return { ...sides, kind: context.change?.kind, addresses: addressesIn(own), own }
}

/** Jobs as CI systems make them: a server's bare repository, its events, and the checkouts that runners leave. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { eventSides, identityIn, jobCheckout, wantedSides } from '../../src/entries/wire/job.ts'
import { createGit } from '../../src/git/git.ts'
import { resolveSides } from '../../src/git/sides.ts'
import { readContext } from '../../src/runtime/context.ts'
import { githubEvent } from '../../src/runtime/github-event.ts'
import { git, temporaryFolder } from './git.ts'

type Files = Readonly<Record<string, string>>

/** A repository on a server. */
export class Server {
  readonly folder = join(temporaryFolder(), 'acme', 'infra.git')
  readonly #work = temporaryFolder()

  /** Whose `main` has these files. */
  constructor(files: Files) {
    mkdirSync(this.folder, { recursive: true })
    git(this.folder, 'init', '-q', '--bare', '-b', 'main')
    git(this.folder, 'config', 'uploadpack.allowAnySHA1InWant', 'true')
    git(this.#work, 'init', '-q', '-b', 'main')
    git(this.#work, 'remote', 'add', 'origin', this.folder)
    this.push('main', files)
  }

  /** Commits files on top of a branch, or of another revision, and makes that the branch. */
  push(branch: string, files: Files, from?: string): string {
    if (from !== undefined) git(this.#work, 'checkout', '-q', '--detach', this.id(from))
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.#work, path)), { recursive: true })
      writeFileSync(join(this.#work, path), text)
    }
    git(this.#work, 'add', '-A')
    git(this.#work, 'commit', '-q', '-m', branch)
    git(this.#work, 'push', '-q', '--force', 'origin', `HEAD:refs/heads/${branch}`)
    return this.id(branch)
  }

  /** The merge of two revisions that a forge makes, under a ref of its own. */
  merge(base: string, head: string, ref: string): string {
    git(this.#work, 'fetch', '-q', 'origin', '+refs/*:refs/server/*')
    git(this.#work, 'checkout', '-q', '--detach', this.id(base))
    git(this.#work, 'merge', '-q', '--no-ff', '-m', 'merge', this.id(head))
    git(this.#work, 'push', '-q', '--force', 'origin', `HEAD:${ref}`)
    return this.id(ref)
  }

  id(revision: string): string {
    return git(this.folder, 'rev-parse', revision)
  }
}

export const EVERYTHING = '+refs/heads/*:refs/remotes/origin/*'

/** A folder that a runner fetches into and checks out in; it may be one of an earlier job. */
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

/** What `diff` compares in a folder, in a job of GitHub (with an event) or of GitLab. */
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
  return { ...sides, kind: context.change?.kind, identity: identityIn(own), own }
}

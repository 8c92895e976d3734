import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inputError } from '../errors.ts'
import type { Tree } from '../tree/tree.ts'
import type { Git } from './git.ts'
import { quietFetch } from './objects.ts'
import { revisionTree } from './revision-tree.ts'

/** One revision that is compared. */
export interface Side {
  /** As people name it: `main`, `the working tree`. */
  readonly name: string
  /** Undefined for what is not committed. */
  readonly commit: string | undefined
  /** The id of its tree: equal ids are equal files. */
  readonly treeId: string
  readonly tree: Tree
}

/** What would be deployed before and after a change is merged. */
export interface Sides {
  readonly base: Side
  /** The change, merged into the base; or the change alone, where the two conflict. */
  readonly head: Side
  /** Files that differ, those that are gone too. */
  readonly changed: readonly string[]
  /** Set where the two conflict: a sentence. Then the merge base is compared with the change. */
  readonly conflict: string | undefined
}

export interface SidesOptions {
  /** The branch that the change goes into, or any revision. */
  readonly base: string
  /** The change: any revision. Without it what is checked out, with what is not committed. */
  readonly head?: string | undefined
  /** Whether git may fetch what a shallow or partial clone lacks. */
  readonly fetch: boolean
}

/**
 * The two sides of a change: the tip of the base, and the trial merge of the change into it, as the forge would
 * merge it. Nothing in the checkout is touched.
 *
 * @param git in the checkout's root folder
 * @throws FairleadError (input) where a revision is not there, with what to do
 */
export async function resolveSides(git: Git, options: SidesOptions): Promise<Sides> {
  for (const revision of [options.base, options.head ?? 'HEAD']) refuseOption(revision)
  const base = await baseCommit(git, options)
  const head = await headCommit(git, options.head)
  const baseSide = await sideOf(git, options.base, base, base)
  const merged = await trialMerge(git, base, head.commit, options.fetch)
  if (merged.conflict === undefined) {
    const after = await sideOf(git, head.name, merged.tree, head.isCommitted ? head.commit : undefined)
    return { base: baseSide, head: after, changed: await changed(git, baseSide, after), conflict: undefined }
  }
  const before = await sideOf(
    git,
    `${options.base}, where the change left it`,
    merged.mergeBase,
    merged.mergeBase,
  )
  const after = await sideOf(git, head.name, head.commit, head.isCommitted ? head.commit : undefined)
  return { base: before, head: after, changed: await changed(git, before, after), conflict: merged.conflict }
}

/**
 * One revision, or what is checked out with what is not committed.
 *
 * @throws FairleadError (input) where it is not there
 */
export async function resolveSide(git: Git, revision: string | undefined): Promise<Side> {
  refuseOption(revision ?? 'HEAD')
  const { name, commit, isCommitted } = await headCommit(git, revision)
  return sideOf(git, name, commit, isCommitted ? commit : undefined)
}

/**
 * The tip of the branch that a change goes into.
 *
 * @throws FairleadError (input) where it is not there, with what to do
 */
export async function resolveBase(git: Git, options: SidesOptions): Promise<Side> {
  refuseOption(options.base)
  const commit = await baseCommit(git, options)
  return sideOf(git, options.base, commit, commit)
}

/** git would read it as an option. */
function refuseOption(revision: string): void {
  if (revision.startsWith('-') || revision === '')
    throw inputError(`there is no revision ${JSON.stringify(revision)} in this checkout`, {
      hint: 'A revision is a branch, a tag or a commit.',
    })
}

async function sideOf(git: Git, name: string, treeish: string, commit: string | undefined): Promise<Side> {
  const treeId = (await git.run(['rev-parse', '--verify', '--quiet', `${treeish}^{tree}`])).trim()
  const label = commit === undefined ? name : `${name} at ${commit.slice(0, 12)}`
  return { name, commit, treeId, tree: revisionTree(git, treeId, { name: label }) }
}

/** What the forge has counts before what is here: the change is judged by that. */
async function baseCommit(git: Git, { base, fetch }: SidesOptions): Promise<string> {
  const names = [`refs/remotes/origin/${base}`, `refs/heads/${base}`, base]
  const find = async () => {
    for (const name of names) {
      const found = await git.attempt([
        'rev-parse',
        '--verify',
        '--quiet',
        '--end-of-options',
        `${name}^{commit}`,
      ])
      if (found.ok) return found.stdout.trim()
    }
    return undefined
  }
  const known = await find()
  if (known !== undefined) return known
  if (!(await git.attempt(['rev-parse', '--git-dir'])).ok)
    throw inputError('this folder is no git checkout, so there is nothing to compare', {
      hint: 'It takes a clone of the infra repo: in a workflow, let actions/checkout run first.',
    })
  if (fetch) {
    const refspec = `+refs/heads/${base}:refs/remotes/origin/${base}`
    await git.attempt(['fetch', ...quietFetch, '--depth=1', '--', 'origin', refspec])
    const fetched = await find()
    if (fetched !== undefined) return fetched
  }
  throw inputError(`the base ${JSON.stringify(base)} is not in this checkout`, {
    hint: 'Fetch it: git fetch origin <branch>; in a workflow, let actions/checkout have fetch-depth: 0. Or name another base.',
  })
}

interface Head {
  readonly name: string
  readonly commit: string
  readonly isCommitted: boolean
}

async function headCommit(git: Git, revision: string | undefined): Promise<Head> {
  const name = revision ?? 'HEAD'
  const found = await git.attempt([
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${name}^{commit}`,
  ])
  if (!found.ok)
    throw inputError(`there is no revision ${JSON.stringify(name)} in this checkout`, {
      hint: 'It is the commit or branch to look at; without it, what is checked out.',
    })
  const commit = found.stdout.trim()
  if (revision !== undefined) return { name: revision, commit, isCommitted: true }
  const uncommitted = await commitWorktree(git, commit)
  return uncommitted === undefined
    ? { name: 'what is checked out', commit, isCommitted: true }
    : { name: 'the working tree', commit: uncommitted, isCommitted: false }
}

/** A commit of all that is not committed, on no branch; undefined where there is nothing. */
async function commitWorktree(git: Git, head: string): Promise<string | undefined> {
  const status = await git.run(['status', '--porcelain', '--untracked-files=all', '--ignore-submodules'])
  if (status.trim() === '') return undefined
  const folder = await mkdtemp(join(tmpdir(), 'fairlead-index-'))
  try {
    const environment = {
      GIT_INDEX_FILE: join(folder, 'index'),
      ...['AUTHOR', 'COMMITTER'].reduce(
        (all, who) => ({
          ...all,
          [`GIT_${who}_NAME`]: 'fairlead',
          [`GIT_${who}_EMAIL`]: 'fairlead@localhost',
          [`GIT_${who}_DATE`]: '2000-01-01T00:00:00Z',
        }),
        {},
      ),
    }
    await git.run(['read-tree', head], { environment })
    await git.run(['add', '--all', '--', ':/'], { environment })
    const tree = (await git.run(['write-tree'], { environment })).trim()
    return (
      await git.run(['commit-tree', tree, '-p', head, '-m', 'the working tree'], { environment })
    ).trim()
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

type Merged =
  | { readonly tree: string; readonly conflict: undefined }
  | { readonly mergeBase: string; readonly conflict: string }

async function trialMerge(git: Git, base: string, head: string, fetch: boolean): Promise<Merged> {
  const mergeBase = await findMergeBase(git, base, head, fetch)
  // Already the base's: nothing to merge.
  if (mergeBase === base) return { tree: head, conflict: undefined }
  const result = await git.attempt([
    'merge-tree',
    '--write-tree',
    '--name-only',
    '-z',
    '--no-messages',
    base,
    head,
  ])
  const [tree = '', ...files] = result.stdout.split('\0').filter((part) => part !== '')
  if (result.ok) return { tree, conflict: undefined }
  if (!/^[0-9a-f]{40,64}$/.test(tree)) throw git.explain(['merge-tree'], result)
  const named = files.slice(0, 5).join(', ')
  return {
    mergeBase,
    conflict: `The change conflicts with the base in ${named}${files.length > 5 ? ` and ${files.length - 5} more files` : ''}, so it was compared with where it left the base.`,
  }
}

async function findMergeBase(git: Git, base: string, head: string, fetch: boolean): Promise<string> {
  const find = async () => {
    const found = await git.attempt(['merge-base', base, head])
    return found.ok ? found.stdout.trim() : undefined
  }
  const known = await find()
  if (known !== undefined) return known
  const isShallow = (await git.run(['rev-parse', '--is-shallow-repository'])).trim() === 'true'
  if (isShallow && fetch) {
    // History alone, step by step: most changes left the base not long ago.
    for (const depth of ['--deepen=50', '--deepen=500', '--unshallow']) {
      await git.attempt(['fetch', ...quietFetch, '--filter=blob:none', depth, 'origin', base, head])
      const found = await find()
      if (found !== undefined) return found
    }
  }
  throw inputError('the change and its base have no common history in this checkout', {
    hint: isShallow
      ? 'The clone is shallow: let actions/checkout have fetch-depth: 0, or GitLab GIT_DEPTH: 0.'
      : 'Is the right base named?',
  })
}

async function changed(git: Git, base: Side, head: Side): Promise<string[]> {
  const output = await git.run([
    'diff-tree',
    '-r',
    '-z',
    '--name-only',
    '--no-renames',
    base.treeId,
    head.treeId,
  ])
  return output.split('\0').filter((path) => path !== '')
}

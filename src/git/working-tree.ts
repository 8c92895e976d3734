/** The checkout, with its uncommitted changes. */
import { join } from 'node:path'
import { inputError } from '../errors.ts'
import { makeTemporary, removeTemporary } from '../temporary/folders.ts'
import type { Commit } from './commits.ts'
import { copyIndex } from './foreign.ts'
import type { Git } from './git.ts'

/** The head of a change. */
export interface Head extends Commit {
  readonly name: string
  readonly isCommitted: boolean
}

/**
 * Returns the commit of a revision; without one, the checkout with its uncommitted changes.
 *
 * @throws FairleadError (input) if there is none
 */
export async function headOf(
  git: Git,
  revision: string | undefined,
  head: Commit | undefined,
): Promise<Head> {
  if (!head)
    throw inputError(`the revision ${JSON.stringify(revision ?? 'HEAD')} does not exist in this checkout`, {
      hint: 'Set it to a commit or branch, or remove it to use the checkout.',
    })
  if (revision !== undefined) return { name: revision, ...head, isCommitted: true }
  const uncommitted = await commitWorktree(git, head.commit)
  return uncommitted === undefined
    ? { name: 'HEAD', ...head, isCommitted: true }
    : { name: 'the working tree', ...uncommitted, isCommitted: false }
}

/** Creates a commit of all uncommitted changes, on no branch; returns undefined if there are none. */
async function commitWorktree(git: Git, head: string): Promise<Commit | undefined> {
  const { top, index: known } = await git.about()
  // A bare repository has no uncommitted files.
  if (top === undefined) return undefined
  const args = ['status', '--porcelain', '--untracked-files=all', '--ignore-submodules']
  if ((await git.run(args, { inWorktree: true })).trim() === '') return undefined
  const folder = makeTemporary()
  try {
    const index = join(folder, 'index')
    const environment = {
      GIT_INDEX_FILE: index,
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
    if (!(await copyIndex(known, index))) await git.run(['read-tree', head], { environment })
    await git.run(['add', '--all', '--', ':/'], { environment, inWorktree: true })
    const tree = (await git.run(['write-tree'], { environment })).trim()
    const make = ['commit-tree', tree, '-p', head, '-m', 'the working tree']
    return { commit: (await git.run(make, { environment })).trim(), tree }
  } finally {
    await removeTemporary(folder)
  }
}

/** Returns the files of a checkout that differ from its commit, without new files. */
export async function modifiedFiles(git: Git): Promise<string[]> {
  if ((await git.about()).top === undefined) return []
  const args = ['status', '--porcelain', '-z', '--untracked-files=no', '--ignore-submodules', '--no-renames']
  const lines = (await git.run(args, { inWorktree: true })).split('\0')
  return lines.filter((line) => line !== '').map((line) => line.slice(3))
}

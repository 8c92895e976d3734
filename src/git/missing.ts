/** Errors about a revision that a checkout does not contain. */
import { inputError, nearest } from '../errors.ts'
import type { FairleadError } from '../errors.ts'
import { isShallow } from './commits.ts'
import type { Git } from './git.ts'
import { isObjectId } from './object-id.ts'

/** Returns the error about a commit that the checkout does not contain. */
export async function missingCommit(git: Git, name: string): Promise<FairleadError> {
  return inputError(`the commit ${JSON.stringify(name)} does not exist in this checkout`, {
    hint: await missingCure(git, name),
  })
}

/**
 * Returns sentences with what to do about a revision that the checkout does not contain: the branch or tag that was
 * probably meant, and the commands that fetch it, as far as they can help in this checkout.
 */
export async function missingCure(git: Git, name: string): Promise<string> {
  const [known, isCut, about] = await Promise.all([namesOf(git), isShallow(git), git.tryAbout()])
  const near = nearest(name, known)
  const sentences = [
    ...(near === undefined ? [] : [`Did you mean ${JSON.stringify(near)}?`]),
    ...(mayBeBranch(name) && about?.origin !== undefined
      ? [`Fetch it: git fetch origin ${name}:refs/remotes/origin/${name}.`]
      : []),
    ...(isCut ? [git.cure('history')] : []),
  ]
  if (sentences.length > 0) return sentences.join(' ')
  return (await hasCommit(git))
    ? 'Set it to a branch, tag or commit of this checkout.'
    : 'The checkout has no commits yet. Commit its files first.'
}

/** Reports whether a revision can be the name of a branch: `main~1` and the id of a commit are not. */
export function mayBeBranch(name: string): boolean {
  return !/[~^:]|@\{/.test(name) && !isObjectId(name)
}

/** Reports whether something is checked out: a new repository has no commit. */
export async function hasCommit(git: Git): Promise<boolean> {
  return (await git.attempt(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'])).ok
}

/** Returns the branches and tags of a checkout, those of `origin` without its name. */
async function namesOf(git: Git): Promise<string[]> {
  const refs = ['refs/heads', 'refs/remotes/origin', 'refs/tags']
  const listed = await git.attempt(['for-each-ref', '--format=%(refname)', ...refs])
  if (!listed.ok) return []
  return listed.stdout
    .split('\n')
    .flatMap((ref) => /^refs\/(?:heads|tags|remotes\/origin)\/(.+)$/.exec(ref)?.[1] ?? [])
}

/** Commits of a checkout, by id or another revision. */
import { inputError } from '../errors.ts'
import type { Git } from './git.ts'
import { bringTrees } from './partial.ts'

export interface Commit {
  readonly commit: string
  /** The id of its tree. */
  readonly tree: string
}

/**
 * Returns the commits of some revisions, read with one process; missing ones are left out. Missing trees of a partial
 * clone are fetched.
 */
export async function commits(
  git: Git,
  revisions: readonly string[],
  mayBring = true,
): Promise<Map<string, Commit>> {
  const names = revisions.flatMap((revision) => [`${revision}^{commit}`, `${revision}^{tree}`])
  const asked = await git.objects('info', names)
  if ('failed' in asked && /not a git repository/i.test(asked.failed.stderr))
    throw inputError(`${git.directory} is not a git checkout`, {
      hint: git.cure('checkout'),
    })
  if ('failed' in asked) throw git.explain(['cat-file'], asked.failed)
  const lines = asked.output.toString().split('\n')
  const id = (line = '') => /^([0-9a-f]{40,64}) (?:commit|tree) /.exec(line)?.[1]
  const found = new Map<string, Commit>()
  const treeless: string[] = []
  for (const [i, revision] of revisions.entries()) {
    const [commit, tree] = [id(lines[2 * i]), id(lines[2 * i + 1])]
    if (commit !== undefined && tree !== undefined) found.set(revision, { commit, tree })
    else if (commit !== undefined) treeless.push(revision)
  }
  if (treeless.length === 0 || !mayBring) return found
  await bringTrees(git, treeless)
  return new Map([...found, ...(await commits(git, treeless, false))])
}

/** Throws if git would read a revision as an option. */
export function refuseOption(revision: string): void {
  if (revision.startsWith('-') || revision === '' || revision.includes('\n'))
    throw inputError(`the revision ${JSON.stringify(revision)} does not exist in this checkout`, {
      hint: 'A revision is a branch, a tag or a commit.',
    })
}

/**
 * Returns the ids of a commit's parents as the commit names them, also of those that a shallow clone does not
 * contain.
 */
export async function parentsOf(git: Git, commit: string): Promise<string[]> {
  const found = await git.attempt(['cat-file', 'commit', commit])
  const header = found.ok ? (found.stdout.split('\n\n', 1)[0] ?? '') : ''
  return [...header.matchAll(/^parent ([0-9a-f]{40,64})$/gm)].map(([, id = '']) => id)
}

/** Reports whether a commit is in the history of another one, as far as that history is available. */
export async function isWithin(git: Git, commit: string, other: string): Promise<boolean> {
  return (await git.attempt(['merge-base', '--is-ancestor', commit, other])).ok
}

/**
 * Reports whether a folder is identical at two commits that are available. Missing trees of a partial clone are
 * fetched.
 *
 * @param path from the top of the repository; empty or `.` for the whole tree
 */
export async function isSameFolder(git: Git, path: string, [one, other]: [string, string]): Promise<boolean> {
  await bringTrees(git, [one, other])
  const folder = path.split('/').filter((part) => part !== '' && part !== '.')
  const idOf = async (commit: string) =>
    (await git.attempt(['rev-parse', '--verify', '--quiet', `${commit}:${folder.join('/')}`])).stdout.trim()
  const [a, b] = await Promise.all([idOf(one), idOf(other)])
  return a !== '' && a === b
}

/**
 * Finds the merge commit that merged a commit into a branch, along the branch's first parents.
 *
 * @returns the merge commit, and the previous commit of the branch; undefined if the commit was not merged that way
 */
export async function mergeOf(
  git: Git,
  commit: string,
  tip: string,
): Promise<{ readonly merge: string; readonly onto: string } | undefined> {
  const listed = await git.attempt(['rev-list', '--first-parent', '--parents', `${commit}..${tip}`, '--'])
  if (!listed.ok) return undefined
  const [merge, onto, second] = listed.stdout.trim().split('\n').at(-1)?.split(' ') ?? []
  return merge !== undefined && onto !== undefined && second === commit ? { merge, onto } : undefined
}

/** Reports whether the clone is shallow. */
export async function isShallow(git: Git): Promise<boolean> {
  return (await git.run(['rev-parse', '--is-shallow-repository'])).trim() === 'true'
}

/**
 * Returns the branches of a checkout that contain a commit, local ones and those of `origin`, as names without a
 * prefix.
 */
export async function branchesWith(git: Git, commit: string): Promise<string[]> {
  const refs = ['refs/heads', 'refs/remotes/origin']
  const listed = await git.attempt(['for-each-ref', `--contains=${commit}`, '--format=%(refname)', ...refs])
  if (!listed.ok) return []
  const names = listed.stdout
    .split('\n')
    .flatMap((ref) => /^refs\/(?:heads|remotes\/origin)\/(.+)$/.exec(ref)?.[1] ?? [])
  return [...new Set(names)].filter((name) => name !== 'HEAD')
}

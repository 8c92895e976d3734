import type { Git } from './git.ts'

/** A commit of a change that is not in its base. */
export interface ChangeCommit {
  readonly commit: string
  readonly parents: readonly string[]
  /** Whether it merges the base and equals git's automatic merge, so that it adds no changes of its own. */
  readonly isPlainMerge: boolean
}

/**
 * Returns the commits of a change that are not in its base, newest first. Commits that merge the base, as "Update
 * branch" does, are merged again and compared, because a merge commit can contain more than the two commits that it
 * merges.
 */
export async function changeCommits(git: Git, base: string, head: string): Promise<ChangeCommit[]> {
  const output = await git.run(['rev-list', '--parents', head, `^${base}`])
  const lines = output.split('\n').filter((line) => line !== '')
  const own = new Set(
    lines.map((line) => line.slice(0, line.indexOf(' ') < 0 ? undefined : line.indexOf(' '))),
  )
  const found: ChangeCommit[] = []
  for (const line of lines) {
    const [commit = '', ...parents] = line.split(' ')
    const [first, second, ...more] = parents
    const mergesBase =
      first !== undefined &&
      second !== undefined &&
      more.length === 0 &&
      [first, second].some((one) => !own.has(one))
    const isPlainMerge = mergesBase && (await isWhatGitMakes(git, commit, [first, second]))
    found.push({ commit, parents, isPlainMerge })
  }
  return found
}

async function isWhatGitMakes(
  git: Git,
  commit: string,
  parents: readonly [string, string],
): Promise<boolean> {
  const made = await git.attempt(['merge-tree', '--write-tree', '--no-messages', ...parents])
  if (!made.ok) return false
  const tree = (await git.run(['rev-parse', '--verify', `${commit}^{tree}`])).trim()
  return made.stdout.trim() === tree
}

/** One move of a branch. */
export interface Push<A> {
  readonly by: A
  /** The previous commit of the branch; not an existing commit if the branch was created. */
  readonly before: string
  readonly after: string
  /** Whether it was a push to another branch, which shows who pushed a commit first. */
  readonly isElsewhere?: boolean
}

/**
 * Returns who pushed commits of a change: everyone who moved its branch to a commit that includes one of them which
 * was not in the branch before, and everyone who pushed it to another branch before that. Plain merges of the base
 * count for nobody.
 *
 * @param pushes all known pushes; the oldest first if some are to other branches
 * @returns undefined if the push of a commit is not known
 */
export function pushersOf<A>(commits: readonly ChangeCommit[], pushes: readonly Push<A>[]): A[] | undefined {
  const all = new Map(commits.map((commit) => [commit.commit, commit]))
  const told = new Set<string>()
  const seen = new Set<string>()
  const found = new Set<A>()
  for (const { by, before, after, isElsewhere = false } of pushes) {
    const old = reachable(before, all)
    const moved = [...reachable(after, all)].filter((id) => !old.has(id))
    // Creating another branch from existing commits adds no commits.
    const brought = isElsewhere ? moved.filter((id) => !seen.has(id)) : moved
    for (const id of moved) seen.add(id)
    if (!isElsewhere) for (const id of moved) told.add(id)
    if (brought.some((id) => all.get(id)?.isPlainMerge === false)) found.add(by)
  }
  return commits.every(({ commit, isPlainMerge }) => isPlainMerge || told.has(commit))
    ? [...found]
    : undefined
}

function reachable(from: string, all: ReadonlyMap<string, ChangeCommit>): Set<string> {
  const seen = new Set<string>()
  const open = [from]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const commit = all.get(id)
    if (commit === undefined || seen.has(id)) continue
    seen.add(id)
    open.push(...commit.parents)
  }
  return seen
}

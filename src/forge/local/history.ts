import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { inputError } from '../../errors.ts'
import type { Git } from '../../git/git.ts'
import type { BranchCommit, FileCommit } from '../forge.ts'
import type { Store } from './store.ts'

const limit = 250

/** The depths to try; git treats the last one as all history. Most branches are a few commits from their base. */
const depths = [50, 500, 5000, 2 ** 31 - 1] as const

/**
 * Returns the commits in `head` that are not in `base`, oldest first, and their merge base.
 *
 * @throws FairleadError (input) if the two have no common history
 */
export async function commitsAhead(
  store: Store,
  base: string,
  head: string,
): Promise<{ commits: readonly BranchCommit[]; mergeBase: string; complete: boolean }> {
  if (base === head) return { commits: [], mergeBase: base, complete: true }
  await store.bring([base, head])
  for (const depth of depths) {
    if (!(await endsEarly(store.git, base, head))) break
    await store.deepen([base, head], depth)
  }
  const [mergeBase, log] = await Promise.all([
    store.git.attempt(['merge-base', base, head]),
    store.git.run([
      'log',
      '-z',
      '--topo-order',
      `--max-count=${limit + 1}`,
      `--format=${format}`,
      `${base}..${head}`,
      '--',
    ]),
  ])
  if (!mergeBase.ok)
    throw inputError(`${head.slice(0, 12)} and ${base.slice(0, 12)} have no commit in common`, {
      hint: 'Recreate the branch from its base.',
    })
  const commits = log.split('\0').filter(Boolean).map(parseCommit)
  return {
    commits: commits.slice(0, limit).toReversed(),
    mergeBase: mergeBase.stdout.trim(),
    complete: commits.length <= limit,
  }
}

/** Returns the commits whose parents were not fetched. */
async function shallowEnds(git: Git): Promise<Set<string>> {
  const shallow = await readFile(join(git.directory, 'shallow'), 'utf8').catch(() => '')
  return new Set(shallow.split('\n').filter(Boolean))
}

/**
 * Reports whether the fetched history ends before the two commits meet. As long as a commit of only one side has
 * parents that were not fetched, the common history is not known.
 */
async function endsEarly(git: Git, base: string, head: string): Promise<boolean> {
  const ends = await shallowEnds(git)
  if (ends.size === 0) return false
  const oneSided = await git.run(['rev-list', `${base}...${head}`, '--'])
  return oneSided.split('\n').some((id) => ends.has(id))
}

/** The format of `git log`. The message is last, because it may contain anything but a NUL. */
const format = '%H%n%T%n%P%n%an <%ae>%n%B'

function parseCommit(record: string): BranchCommit {
  const [sha = '', tree = '', parents = '', author = '', ...message] = record.split('\n')
  return {
    sha,
    tree,
    parents: parents.split(' ').filter(Boolean),
    author,
    message: message.join('\n'),
    provenance: 'untold',
  }
}

/**
 * Returns the newest commits that changed a file; if history must be fetched, of the newest 50. A plain git remote
 * vouches for none of them: see `provenance.ts`.
 */
export async function historyOf(store: Store, commit: string, path: string): Promise<FileCommit[]> {
  await store.deepen([commit], 50)
  const log = await store.git.run([
    'log',
    '-z',
    '--max-count=20',
    `--format=${format}`,
    commit,
    '--',
    `:(literal)${path}`,
  ])
  return log.split('\0').filter(Boolean).map(parseCommit)
}

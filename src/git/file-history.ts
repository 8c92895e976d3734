/** The commits of a checkout that changed a file. */
import { realpathSync } from 'node:fs'
import { relative, sep } from 'node:path'
import { isShallow } from './commits.ts'
import type { Git } from './git.ts'
import { revisionTree } from './revision-tree.ts'

/** The history of one file in a checkout. */
export interface FileHistory {
  /** The newest commits that changed the file, newest first. */
  readonly commits: readonly { readonly sha: string; readonly message: string }[]
  /** Whether the history is incomplete because the clone is shallow. */
  readonly isCut: boolean
  /**
   * Returns the content of the file at a commit or at its first parent; undefined if the file does not exist there.
   */
  contentAt(commit: string, of: 'itself' | 'its parent'): Promise<Uint8Array | undefined>
}

const MOST_COMMITS = 20
/**
 * The number of commits to search: nothing that still runs was created further back, and a search in a large
 * repository takes seconds.
 */
const FAR = 2000

/**
 * Returns the history of a file up to the checked-out commit.
 *
 * @param path relative to the folder of `git`
 * @returns undefined if the folder is not in a repository, or the repository has no commit
 */
export async function fileHistory(git: Git, path: string): Promise<FileHistory | undefined> {
  const top = (await git.tryAbout())?.top
  if (top === undefined) return undefined
  const below = relative(top, realpathSync(git.directory)).split(sep).join('/')
  const name = below === '' ? path : `${below}/${path}`
  const far = await git.attempt(['rev-parse', '--quiet', '--verify', `HEAD~${FAR}^{commit}`])
  const log = await git.attempt(
    [
      'log',
      '-z',
      `--max-count=${MOST_COMMITS}`,
      '--format=%H%n%B',
      'HEAD',
      ...(far.ok ? [`^${far.stdout.trim()}`] : []),
      '--',
      name,
    ],
    { environment: { GIT_LITERAL_PATHSPECS: '1' } },
  )
  if (!log.ok) return undefined
  const commits = log.stdout
    .split('\0')
    .filter(Boolean)
    .map((record) => {
      const [sha = '', ...message] = record.split('\n')
      return { sha, message: message.join('\n') }
    })
  return {
    commits,
    isCut: await isShallow(git),
    async contentAt(commit, of) {
      const revision = of === 'itself' ? commit : `${commit}^1`
      const isThere = (await git.attempt(['rev-parse', '--quiet', '--verify', `${revision}^{commit}`])).ok
      if (!isThere) return undefined
      return (await revisionTree(git, revision).read([name])).get(name)?.content
    },
  }
}

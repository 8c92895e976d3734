/** The commits of a checkout that changed a file. */
import { realpathSync } from 'node:fs'
import { relative, sep } from 'node:path'
import { isShallow } from './commits.ts'
import type { Git } from './git.ts'
import { revisionTree } from './revision-tree.ts'

/** What a checkout knows of one file's past. */
export interface FileHistory {
  /** The newest commits that changed the file, newest first. */
  readonly commits: readonly { readonly sha: string; readonly message: string }[]
  /** Whether a shallow clone has cut it off. */
  readonly isCut: boolean
  /** The file as a commit has it, or its first parent; undefined where it is not there. */
  contentAt(commit: string, of: 'itself' | 'its parent'): Promise<Uint8Array | undefined>
}

const MOST_COMMITS = 20
/** Further back nothing that still runs was made, and looking for it in a large repository takes seconds. */
const FAR = 2000

/**
 * The past of a file up to the commit that is checked out.
 *
 * @param path from the folder of `git`
 * @returns undefined where the folder is in no repository, or that has no commit
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

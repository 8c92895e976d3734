import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inputError } from '../errors.ts'
import type { FileMode } from '../tree/tree.ts'
import { worktree } from '../tree/worktree.ts'
import { createGit } from './git.ts'
import { openRevision } from './revision-tree.ts'

/** A file that differs from the checked-out commit. */
export interface WorktreeChange {
  readonly path: string
  /** As it is now; undefined where it was deleted. */
  readonly content: Uint8Array | undefined
  readonly mode: FileMode
  /** As the checked-out commit has it; undefined where it is new. */
  readonly before: Uint8Array | undefined
}

/** A checked-out repository whose changes become a pull request. */
export interface Checkout {
  /** The address of its remote `origin`, without credentials; undefined where it has none. */
  origin(): Promise<string | undefined>
  /**
   * What differs from the checked-out commit, new files too, but nothing that git ignores.
   *
   * @param paths only these files and folders, as git's pathspecs; all where none is given
   */
  changes(paths: readonly string[]): Promise<WorktreeChange[]>
  /** Merges two changes of one file, line by line; undefined where they conflict. */
  merge(parts: { before: Uint8Array; ours: Uint8Array; theirs: Uint8Array }): Promise<Uint8Array | undefined>
}

/**
 * Opens a folder in a checked-out repository. Paths count from the folder that is the repository's root.
 *
 * @throws FairleadError (input) on use, where the folder is no git repository or has no commit
 */
export function openCheckout(directory: string): Checkout {
  const git = createGit({ directory })
  const root = async () => (await git.run(['rev-parse', '--show-toplevel'])).trim()
  return {
    async origin() {
      const result = await git.attempt(['remote', 'get-url', 'origin'])
      return result.ok ? result.stdout.trim().replace(/^(https?:\/\/)[^@/]*@/, '$1') : undefined
    },
    async changes(paths) {
      const top = await root()
      const output = await git.run([
        'status',
        '--porcelain=v1',
        '-z',
        '--no-renames',
        '--untracked-files=all',
        '--',
        ...paths,
      ])
      const changed = output
        .split('\0')
        .filter(Boolean)
        .map((line) => ({ state: line.slice(0, 2), path: line.slice(3) }))
      const conflict = changed.find(({ state }) => /U|AA|DD/.test(state))
      if (conflict)
        throw inputError('the file has an unresolved merge conflict', { at: { file: conflict.path } })
      const names = changed.map(({ path }) => path).filter((path) => !path.endsWith('/'))
      const now = await worktree(top).read(names)
      const then = names.length > 0 ? await (await openRevision(top, 'HEAD')).read(names) : new Map()
      return names.map((path) => {
        const file = now.get(path)
        return {
          path,
          content: file?.content,
          mode: file?.mode ?? then.get(path)?.mode ?? '100644',
          before: then.get(path)?.content,
        }
      })
    },
    async merge({ before, ours, theirs }) {
      const folder = await mkdtemp(join(tmpdir(), 'fairlead-merge-'))
      try {
        const names = {
          ours: join(folder, 'ours'),
          before: join(folder, 'before'),
          theirs: join(folder, 'theirs'),
        }
        await Promise.all([
          writeFile(names.ours, ours),
          writeFile(names.before, before),
          writeFile(names.theirs, theirs),
        ])
        const merged = await git.attempt(['merge-file', '-p', '-q', names.ours, names.before, names.theirs])
        return merged.ok ? new TextEncoder().encode(merged.stdout) : undefined
      } finally {
        await rm(folder, { recursive: true, force: true })
      }
    },
  }
}

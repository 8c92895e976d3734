import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { inputError } from '../errors.ts'
import type { FairleadError } from '../errors.ts'
import { makeTemporary, removeTemporary } from '../temporary/folders.ts'
import type { FileMode } from '../tree/tree.ts'
import type { Environment } from './environment.ts'
import { copyIndex } from './foreign.ts'
import { createGit } from './git.ts'
import type { Git, GitResult } from './git.ts'
import { hasCommit } from './missing.ts'
import { readBlobs } from './objects.ts'
import { bringObjects } from './partial.ts'

/** A file that differs from the checked-out commit. */
export interface WorktreeChange {
  readonly path: string
  /** The current content; undefined if the file was deleted. */
  readonly content: Uint8Array | undefined
  readonly mode: FileMode
  /** The content in the checked-out commit; undefined if the file is new. */
  readonly before: Uint8Array | undefined
}

/** A checked-out repository whose changes become a pull request. */
export interface Checkout {
  /** Returns the address of its remote `origin`, without credentials; undefined if it has none. */
  origin(): Promise<string | undefined>
  /**
   * Returns the files that differ from the checked-out commit, including new files, but not files that git ignores.
   *
   * @param paths only these files and folders, as git pathspecs; all files if empty
   */
  changes(paths: readonly string[]): Promise<WorktreeChange[]>
  /**
   * Returns the number of checked-out commits that are on no branch of a remote, as far as the checkout knows them.
   */
  ahead(): Promise<number>
  /** Merges two changes of one file, line by line; returns undefined if they conflict. */
  merge(parts: { before: Uint8Array; ours: Uint8Array; theirs: Uint8Array }): Promise<Uint8Array | undefined>
}

/** Returns the address of the remote `origin`, without credentials; undefined if it has none. */
export async function originOf(git: Git): Promise<string | undefined> {
  return (await git.tryAbout())?.origin?.replace(/^(https?:\/\/)[^@/]*@/, '$1')
}

/**
 * Opens a folder in a checked-out repository. Paths are relative to the root of the repository.
 *
 * @param inherited the environment for git
 * @throws FairleadError (input) on use, if the folder is not a git repository or has no commit
 */
export function openCheckout(directory: string, inherited: Environment): Checkout {
  const git = createGit({ directory, environment: inherited })
  return {
    origin: () => originOf(git),
    async changes(paths) {
      const { top, filters, index: known } = await git.about()
      if (top === undefined) throw inputError(`${directory} is a bare repository, which has no working tree`)
      if (!(await hasCommit(git)))
        throw inputError(`${directory} has no commits yet, so there is nothing to compare its files with`, {
          hint: 'Clone the infra repo, or commit its files first.',
        })
      const folder = makeTemporary()
      try {
        // A second index records the changes as a commit would, with the line endings that git is configured for. It
        // starts as a copy of the checkout's own index, so it knows which files are unchanged.
        const index = join(folder, 'index')
        await copyIndex(known, index)
        const environment = { GIT_INDEX_FILE: index }
        await git.run(['read-tree', '--reset', 'HEAD'], { environment, inWorktree: true })
        const wanted = paths.length > 0 ? paths : [top]
        const added = await git.attempt(['add', '--all', '--', ...wanted], { environment, inWorktree: true })
        if (!added.ok) throw explainAdd(git, added)
        const output = await git.run(
          ['diff', '--cached', '--raw', '-z', '--no-renames', '--no-abbrev', 'HEAD'],
          { environment },
        )
        return await withoutFiltered(git, await readChanges(git, output), { environment, filters })
      } finally {
        await removeTemporary(folder)
      }
    },
    async ahead() {
      // Runners store the fetched refs under these prefixes; if there are none, nothing is known.
      const known = ['refs/remotes', 'refs/pipelines', 'refs/merge-requests', 'refs/tags']
      const refs = await git.attempt(['for-each-ref', '--count=1', '--format=%(refname)', ...known])
      if (!refs.ok || refs.stdout.trim() === '') return 0
      const globs = known.map((one) => `--glob=${one}`)
      const counted = await git.attempt(['rev-list', '--count', 'HEAD', '--not', ...globs])
      return counted.ok ? Number(counted.stdout) : 0
    },
    async merge({ before, ours, theirs }) {
      const folder = makeTemporary()
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
        // git writes the result to the file instead of its output, because contents are bytes, not text.
        const merged = await git.attempt(['merge-file', '-q', names.ours, names.before, names.theirs])
        return merged.ok ? await readFile(names.ours) : undefined
      } finally {
        await removeTemporary(folder)
      }
    },
  }
}

/**
 * Removes files whose content Git LFS already has, and throws for other files with a filter. A filter (git-lfs,
 * git-crypt) changes a file's content when it is added to the repository, and content in LFS must be uploaded.
 * Filters are programs, which Fairlead does not run. A file whose content is already in LFS is not a change, but git
 * reports it as one if it must read the file again, for example in a container with another user than the one of the
 * checkout.
 */
async function withoutFiltered(
  git: Git,
  changes: readonly WorktreeChange[],
  { environment, filters }: { readonly environment: Environment; readonly filters: ReadonlySet<string> },
): Promise<WorktreeChange[]> {
  const written = changes.filter(({ content }) => content !== undefined)
  if (written.length === 0) return [...changes]
  const input = written.map(({ path }) => `${path}\0`).join('')
  const options = { environment, input, inWorktree: true }
  const told = (await git.run(['check-attr', '--stdin', '-z', '--all'], options)).split('\0')
  const filterOf = new Map<string, string>()
  for (let i = 0; i + 2 < told.length; i += 3) {
    const [file = '', attribute, filter = ''] = told.slice(i, i + 3)
    if (attribute === 'filter') filterOf.set(file, filter)
  }
  return changes.filter((change) => {
    const { path, content, before } = change
    if (content === undefined) return true
    const filter = filterOf.get(path)
    const isLfs = filter === 'lfs' || (filter === undefined && pointerIn(content) !== undefined)
    if (!isLfs && (filter === undefined || !filters.has(filter))) return true
    if (isLfs && before && pointerIn(before) === createHash('sha256').update(content).digest('hex'))
      return false
    throw inputError(
      isLfs
        ? 'Git LFS stores the content of this file, so the pull request would contain only its pointer'
        : `this file uses the filter "${filter}" (.gitattributes), and Fairlead does not run filters`,
      {
        at: { file: path },
        hint: isLfs
          ? 'Commit and push it with git, which uploads the content (git lfs push), or exclude it with add-paths.'
          : 'Commit and push it with git, or exclude it with add-paths.',
      },
    )
  })
}

/**
 * Returns the SHA-256 that a Git LFS pointer contains; undefined for other files.
 *
 * Format: https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md
 */
function pointerIn(content: Uint8Array): string | undefined {
  if (content.length > 1024) return undefined
  const text = Buffer.from(content).toString('latin1')
  return /^version https:\/\/git-lfs\.github\.com\/spec\/v1\n(?:.*\n)*?oid sha256:([0-9a-f]{64})\n/.exec(
    text,
  )?.[1]
}

/**
 * Returns the error for a folder with its own `.git`, which is not part of this repository: git would treat it as a
 * submodule without an address.
 */
function checkoutInside(path: string): FairleadError {
  return inputError(
    'this folder is a separate checkout inside this one, and none of its changes are included',
    {
      at: { file: path },
      hint: 'Check it out next to this one, add it to .gitignore, or select the intended folders with add-paths.',
    },
  )
}

/** Explains why git cannot add files, with a fix. */
function explainAdd(git: Git, result: GitResult): Error {
  const [, pattern] = /pathspec '([^\n]*)' did not match any files/.exec(result.stderr) ?? []
  if (pattern !== undefined)
    return inputError(
      `add-paths contains ${JSON.stringify(pattern)}, which matches no file in the checkout`,
      {
        hint: 'Patterns are git pathspecs (see gitglossary), relative to the root of the checkout.',
      },
    )
  const [, ignored] =
    /paths are ignored by one of your \.gitignore files:\n([^\n]+)/.exec(result.stderr) ?? []
  if (ignored !== undefined)
    return inputError(`add-paths contains ${JSON.stringify(ignored)}, which .gitignore excludes`, {
      hint: 'Remove it from .gitignore or from add-paths.',
    })
  // The line is `error: 'sub/' does not have a commit checked out`; the quoted path may contain any character.
  const line = result.stderr.split('\n').find((one) => one.includes(UNBORN))
  const quoted = line?.slice(line.indexOf("'") + 1, line.lastIndexOf(UNBORN))
  const folder = quoted?.endsWith('/') ? quoted.slice(0, -1) : quoted
  return folder === undefined ? git.explain(['add'], result) : checkoutInside(folder)
}

const UNBORN = "' does not have a commit checked out"

/** Returns the changes in the output of `git diff --raw -z`: `:mode mode id id state`, then the path. */
async function readChanges(git: Git, output: string): Promise<WorktreeChange[]> {
  const parts = output.split('\0')
  const rows = parts.flatMap((row, i) => {
    const match = /^:(\d+) (\d+) ([0-9a-f]+) ([0-9a-f]+) /.exec(row)
    const path = parts[i + 1]
    return match && path !== undefined && i % 2 === 0
      ? [{ path, modes: [match[1], match[2]] as const, ids: [match[3] ?? '', match[4] ?? ''] as const }]
      : []
  })
  const submodule = rows.find(({ modes }) => modes.includes('160000'))
  if (submodule?.modes[0] === '160000' || (submodule && rows.some(({ path }) => path === '.gitmodules')))
    throw inputError('a change of a submodule cannot be part of the pull request', {
      at: { file: submodule.path },
      hint: 'Exclude it with add-paths.',
    })
  if (submodule) throw checkoutInside(submodule.path)
  const isNone = (id: string) => /^0+$/.test(id)
  const wanted = [...new Set(rows.flatMap(({ ids }) => ids).filter((id) => !isNone(id)))]
  await bringObjects(git, wanted)
  const blobs = await readBlobs(git, wanted)
  return rows.map(({ path, modes: [before, after], ids: [from, to] }) => ({
    path,
    content: isNone(to) ? undefined : blobs.get(to),
    mode: (isNone(to) ? before : after) as FileMode,
    before: isNone(from) ? undefined : blobs.get(from),
  }))
}

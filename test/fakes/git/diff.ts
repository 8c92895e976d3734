/** The results that only git itself should compute: which lines differ, and whether two commits merge. */
import { git, GitFailure } from './process.ts'

export interface FileChange {
  readonly path: string
  readonly previousPath: string | undefined
  readonly status: 'added' | 'removed' | 'modified' | 'renamed' | 'changed'
  readonly oid: string
  readonly additions: number
  readonly deletions: number
}

const statusNames: Record<string, FileChange['status']> = {
  A: 'added',
  D: 'removed',
  M: 'modified',
  R: 'renamed',
  T: 'changed',
}

const zeroOid = '0'.repeat(40)

/** Parses `--raw --numstat -z`: first a raw record for every file, then the line counts in the same order. */
function parseChanges(fields: readonly string[]): FileChange[] {
  const changes: FileChange[] = []
  let position = 0
  const next = () => fields[position++] ?? ''
  while (fields[position]?.startsWith(':') === true) {
    const [, , before = '', after = '', letter = ''] = next().split(' ')
    const status = statusNames[letter.charAt(0)] ?? 'modified'
    const path = next()
    const renamed = status === 'renamed'
    changes.push({
      path: renamed ? next() : path,
      previousPath: renamed ? path : undefined,
      status,
      oid: after === zeroOid ? before : after,
      additions: 0,
      deletions: 0,
    })
  }
  return changes.map((change) => {
    const [additions, deletions] = next().split('\t')
    if (change.status === 'renamed') position += 2
    // The line counts of a binary file are "-".
    return { ...change, additions: Number(additions) || 0, deletions: Number(deletions) || 0 }
  })
}

export async function diffFiles(
  directory: string,
  from: string | undefined,
  to: string,
): Promise<FileChange[]> {
  const sides = from === undefined ? ['--root', '--no-commit-id', to] : [from, to]
  const output = await git(directory, ['diff-tree', '-r', '-M', '--raw', '--numstat', '-z', ...sides])
  return parseChanges(output.toString().split('\0'))
}

/** Returns the tree of the merge, or undefined if the two commits conflict. */
export async function mergeTrees(
  directory: string,
  ours: string,
  theirs: string,
): Promise<string | undefined> {
  try {
    const output = await git(directory, ['merge-tree', '--write-tree', '--no-messages', ours, theirs])
    return output.toString().trim()
  } catch (error) {
    if (error instanceof GitFailure && error.code === 1) return undefined
    throw error
  }
}

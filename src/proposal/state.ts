import { createHash } from 'node:crypto'
import type { FileChange } from '../forge/forge.ts'

/** Returns a digest of the changes: paths, modes and contents. */
export function stateOf(changes: readonly FileChange[]): string {
  const hash = createHash('sha256')
  for (const { path, mode, content } of changes.toSorted((a, b) => (a.path < b.path ? -1 : 1)))
    hash.update(
      `${path}\0${mode}\0${content === undefined ? 'deleted' : createHash('sha256').update(content).digest('hex')}\0`,
    )
  return hash.digest('hex').slice(0, 32)
}

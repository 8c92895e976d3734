import type { Fault } from '../errors.ts'
import { FairleadError } from '../errors.ts'
import type { FileChange } from '../forge/forge.ts'
import type { Checkout, WorktreeChange } from '../git/checkout.ts'
import type { Tree } from '../tree/tree.ts'

/**
 * Returns the checkout's changes on top of a tree. If the tree has changed a file since the checkout, both changes
 * are merged: writing the checkout's copy would revert the changes of others.
 *
 * @throws FairleadError (input) if both changed the same part of a file
 */
export async function onto(
  tree: Tree,
  changes: readonly WorktreeChange[],
  checkout: Checkout,
): Promise<FileChange[]> {
  const current = await tree.read(changes.map((change) => change.path))
  const faults: Fault[] = []
  const result: FileChange[] = []
  for (const { path, content, mode, before } of changes) {
    const theirs = current.get(path)?.content
    const untouched = isSame(theirs, before)
    if (isSame(theirs, content) && (content === undefined || current.get(path)?.mode === mode)) continue
    if (untouched) {
      result.push({ path, content, mode })
      continue
    }
    const merged =
      content && theirs
        ? await checkout.merge({ before: before ?? new Uint8Array(), ours: content, theirs })
        : undefined
    if (!merged)
      faults.push({
        message: 'the same part of this file has changed on the base branch since the checkout',
        at: { file: path },
        hint: 'Check out the latest base branch and make the change again.',
      })
    else if (!isSame(merged, theirs)) result.push({ path, content: merged, mode })
  }
  const [first, ...others] = faults
  if (first) throw new FairleadError('input', [first, ...others])
  return result
}

/**
 * Returns the changes on top of a branch with commits by people: it replaces what Fairlead changed there before, and
 * keeps what they changed.
 *
 * @param own the tree of Fairlead's newest commit there
 */
export async function ontoBranch(
  tree: Tree,
  changes: readonly FileChange[],
  own: Tree,
  checkout: Checkout,
): Promise<FileChange[]> {
  const brought = await own.read(changes.map((change) => change.path))
  return onto(
    tree,
    changes.map((change) => ({ ...change, before: brought.get(change.path)?.content })),
    checkout,
  )
}

function isSame(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  if (!a || !b) return a === b
  return Buffer.compare(a, b) === 0
}

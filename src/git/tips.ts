import type { Tips } from './event-sides.ts'
/** The two commits that a change is between: in a job those that its event is about, as the forge has them. */
import { findBase } from './base-tip.ts'
import type { TipsOptions } from './event-sides.ts'
import { findCommit } from './find-commit.ts'
import type { Git } from './git.ts'
import { findHead } from './head-tip.ts'
import { headOf } from './working-tree.ts'

/**
 * Finds the base and the head.
 *
 * @throws FairleadError (input) where one of them is not there, with what to do
 */
export async function findTips(git: Git, options: TipsOptions): Promise<Tips> {
  const base = await findBase(git, options)
  const { event } = options
  if (options.head !== undefined || event === undefined) {
    const head = await headOf(git, options.head, await findCommit(git, options.head ?? 'HEAD', options))
    return { ...base, base: base.commit, head }
  }
  return { ...base, ...(await findHead(git, base, { ...options, event })), base: base.commit }
}

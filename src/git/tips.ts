import type { Tips, TipsOptions } from './event-sides.ts'
/** The two commits of a change: in a job, those of its event, in their current state on the forge. */
import { findBase } from './base-tip.ts'
import { findCommit } from './find-commit.ts'
import type { Git } from './git.ts'
import { findHead } from './head-tip.ts'
import { headOf } from './working-tree.ts'

/**
 * Finds the base and the head.
 *
 * @throws FairleadError (input) if one of them does not exist, with a fix
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

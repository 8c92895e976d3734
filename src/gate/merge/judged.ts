import { refusal } from '../../errors.ts'
import type { FairleadError } from '../../errors.ts'
import type { MergedCommit, Merging, Standing } from '../../forge/merging.ts'
import type { Lock } from './lock.ts'

/** The approved merge: two commits, and the files of their merge. */
export interface JudgedMerge {
  readonly base: string
  readonly head: string
  /** The tree of the merge of both, which was judged. */
  readonly tree: string
}

/** The name of the request for users, and the branch that it targets. */
export type Named = Pick<Merging, 'request' | 'base'>

const short = (id: string | undefined) => id?.slice(0, 12) ?? 'no commit'
const NEW_RUN = 'Start a new run: it judges the current state, and approvals of the same result stay valid.'

/**
 * Checks whether the forge still has what was judged. A merge of anything else is not started.
 *
 * @returns why not, as an error with what to do; undefined if it has
 */
export function isStillJudged(
  judged: JudgedMerge,
  { tip, request: now }: Standing,
  { request, base }: Named,
): FairleadError | undefined {
  if (now !== undefined && now.base !== base)
    return refusal(`${request} now targets ${now.base}, but was judged for ${base}`, { hint: NEW_RUN })
  if (now?.state === 'draft')
    return refusal(`${request} is a draft`, { hint: 'Mark it as ready for review, and start a new run.' })
  if (now?.state === 'closed')
    return refusal(`${request} is closed`, { hint: 'Reopen it, and start a new run.' })
  if (now?.state === 'merged')
    return refusal(
      `${request} was merged by someone else, as ${short(now.merged)}, and not as the gate would have merged it`,
      { hint: `Check ${base} now: revert that merge if it is not what was approved.` },
    )
  if (now !== undefined && now.head !== judged.head)
    return refusal(
      `${request} moved from ${short(judged.head)} to ${short(now.head)} since it was judged; nothing was merged`,
      { hint: NEW_RUN },
    )
  if (tip !== judged.base)
    return refusal(
      `${base} moved from ${short(judged.base)} to ${short(tip)} since the change was judged; nothing was merged`,
      { hint: NEW_RUN },
    )
  return undefined
}

/**
 * Checks whether a commit is what was approved: its parents are the judged base and the judged head, and it has the
 * reviewed files.
 *
 * @param chain the commit and its first-parent ancestors, as far as they were read
 * @returns what is wrong, as half a sentence about the commit; undefined if nothing is
 */
export function faultOfResult(
  judged: JudgedMerge,
  lock: Lock,
  chain: readonly MergedCommit[],
): string | undefined {
  const [result] = chain
  if (result === undefined) return 'could not be read'
  // A fast-forward: no commit was created, and the head contains the judged base.
  const isHead = result.id === judged.head && lock.by === 'up-to-date'
  if (!isHead) {
    const [first, second, ...more] = result.parents
    const below = second === undefined ? chain.at(-1)?.parents[0] : first
    if (below !== judged.base)
      return `has ${short(below)} as its first parent, not ${short(judged.base)}, on which the change was judged`
    // If the forge squashes or rebases, the commits are different, but the files are the same.
    const isOther = lock.by === 'up-to-date' && (second === undefined || lock.method === 'squash')
    if (more.length > 0 || (second !== judged.head && !isOther))
      return `merges ${[second, ...more].map(short).join(' and ')} and not ${short(judged.head)}, which was approved`
  }
  if (result.tree !== judged.tree) return 'has files other than those that were approved'
  return undefined
}

/** The result of a merge, as read from the forge afterwards. */
export interface ReadBack {
  readonly outcome: 'merged' | 'failed'
  readonly commit: string | undefined
  readonly firstParent: string | undefined
  readonly failure: FairleadError | undefined
}

/**
 * Judges what was merged, after reading it back. A result other than the approved one is live, or soon will be, so it
 * is reported as an error that cannot be overlooked.
 *
 * @param isWithin whether the base branch contains the commit
 */
export function judgeResult(
  judged: JudgedMerge,
  lock: Lock,
  {
    chain,
    isWithin,
    standing: { tip },
  }: { readonly chain: readonly MergedCommit[]; readonly isWithin: boolean; readonly standing: Standing },
  { request, base }: Named,
): ReadBack {
  const [result] = chain
  const told = { commit: result?.id, firstParent: result?.parents[0] }
  const wrong = faultOfResult(judged, lock, chain)
  if (wrong === undefined && isWithin) return { ...told, outcome: 'merged', failure: undefined }
  const what =
    wrong === undefined
      ? `${request} was merged as ${short(result?.id)}, and ${base}, which is at ${short(tip)}, does not contain it`
      : `${request} was merged as ${short(result?.id)}, which ${wrong}`
  return {
    ...told,
    outcome: 'failed',
    failure: refusal(`NOT WHAT WAS APPROVED: ${what}. ${base} is now at ${short(tip)}`, {
      hint: `Check ${base} immediately: revert what should not be live, and find out who or what moved it.`,
    }),
  }
}

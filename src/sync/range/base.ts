import { inputError } from '../../errors.ts'
import { isWithin } from '../../git/commits.ts'
import { findCommit, short } from '../../git/find-commit.ts'
import type { Git } from '../../git/git.ts'
import { Ancestry, firstParent } from './ancestry.ts'

/** What tells where the range begins, if no input does. */
export interface BaseFacts {
  /** The commit that is waited for. */
  readonly revision: string
  /** The commit that the branch was at before the push of the job; undefined where there is none. */
  readonly before: string | undefined
  /** The commits that have a record which counts here, that of the newest record first. */
  readonly recorded: readonly string[]
}

export interface FoundBase {
  readonly base: string
  /** What a person should know, as sentences. */
  readonly warnings: readonly string[]
}

/**
 * The commit before those that are waited for: the older of what the push replaced and the last commit with a record,
 * so that what a run did not come to see (it was cancelled, or never began) is in the next one's range. Without either
 * the first parent.
 *
 * - A record of the commit itself is none of an earlier one: else a run that failed would find nothing to do when it is
 *   started again.
 * - Where history was replaced (a forced push), what was there before is no ancestor. It is the base all the same: what
 *   differs from it is what the push has changed.
 *
 * @throws FairleadError (input) where the push names a commit that cannot be had, and no record tells another one: the
 *   first parent might leave out what was pushed
 */
export async function defaultBase(git: Git, { revision, before, recorded }: BaseFacts): Promise<FoundBase> {
  const pushed = before === undefined || before === revision ? undefined : await bring(git, before)
  // The commonest case, in which history need not be asked.
  if (pushed !== undefined && recorded.includes(pushed)) return { base: pushed, warnings: [] }
  const ancestry = new Ancestry(git, revision)
  const last = await lastRecorded(git, ancestry, recorded)
  if (pushed === undefined) {
    const isGone = before !== undefined && before !== revision
    if (last === undefined && isGone)
      throw inputError(
        `the commit before the push, ${short(before)}, is not in this checkout and cannot be fetched`,
        { hint: `${git.cure('history')} Or set base.` },
      )
    const warnings = isGone
      ? [
          `The commit before the push, ${short(before)}, no longer exists. The range starts at ${short(last)}, the last commit with a record.`,
        ]
      : []
    return { base: last ?? (await firstParent(git, revision)), warnings }
  }
  await ancestry.learn([pushed])
  if (ancestry.relationOf(pushed) === 'apart')
    return {
      base: pushed,
      warnings: [
        `The push rewrote history: ${short(revision)} does not contain ${short(pushed)}, the previous tip of the branch. Sync waits for everything that differs from that tip.`,
      ],
    }
  return { base: last !== undefined && (await isOlder(git, last, pushed)) ? last : pushed, warnings: [] }
}

/** As many commits with a record are looked at: more are only there after as many runs of older commits. */
const MOST = 20

/** Of the commits with a record that are in the history, the nearest: an old one may have been verified once more. */
async function lastRecorded(
  git: Git,
  ancestry: Ancestry,
  recorded: readonly string[],
): Promise<string | undefined> {
  let nearest: string | undefined
  for (const commit of [...new Set(recorded)].slice(0, MOST)) {
    // What is not here is brought only while nothing is known: it may be of a branch that is gone.
    const isHere = (await findCommit(git, commit, { fetch: false, event: undefined })) !== undefined
    if (nearest !== undefined && !isHere) continue
    await ancestry.learn([commit])
    if (ancestry.relationOf(commit) !== 'ancestor') continue
    if (nearest === undefined || (await isWithin(git, nearest, commit))) nearest = commit
  }
  return nearest
}

async function isOlder(git: Git, one: string, other: string): Promise<boolean> {
  const ancestry = new Ancestry(git, other)
  await ancestry.learn([one])
  return ancestry.relationOf(one) === 'ancestor'
}

async function bring(git: Git, commit: string): Promise<string | undefined> {
  return (await findCommit(git, commit, { fetch: true, event: undefined }))?.commit
}

import { inputError } from '../../errors.ts'
import { isWithin } from '../../git/commits.ts'
import { findCommit, short } from '../../git/find-commit.ts'
import type { Git } from '../../git/git.ts'
import { Ancestry, firstParent } from './ancestry.ts'

/** The facts that determine the start of the range if no input does. */
export interface BaseFacts {
  /** The awaited commit. */
  readonly revision: string
  /** The commit that the branch was at before the push of the job; undefined if there is none. */
  readonly before: string | undefined
  /** The commits of the relevant records, newest record first. */
  readonly recorded: readonly string[]
}

export interface FoundBase {
  readonly base: string
  /** Warnings for the user, as sentences. */
  readonly warnings: readonly string[]
}

/**
 * Finds the commit before the awaited ones: the older of the previous tip of the branch and the last commit with a
 * record, so that everything that a run missed (because it was cancelled, or never started) is in the range of the
 * next run. Without either, it is the first parent.
 *
 * - A record of the commit itself does not count: otherwise a failed run would find nothing to do when it is run
 *   again.
 * - If history was rewritten (a force push), the previous tip is not an ancestor. It is still the base: everything
 *   that differs from it was changed by the push.
 *
 * @throws FairleadError (input) if the commit before the push is not available and no record identifies another base:
 *   the first parent might leave out what was pushed
 */
export async function defaultBase(git: Git, { revision, before, recorded }: BaseFacts): Promise<FoundBase> {
  const pushed = before === undefined || before === revision ? undefined : await bring(git, before)
  // The most common case, which needs no history.
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
  // A push may also have taken commits off the branch.
  if (['apart', 'descendant'].includes(ancestry.relationOf(pushed)))
    return {
      base: pushed,
      warnings: [
        `The push rewrote history: ${short(revision)} does not contain ${short(pushed)}, the previous tip of the branch. Sync waits for everything that differs from that tip.`,
      ],
    }
  return { base: last !== undefined && (await isOlder(git, last, pushed)) ? last : pushed, warnings: [] }
}

/** The most commits with a record that are checked. There are more only after that many runs of older commits. */
const MOST = 20

/**
 * Returns the nearest ancestor with a record. It may not be the newest record, because an old commit may have been
 * verified again.
 */
async function lastRecorded(
  git: Git,
  ancestry: Ancestry,
  recorded: readonly string[],
): Promise<string | undefined> {
  let nearest: string | undefined
  for (const commit of [...new Set(recorded)].slice(0, MOST)) {
    // A missing commit is fetched only as long as no other is found: it may belong to a deleted branch.
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

import { FairleadError, refusal, remoteError } from '../../errors.ts'
import type { Fault } from '../../errors.ts'
import type { MergedCommit, Merging, Standing } from '../../forge/merging.ts'
import { faultOfResult, isStillJudged, judgeResult } from './judged.ts'
import type { JudgedMerge, ReadBack } from './judged.ts'
import { lockOf } from './lock.ts'
import type { Lock } from './lock.ts'

/** The checks that limit a merge to what was approved. Tests replace one to show that it is needed. */
export interface MergeGuards {
  readonly lock: typeof lockOf
  readonly before: typeof isStillJudged
  /** The commit that the head must have for the forge's own merge. */
  readonly head: (judged: JudgedMerge) => string | undefined
  /** The commit that the branch must have for a push. */
  readonly lease: (judged: JudgedMerge, standing: Standing) => string
  readonly after: typeof judgeResult
}

export const mergeGuards: MergeGuards = {
  lock: lockOf,
  before: isStillJudged,
  head: ({ head }) => head,
  lease: ({ base }) => base,
  after: judgeResult,
}

/** The result of a merge. */
export interface MergeResult extends ReadBack {
  /** Undefined if there is no way to merge safely. */
  readonly lock: Exclude<Lock, { by: 'none' }> | undefined
  /** Whether it was already merged before this run. */
  readonly isAlready: boolean
  /** The tip of the base branch at the end, as far as it could be read. */
  readonly tip: string | undefined
}

export interface MergeOptions {
  /** Whether the judged head contains the judged base. */
  readonly hasBase: boolean
  readonly guards?: MergeGuards | undefined
  /** Waits before the forge is asked again. */
  readonly pause: (tries: number) => Promise<void>
}

/** The most times that a forge is asked for the result of a merge: its database replicas may lag behind. */
const LOOKS = 5
/** A rebase creates a new commit for each commit; GitHub rebases at most a hundred. */
const MOST_REBASED = 100

/**
 * Merges what was approved, and nothing else. The state of the forge afterwards decides, whatever the forge answers:
 * an answer may be lost after the merge, and is never followed by a second merge.
 */
export async function mergeApproved(
  judged: JudgedMerge,
  merging: Merging,
  { hasBase, guards = mergeGuards, pause }: MergeOptions,
): Promise<MergeResult> {
  const { request, base } = merging
  const lock = guards.lock(await merging.rules(), { hasBase, request, base })
  const nothing = { outcome: 'failed', commit: undefined, firstParent: undefined, isAlready: false } as const
  if (lock.by === 'none') {
    const failure = refusal(`${request} was approved but not merged: ${lock.message.replace(/\.$/, '')}`, {
      hint: lock.cure,
    })
    return { ...nothing, lock: undefined, tip: undefined, failure }
  }
  const found = await merging.standing()
  const obstacle = guards.before(judged, found, merging)
  if (obstacle !== undefined) {
    const there = await seek(judged, lock, found, merging)
    if (there !== undefined)
      return { ...there, outcome: 'merged', failure: undefined, isAlready: true, lock, tip: found.tip }
    return { ...nothing, lock, tip: found.tip, failure: obstacle }
  }
  const tried = await attempt(judged, lock, found, { merging, guards })
  const seen = await readBack(judged, lock, tried, { merging, guards, pause })
  return { ...nothing, ...seen, lock }
}

/** An attempt to merge: the commit of our own, if there is one, and the error of the forge. */
interface Tried {
  readonly own: string | undefined
  readonly error: FairleadError | undefined
}

interface Parts {
  readonly merging: Merging
  readonly guards: MergeGuards
}

async function attempt(
  judged: JudgedMerge,
  lock: Exclude<Lock, { by: 'none' }>,
  found: Standing,
  { merging, guards }: Parts,
): Promise<Tried> {
  if (lock.by === 'up-to-date') {
    const error = await failureOf(() => merging.merge(guards.head(judged), lock.method))
    return { own: undefined, error }
  }
  const own = await merging.createCommit({ tree: judged.tree, parents: [judged.base, judged.head] })
  // If the branch has moved, its current tip shows it.
  const error = await failureOf(async () => void (await merging.push(own, guards.lease(judged, found))))
  return { own, error }
}

async function failureOf(work: () => Promise<void>): Promise<FairleadError | undefined> {
  try {
    await work()
    return undefined
  } catch (error) {
    if (error instanceof FairleadError) return error
    throw error
  }
}

/** Reads the state of the forge until it shows what was merged, or that nothing was. */
async function readBack(
  judged: JudgedMerge,
  lock: Exclude<Lock, { by: 'none' }>,
  { own, error }: Tried,
  { merging, guards, pause }: Parts & Pick<MergeOptions, 'pause'>,
): Promise<ReadBack & Pick<MergeResult, 'tip'>> {
  const nothing = { outcome: 'failed', commit: undefined, firstParent: undefined } as const
  let standing: Standing | undefined
  try {
    for (let tries = 1; ; tries++) {
      standing = await merging.standing()
      const { tip, request } = standing
      const result = own === undefined ? request?.merged : await withinTip(own, tip, merging)
      if (result !== undefined) {
        const chain = await chainOf(result, judged, lock, merging)
        const isWithin = tip !== undefined && (tip === result || (await merging.contains(tip, result)))
        return { ...guards.after(judged, lock, { chain, isWithin, standing }, merging), tip }
      }
      const isCertain = error !== undefined && error.kind !== 'remote'
      if (isCertain || tip !== judged.base || tries === LOOKS) break
      await pause(tries)
    }
  } catch (failure) {
    if (!(failure instanceof FairleadError)) throw failure
    return { ...nothing, tip: standing?.tip, failure: unread(merging, error ?? failure) }
  }
  return { ...nothing, tip: standing.tip, failure: notMerged(judged, standing, error, { merging, guards }) }
}

async function withinTip(own: string, tip: string | undefined, merging: Merging) {
  if (tip === undefined) return undefined
  return tip === own || (await merging.contains(tip, own)) ? own : undefined
}

/** Returns an error for an unknown state: it is neither a success nor proof that nothing was merged. */
function unread({ request, base }: Merging, { faults: [{ message, hint }] }: FairleadError): FairleadError {
  return remoteError(`whether ${request} was merged could not be read back: ${message}`, {
    hint: `Check ${base} before anything else. ${hint ?? ''}`.trim(),
  })
}

function notMerged(
  judged: JudgedMerge,
  standing: Standing,
  error: FairleadError | undefined,
  { merging, guards }: Parts,
): FairleadError {
  const { request, base } = merging
  const moved = guards.before(judged, standing, merging)
  if (moved !== undefined) return moved
  if (error === undefined)
    return remoteError(`${request} was not merged: ${base} is still at ${judged.base.slice(0, 12)}`, {
      hint: 'Check the request, and start a new run.',
    })
  const [first, ...more] = error.faults
  const told: Fault = { ...first, message: `${first.message}; nothing was merged` }
  return new FairleadError(error.kind, [told, ...more], { cause: error })
}

/** Finds the approved result if it is already merged: by an earlier run, or by a request whose answer was lost. */
async function seek(
  judged: JudgedMerge,
  lock: Lock,
  { tip, request }: Standing,
  merging: Merging,
): Promise<Pick<ReadBack, 'commit' | 'firstParent'> | undefined> {
  if (request !== undefined && request.state !== 'merged') return undefined
  const result = lock.by === 'lease' ? await mergeOnto(judged.base, tip, merging) : request?.merged
  if (result === undefined || tip === undefined) return undefined
  const chain = await chainOf(result, judged, lock, merging)
  if (faultOfResult(judged, lock, chain) !== undefined) return undefined
  if (tip !== result && !(await merging.contains(tip, result))) return undefined
  return { commit: result, firstParent: chain[0]?.parents[0] }
}

/** The most commits of a branch that are searched for an earlier merge. */
const MOST_SOUGHT = 50

/** Finds the commit of a branch that follows the judged base. */
async function mergeOnto(base: string, tip: string | undefined, merging: Merging) {
  let next = tip
  for (let steps = 0; next !== undefined && steps < MOST_SOUGHT; steps++) {
    const [parent]: readonly string[] = (await merging.commit(next))?.parents ?? []
    if (parent === base) return next
    next = parent
  }
  return undefined
}

async function chainOf(
  result: string,
  judged: JudgedMerge,
  lock: Lock,
  merging: Merging,
): Promise<MergedCommit[]> {
  const chain: MergedCommit[] = []
  const most = lock.by === 'up-to-date' && lock.method === 'rebase' ? MOST_REBASED : 1
  for (let next: string | undefined = result; next !== undefined && chain.length < most;) {
    const commit: MergedCommit | undefined = await merging.commit(next)
    if (commit === undefined) break
    chain.push(commit)
    const [parent, second] = commit.parents
    next = second === undefined && parent !== judged.base && commit.id !== judged.head ? parent : undefined
  }
  return chain
}

import { short } from '../../../git/find-commit.ts'
import { isObjectId } from '../../../git/object-id.ts'
import { oneLine } from '../said.ts'
import type { Application } from '../api/shapes.ts'
import { mayPassOver } from '../versions.ts'
import { isAtCommit } from './commit.ts'
import { isBeingDeleted, finalizersOf } from './deleting.ts'
import { failed, LASTS, unknown, waits } from './facts.ts'
import type { Expected, Facts, Objection, Rule } from './facts.ts'
import { idOf, isNamed } from './objects.ts'
import type { Shown } from './objects.ts'
import { alreadyThere, changedHooks } from './target.ts'

/** Rules about the operation that deploys the commit to the cluster. */

type OperationState = NonNullable<NonNullable<Application['status']>['operationState']>

/** Reports whether Argo CD syncs an app automatically. Source: controller/appcontroller.go, autoSync */
export function isAutomated({ spec: { syncPolicy } }: Application): boolean {
  return syncPolicy?.automated != null && syncPolicy.automated.enabled !== false
}

/**
 * Reports whether an operation is at the commit or a descendant of it. An operation that could not begin contains
 * only the requested revision.
 */
export function isOurs(facts: Facts, { syncResult, operation }: OperationState): boolean {
  const { sync } = operation ?? {}
  const { revision, revisions = [], ...sources } = syncResult ?? {}
  return isAtCommit(facts, {
    ...sources,
    revision: revision || (sync?.revision ?? ''),
    revisions: revisions.length > 0 ? revisions : (sync?.revisions ?? []),
  })
}

/** Reports whether it was a full sync and not a dry run. A self-heal syncs some objects, a dry run none. */
export function isWhole({ operation }: OperationState): boolean {
  const { sync } = operation ?? {}
  return sync?.dryRun !== true && (sync?.resources ?? []).length === 0
}

/** Reports whether the last operation was the sync at the commit and succeeded. */
export function isDone(facts: Facts): boolean {
  const state = facts.live.status?.operationState
  return state != null && state.phase === 'Succeeded' && isWhole(state) && isOurs(facts, state)
}

/** Returns when the last operation ended, if there was one. */
export function operationEnd({ status }: Application): number | undefined {
  return status?.operationState?.finishedAt
}

export const noneRunning: Rule = {
  id: 'no-operation',
  phase: 'sync',
  description: 'No operation is running, requested, or waiting for a retry.',
  judge(facts) {
    const { live } = facts
    const state = live.status?.operationState
    if (state != null && (state.phase === 'Running' || state.phase === 'Terminating')) {
      const goesOn = isWhole(state) && isOurs(facts, state)
      return waits(`${whichSync(state, goesOn)}: ${oneLine(state.message ?? '') || 'it has just started'}`, {
        goesOn,
      })
    }
    return live.operation == null ? undefined : waits('a sync is about to start')
  },
}

/** Describes an operation in progress and its commit. An operation that has ended waits for a retry. */
function whichSync(
  { phase, finishedAt, retryCount, operation, syncResult }: OperationState,
  isOfCommit: boolean,
) {
  const of = syncResult?.revision || operation?.sync?.revision || ''
  const other = isOfCommit || !isObjectId(of) ? '' : ` of ${short(of)}, which is not the commit,`
  if (phase === 'Terminating') return `a sync${other} is being terminated`
  const tries = (retryCount ?? 0) > 0 ? ` (retry ${retryCount} of ${operation?.retry?.limit ?? 0})` : ''
  return finishedAt === undefined
    ? `a sync${other} is running${tries}`
    : `a sync${other} has failed and is being retried${tries}`
}

export const notFailed: Rule = {
  id: 'operation-result',
  phase: 'sync',
  description: 'The last operation at the commit has not failed, hooks included.',
  judge(facts) {
    const { live } = facts
    const state = live.status?.operationState
    if (state == null || !['Failed', 'Error'].includes(state.phase ?? '')) return undefined
    if (!isOurs(facts, state) || state.operation?.sync?.dryRun === true) return undefined
    // A partial sync failed, but the app is Synced: a user tried something.
    if (!isWhole(state) && live.status?.sync?.status === 'Synced') return undefined
    const results = state.syncResult?.resources ?? []
    const hook = results.find(
      ({ hookPhase, hookType }) => hookType !== '' && ['Failed', 'Error'].includes(hookPhase ?? ''),
    )
    const which =
      hook === undefined
        ? ''
        : `the ${hook.hookType} hook ${hook.kind} ${hook.name} failed (${oneLine(hook.message ?? '')}): `
    const refused = results.find(({ status }) => status === 'SyncFailed')
    const what =
      refused === undefined ? '' : ` (${refused.kind} ${refused.name}: ${oneLine(refused.message ?? '')})`
    const about = hook ?? refused
    // A self-heal of something that the commit does not touch.
    const isUnrelated = !isWhole(state) && refused !== undefined && areOthers(facts.expected, [refused])
    return failed(
      `${which}the sync ended in the phase ${state.phase}: ${oneLine(state.message ?? '')}${hook === undefined ? what : ''}`,
      about && { object: idOf(about), isUnrelated },
    )
  },
}

export const allowed: Rule = {
  id: 'allowed',
  phase: 'sync',
  description: 'No sync window blocks the sync, and its ApplicationSet has reached the step of the app.',
  judge({ heldBy, live }) {
    if (heldBy === undefined) return undefined
    const isBlocked = /sync window/i.test(live.status?.operationState?.message ?? '')
    const isRunning = live.status?.operationState?.phase === 'Running' || live.operation != null
    const isSynced = live.status?.sync?.status === 'Synced'
    return isBlocked || (!isRunning && !isSynced) ? waits(heldBy) : undefined
  },
}

export const operated: Rule = {
  id: 'synced-by-operation',
  phase: 'sync',
  description:
    'If the commit changes objects of the app: a full sync at the commit, not a dry run, has succeeded; or the cluster already matched, which the desired state in Argo CD must show.',
  judge(facts) {
    const { expected, live } = facts
    if (!expected.isChanged || isDone(facts)) return undefined
    // A self-heal replaces the operation state of the sync before it. The history contains only full syncs that
    // succeeded.
    // Source: controller/sync.go, persistRevisionHistory
    if ((live.status?.history ?? []).some((one) => isAtCommit(facts, one))) return undefined
    return live.status?.sync?.status === 'Synced' ? unneeded(facts) : waits(notSynced(live))
  },
}

/**
 * Judges an app that Argo CD did not need to sync: a hot fix is now also in Git, or the change affects only objects
 * that Argo CD does not apply.
 */
function unneeded(facts: Facts): Objection | undefined {
  const state = facts.live.status?.operationState
  // It has replaced the operation before it, whose hooks may have failed. The history contains no failed operations.
  if (state != null && !isWhole(state) && isOurs(facts, state))
    return unknown(
      `the last sync at the commit was ${state.operation?.sync?.dryRun === true ? 'a dry run' : 'a partial sync'}, which hides how the commit’s own sync ended. Sync the whole app once manually`,
      { mayPass: LASTS.settling },
    )
  const [hook] = changedHooks(facts.expected)
  if (hook !== undefined)
    return unknown(
      `Argo CD does not sync if only hooks change, so ${hook.kind} ${hook.name} of the commit has not run`,
      { mayPass: LASTS.comparing, needsRefresh: true, object: hook },
    )
  return alreadyThere(facts)
    ? undefined
    : waits('it is Synced, but no sync at the commit has finished', { needsRefresh: true })
}

/** Returns why no sync at the commit has happened yet, as far as the Application shows it. */
function notSynced(live: Application): string {
  if (isAutomated(live)) return 'no sync at the commit has finished yet'
  const set = live.metadata.ownerReferences.find(({ kind }) => kind === 'ApplicationSet')
  return set === undefined
    ? 'Argo CD does not sync it automatically, so it waits for a manual sync'
    : `Argo CD does not sync it automatically; its ApplicationSet ${set.name} may sync it in a later step`
}

export const notSkipped: Rule = {
  id: 'not-skipped',
  phase: 'sync',
  description:
    'Argo CD has not skipped the commit: if automated sync is on and the app is OutOfSync, a sync was started for the commit.',
  judge(facts) {
    const { live, expected, version } = facts
    const { sync, operationState, conditions = [] } = live.status ?? {}
    if (sync?.status !== 'OutOfSync' || !isAutomated(live)) return undefined
    if (operationState != null && isOurs(facts, operationState)) return undefined
    const { off, going } = outOfSync(facts)
    // An object that is already being deleted needs no sync.
    if (off.length === 0 && going.length > 0) return undefined
    // Source: controller/appcontroller.go, autoSync: the comparison decides whether it is skipped.
    const slowly = {
      mayPass: LASTS.comparing,
      needsRefresh: true,
      // A commit that changes no object needs no sync, so the drift is not its own.
      isUnrelated: !expected.isChanged,
    } as const
    const said = conditions.find(({ type }) => type === 'SyncError')?.message
    if (said) return failed(`Argo CD does not sync it: ${oneLine(said)}`, slowly)
    const extra = off.filter(({ requiresPruning }) => requiresPruning)
    const [first] = extra
    if (first !== undefined && extra.length === off.length && live.spec.syncPolicy?.automated?.prune !== true)
      return failed(
        `${first.kind} ${first.name}${more(extra.length - 1)} should be deleted, but Argo CD keeps it because automated.prune is off`,
        { ...slowly, isUnrelated: !extra.some((one) => isNamed(expected.removed, one)) },
      )
    // Argo CD corrects such drift after a pause of up to minutes.
    // Source: controller/appcontroller.go, selfHealRemainingBackoff
    if (!expected.isChanged && live.spec.syncPolicy?.automated?.selfHeal === true) return undefined
    const of = operationState?.syncResult?.revision ?? ''
    return failed(
      `it is OutOfSync at ${short(sync.revision || (sync.revisions[0] ?? ''))}, no sync is running, and the last one is older${of === '' ? '' : ` (${short(of)})`}: Argo CD has skipped the commit${mayPassOver(version) ? ', which can happen if a commit arrives during a sync' : ''}. Sync the app once manually`,
      slowly,
    )
  },
}

export const comparedAfter: Rule = {
  id: 'compared-after',
  phase: 'sync',
  description:
    'The comparison is newer than the last operation. Because times are whole seconds, its time must be strictly later.',
  judge({ live }) {
    const end = operationEnd(live)
    const { reconciledAt } = live.status ?? {}
    if (end === undefined || (reconciledAt !== undefined && reconciledAt > end)) return undefined
    return waits('Argo CD has not compared it since the sync ended', { needsRefresh: true })
  },
}

export const inSync: Rule = {
  id: 'synced',
  phase: 'sync',
  description: 'The cluster matches the commit: Synced.',
  judge(facts) {
    const { live, expected } = facts
    const { sync } = live.status ?? {}
    if (sync?.status === 'Synced') return undefined
    if (sync?.status !== 'OutOfSync')
      return waits(`Argo CD does not know whether it is in sync (${sync?.status || 'no comparison yet'})`, {
        needsRefresh: true,
      })
    const { off, going } = outOfSync(facts)
    const named = off
      .slice(0, 3)
      .map(({ kind, name }) => `${kind} ${name}`)
      .join(', ')
    const which = `${named}${more(off.length - 3)}`
    const isUnrelated = (ones: typeof off) => areOthers(expected, ones)
    if (!isDone(facts))
      return waits(`it is OutOfSync${which === '' ? '' : `: ${which}`}`, { isUnrelated: isUnrelated(off) })
    if (off.length === 0 && going.length > 0)
      return waits(`it is OutOfSync until the deletion is complete: ${goingOf(facts, going)}`, {
        needsRefresh: true,
        isUnrelated: isUnrelated(going),
      })
    const isPruneOnly = off.length > 0 && off.every(({ requiresPruning }) => requiresPruning)
    const { selfHeal, prune: prunes } = (isAutomated(live) && live.spec.syncPolicy?.automated) || {}
    // Source: controller/appcontroller.go, autoSync: it skips an app that only needs pruning if automated.prune is
    // off.
    if (selfHeal === true && (prunes === true || !isPruneOnly))
      return waits(`it is OutOfSync, and Argo CD will correct it (selfHeal): ${which}`, {
        isUnrelated: isUnrelated(off),
      })
    const prune = off.some(({ requiresPruning }) => requiresPruning)
      ? ', which includes something to delete, and the sync did not prune'
      : ''
    return failed(
      `it is still OutOfSync after the sync at ${short(sync.revision || (sync.revisions[0] ?? ''))} succeeded: ${which}${prune}. ${selfHeal === true ? 'Argo CD deletes nothing automatically unless automated.prune is on' : 'Argo CD does not retry the same commit unless selfHeal is on'}`,
      // The controller's own cache may be behind its sync for one or two comparisons.
      { mayPass: LASTS.comparing, needsRefresh: true, isUnrelated: isUnrelated(off) },
    )
  },
}

/**
 * Returns the objects that are OutOfSync: those that stay so, and those that only need to go and are being deleted.
 */
function outOfSync({ live, objects }: Facts) {
  const all = (live.status?.resources ?? []).filter(({ status }) => status === 'OutOfSync')
  const isDeleted = isBeingDeleted(objects)
  const going = all.filter((one) => one.requiresPruning === true && isDeleted(one))
  return { off: all.filter((one) => !going.includes(one)), going }
}

/** Reports whether the commit changes and removes none of some objects. */
function areOthers({ changed, removed }: Expected, ones: readonly Shown[]): boolean {
  return ones.length > 0 && !ones.some((one) => isNamed([...changed, ...removed], one))
}

function goingOf({ objects }: Facts, [first, ...others]: ReturnType<typeof outOfSync>['going']): string {
  const finalizers = first === undefined ? undefined : finalizersOf(objects, first)
  const why = finalizers === undefined ? '' : ` (waiting for ${finalizers})`
  return `${first?.kind} ${first?.name}${why}${more(others.length)}`
}

function more(count: number): string {
  return count > 0 ? ` and ${count} more` : ''
}

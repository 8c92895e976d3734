import { short } from '../../../git/find-commit.ts'
import { oneLine } from '../said.ts'
import type { Application } from '../shapes.ts'
import { failed, waits } from './facts.ts'
import type { Facts, Rule } from './facts.ts'
import { isAtCommit } from './revision.ts'

/** Rules about the operation that brings the commit into the cluster. */

type OperationState = NonNullable<NonNullable<Application['status']>['operationState']>

/** Whether Argo CD syncs an app by itself. Source: controller/appcontroller.go, autoSync */
export function isAutomated({ spec: { syncPolicy } }: Application): boolean {
  return syncPolicy?.automated != null && syncPolicy.automated.enabled !== false
}

/** Whether an operation was at the commit or a descendant of it. */
function isOurs(facts: Facts, { syncResult, operation }: OperationState): boolean {
  // One that could not begin has no result, and says only what was asked for.
  const asked = operation?.sync?.revision ?? ''
  return isAtCommit(facts, syncResult?.revision || asked, syncResult?.revisions ?? [])
}

/** Whether it was of the whole app, and for real: a self-heal is of some objects, a dry run of none. */
function isWhole({ operation }: OperationState): boolean {
  const { sync } = operation ?? {}
  return sync?.dryRun !== true && (sync?.resources ?? []).length === 0
}

/** When the last operation ended, if there was one. */
export function operationEnd({ status }: Application): number | undefined {
  return status?.operationState?.finishedAt
}

export const noneRunning: Rule = {
  id: 'no-operation',
  phase: 'sync',
  description: 'No operation runs, is asked for, or waits to be tried again.',
  judge({ live }) {
    const state = live.status?.operationState
    if (state != null && (state.phase === 'Running' || state.phase === 'Terminating')) {
      const tries =
        (state.retryCount ?? 0) > 0
          ? ` (retry ${state.retryCount} of ${state.operation?.retry?.limit ?? 0})`
          : ''
      return waits(`a sync is running${tries}: ${oneLine(state.message ?? '') || 'it has just begun'}`)
    }
    return live.operation == null ? undefined : waits('a sync is about to begin')
  },
}

export const notFailed: Rule = {
  id: 'operation-result',
  phase: 'sync',
  description: 'The last operation at the commit has not failed, hooks included.',
  judge(facts) {
    const state = facts.live.status?.operationState
    if (state == null || !['Failed', 'Error'].includes(state.phase ?? '')) return undefined
    if (!isOurs(facts, state)) return undefined
    const hook = (state.syncResult?.resources ?? []).find(
      ({ hookPhase, hookType }) => hookType !== '' && ['Failed', 'Error'].includes(hookPhase ?? ''),
    )
    const which =
      hook === undefined
        ? ''
        : `the ${hook.hookType} hook ${hook.kind} ${hook.name} failed (${oneLine(hook.message ?? '')}): `
    const refused = (state.syncResult?.resources ?? []).find(({ status }) => status === 'SyncFailed')
    const what =
      refused === undefined ? '' : ` (${refused.kind} ${refused.name}: ${oneLine(refused.message ?? '')})`
    return failed(
      `${which}the sync ended as ${state.phase}: ${oneLine(state.message ?? '')}${hook === undefined ? what : ''}`,
    )
  },
}

export const operated: Rule = {
  id: 'synced-by-operation',
  phase: 'sync',
  description: 'Where the commit changes its objects: a whole sync at the commit, no dry run, has succeeded.',
  judge(facts) {
    const { expected, live } = facts
    if (!expected.isChanged) return undefined
    const state = live.status?.operationState
    if (state != null && state.phase === 'Succeeded' && isWhole(state) && isOurs(facts, state))
      return undefined
    // A self-heal takes the place of the sync before it; the history has whole ones that succeeded, and no other.
    // Source: controller/sync.go, persistRevisionHistory
    const { history = [] } = live.status ?? {}
    if (history.some(({ revision, revisions }) => isAtCommit(facts, revision ?? '', revisions)))
      return undefined
    return waits(notSynced(facts))
  },
}

/** Why no sync at the commit has happened yet, as far as the Application tells. */
function notSynced({ live }: Facts): string {
  if (!isAutomated(live)) {
    const set = live.metadata.ownerReferences.find(({ kind }) => kind === 'ApplicationSet')
    return set === undefined
      ? 'Argo CD does not sync it by itself, so it waits for somebody who does'
      : `Argo CD does not sync it by itself; its ApplicationSet ${set.name} may in a later step`
  }
  const condition = (live.status?.conditions ?? []).find(({ type }) => type === 'SyncError')
  return condition === undefined
    ? 'no sync at the commit has ended yet'
    : `no sync at the commit has ended yet: ${oneLine(condition.message ?? '')}`
}

export const comparedAfter: Rule = {
  id: 'compared-after',
  phase: 'sync',
  description:
    'The comparison is newer than the last operation: since times are whole seconds, its time is strictly later.',
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
  description: 'The cluster is as the commit wants it: Synced.',
  judge(facts) {
    const { live, expected } = facts
    const { sync, resources = [] } = live.status ?? {}
    if (sync?.status === 'Synced') return undefined
    if (sync?.status !== 'OutOfSync')
      return waits(`Argo CD does not know whether it is in sync (${sync?.status || 'no comparison yet'})`, {
        needsRefresh: true,
      })
    const off = resources.filter(({ status }) => status === 'OutOfSync')
    const [first] = off
    const named = off
      .slice(0, 3)
      .map(({ kind, name }) => `${kind} ${name}`)
      .join(', ')
    const more = off.length > 3 ? ` and ${off.length - 3} more` : ''
    const state = live.status?.operationState
    const isOver = state != null && state.phase === 'Succeeded' && isWhole(state) && isOurs(facts, state)
    if (!isOver) return waits(`it is OutOfSync${named === '' ? '' : `: ${named}${more}`}`)
    if (live.spec.syncPolicy?.automated?.selfHeal === true)
      return waits(`it is OutOfSync, and Argo CD will heal it: ${named}${more}`)
    const ids = new Set(
      [...expected.changed, ...expected.removed].map(({ group, kind, name }) => `${group}/${kind}/${name}`),
    )
    const isUnrelated =
      off.length > 0 && !off.some(({ group, kind, name }) => ids.has(`${group}/${kind}/${name}`))
    const prune =
      first?.requiresPruning === true ? ', which should be deleted, and the sync did not prune' : ''
    return failed(
      `it is still OutOfSync after the sync at ${short(sync.revision ?? '')} succeeded: ${named}${more}${prune}. Argo CD does not try again at the same commit unless selfHeal is on`,
      { mayPass: true, isUnrelated },
    )
  },
}

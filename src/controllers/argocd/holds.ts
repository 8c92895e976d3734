import { oneLine } from './said.ts'
import type { ApplicationSet, SyncWindow, SyncWindows } from './api/shapes.ts'

/** Reasons why Argo CD makes an app wait although it is OutOfSync. */

/**
 * Returns why sync windows block an automatic sync now. The API answers only for manual syncs, so the reason is
 * derived from the windows.
 *
 * Source: pkg/apis/application/v1alpha1/types.go, SyncWindows.CanSync
 *
 * @returns a sentence without a full stop; undefined if they allow it
 */
export function windowHolds({ activeWindows, assignedWindows }: SyncWindows): string | undefined {
  const deny = activeWindows.find(({ kind }) => kind === 'deny')
  if (deny !== undefined) return `a sync window blocks syncs now: it ${spanOf(deny)}. Waiting for it to end`
  if (activeWindows.some(({ kind }) => kind === 'allow')) return undefined
  const allows = assignedWindows.filter(({ kind }) => kind === 'allow')
  const spans = allows.slice(0, 3).map(spanOf).join(', or ')
  return allows.length === 0
    ? undefined
    : `syncs are allowed only in sync windows, and none is open now: one ${spans}`
}

/** Describes a window. The API returns neither its time zone nor its end. */
function spanOf({ schedule, duration }: SyncWindow): string {
  return `starts at ${JSON.stringify(oneLine(schedule ?? ''))} (cron, in the time zone of the window in the project) and lasts ${oneLine(duration ?? '')}`
}

/**
 * Returns why a rolling sync of an ApplicationSet makes one of its apps wait.
 *
 * Source: applicationset/controllers/applicationset_controller.go, buildAppDependencyList and
 * updateApplicationSetApplicationStatus
 *
 * @returns a sentence without a full stop; undefined if the app's step has been reached or the set has no steps
 */
export function stepHolds({ metadata, spec, status }: ApplicationSet, app: string): string | undefined {
  const { type, rollingSync } = spec.strategy ?? {}
  if (type !== 'RollingSync') return undefined
  const name = `its ApplicationSet ${oneLine(metadata.name)}`
  const all = status?.applicationStatus ?? []
  const own = all.find(({ application }) => application === app)
  if (own === undefined) return `${name} has not planned a step for it yet`
  const steps = rollingSync?.steps ?? []
  const step = Number(own.step)
  if (!(step >= 1)) return `${name} does not have it in any step, so it is never synced automatically`
  const { maxUpdate } = steps[step - 1] ?? {}
  if (maxUpdate === 0 || maxUpdate === '0' || maxUpdate === '0%')
    return `${name} has it in step ${step}, which has maxUpdate: 0, so it needs a manual sync`
  const before = all.filter((one) => Number(one.step) < step && one.status !== 'Healthy')
  // The ApplicationSet may not have noticed yet that the app has a pending change.
  if (own.status !== 'Waiting' && (own.status !== 'Healthy' || before.length === 0)) return undefined
  const names = before
    .slice(0, 3)
    .map(({ application, status: word }) => `${oneLine(application ?? '')} (${oneLine(word ?? '')})`)
  const more = before.length > 3 ? ` and ${before.length - 3} more` : ''
  const of = steps.length > 0 ? ` of ${steps.length}` : ''
  return before.length === 0
    ? `${name} has it in step ${step}${of}, which has not been reached yet: ${oneLine(own.message ?? '')}`
    : `${name} has it in step ${step}${of}, and these apps of earlier steps are not healthy: ${names.join(', ')}${more}`
}

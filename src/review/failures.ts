import { environmentsOf } from './environments.ts'
import type { AppChange } from './model.ts'

/** Whether an app, or a part of it, is not known on a side: then nobody can approve what becomes of it. */
export function isUnknown({ status, failures }: Pick<AppChange, 'status' | 'failures'>): boolean {
  return status === 'failed' || failures.length > 0
}

/**
 * What of a change is not known and belongs to an environment: its own apps, and what makes apps of nobody knows which
 * environment.
 */
export function unknownIn(environment: string, apps: readonly AppChange[]): AppChange[] {
  return apps.filter(
    (change) =>
      isUnknown(change) &&
      (environmentsOf(change).some((one) => (one ?? '') === environment) ||
        (change.app.environment === undefined && change.hidesApps === true)),
  )
}

/**
 * Whether an app could be rendered before the change and cannot be after it; of a new app, whether it cannot be. What
 * cannot be rendered here whoever tries, the change has not broken.
 */
export function isBrokenByChange({ failures }: Pick<AppChange, 'failures'>): boolean {
  const faults = failures.filter((failure) => failure.isOutOfReach !== true)
  return faults.some(({ side }) => side === 'after') && !failures.some(({ side }) => side === 'before')
}

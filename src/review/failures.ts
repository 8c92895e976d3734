import { environmentsOf } from './environments.ts'
import type { AppChange } from './model.ts'

/** Reports whether an app, or a part of it, is not known on a side. Nobody can then approve its change. */
export function isUnknown({ status, failures }: Pick<AppChange, 'status' | 'failures'>): boolean {
  return status === 'failed' || failures.length > 0
}

/**
 * Returns the unknown changes that concern an environment: its own apps, and everything that generates apps of an
 * unknown environment.
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
 * Reports whether an app could be rendered before the change and cannot be rendered after it; for a new app, whether
 * it cannot be rendered. If an app can never be rendered here, the change did not break it.
 */
export function isBrokenByChange({ failures }: Pick<AppChange, 'failures'>): boolean {
  const faults = failures.filter((failure) => failure.isOutOfReach !== true)
  return faults.some(({ side }) => side === 'after') && !failures.some(({ side }) => side === 'before')
}

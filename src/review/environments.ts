import type { AppRef } from '../affected/app-ref.ts'
import { refOf } from '../affected/app-ref.ts'
import type { RenderedPair } from '../affected/rendered-pair.ts'
import type { AppChange } from './model.ts'

/**
 * Returns the environments that the change of an app belongs to: the current and the previous one. Undefined stands
 * for an unknown environment.
 */
export function environmentsOf({ app, leaves }: Pick<AppChange, 'app' | 'leaves'>): (string | undefined)[] {
  return leaves === undefined ? [app.environment] : [leaves.environment, app.environment]
}

/** Returns the previous environment of an app, if it differs from the current one. */
export function leftBy({ app, known: { before } }: Pick<RenderedPair, 'app' | 'known'>): AppChange['leaves'] {
  if (before === undefined) return undefined
  const { environment, production }: AppRef = refOf(before)
  return environment === app.environment ? undefined : { environment, production }
}

import type { AppRef } from '../affected/app-ref.ts'
import { refOf } from '../affected/app-ref.ts'
import type { RenderedPair } from '../affected/rendered-pair.ts'
import type { AppChange } from './model.ts'

/** The environments that the change of an app is one of: where it is, and where it was. Undefined is none that is known. */
export function environmentsOf({ app, leaves }: Pick<AppChange, 'app' | 'leaves'>): (string | undefined)[] {
  return leaves === undefined ? [app.environment] : [leaves.environment, app.environment]
}

/** The environment that an app was in, where that is another one than it is in. */
export function leftBy({ app, known: { before } }: Pick<RenderedPair, 'app' | 'known'>): AppChange['leaves'] {
  if (before === undefined) return undefined
  const { environment, production }: AppRef = refOf(before)
  return environment === app.environment ? undefined : { environment, production }
}

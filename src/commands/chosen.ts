import type { AppRef } from '../affected/app-ref.ts'

/** Which apps the inputs name; a list without names means all. */
export interface Chosen {
  readonly app: readonly string[]
  readonly environment: readonly string[]
  readonly cluster?: readonly string[]
}

/** Whether an app is one of those that the inputs name. */
export function isChosen(app: AppRef, { app: names, environment, cluster = [] }: Chosen): boolean {
  const fits = (wanted: readonly string[], name: string | undefined) =>
    wanted.length === 0 || (name !== undefined && wanted.includes(name))
  return fits(names, app.name) && fits(environment, app.environment) && fits(cluster, app.cluster)
}

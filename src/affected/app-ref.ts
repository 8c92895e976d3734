import type { Config } from '../config/config.ts'
import { isProduction } from '../inventory/environments/judge.ts'
import type { DeclaredApp } from '../inventory/model.ts'

/** An app as a report names it. */
export interface AppRef {
  readonly name: string
  readonly kind: string
  /** See `DeclaredApp`. */
  readonly controlPlane: string | undefined
  /** The namespace of its own object, where it is known. */
  readonly ownNamespace: string | undefined
  /**
   * What tells it from others of its kind and name, for people: what differs in the names of their control planes, or
   * its file. Undefined where there is no other.
   */
  readonly toldApartBy: string | undefined
  readonly namespace: string | undefined
  readonly cluster: string | undefined
  /** See `DeclaredApp`. */
  readonly clusterName?: string
  readonly environment: string | undefined
  readonly production: boolean
  readonly declaredAt: { readonly file: string; readonly line: number } | undefined
}

/** An app as reports name it. */
export function refOf(app: DeclaredApp): AppRef {
  const { name, kind, namespace, cluster, clusterName, environment, production, declaredAt } = app
  const { controlPlane, ownNamespace } = app
  const identity = { name, kind, controlPlane, ownNamespace, toldApartBy: undefined }
  const named = clusterName === undefined ? {} : { clusterName }
  return { ...identity, namespace, cluster, ...named, environment, production, declaredAt }
}

/** What no object declares as an app, as reports name it. */
export function undeclaredRef(
  { name, kind, environment, declaredAt }: Pick<AppRef, 'name' | 'kind' | 'environment' | 'declaredAt'>,
  config: Config,
): AppRef {
  const identity = { name, kind, controlPlane: undefined, ownNamespace: undefined, toldApartBy: undefined }
  const production = isProduction(environment, config)
  return { ...identity, namespace: undefined, cluster: undefined, environment, production, declaredAt }
}

/** Whether two references mean one app in one place: what a report names is the same. */
export function isSamePlace(a: AppRef, b: AppRef): boolean {
  const keys = [
    'kind',
    'name',
    'controlPlane',
    'ownNamespace',
    'environment',
    'cluster',
    'namespace',
  ] as const
  return keys.every((key) => a[key] === b[key])
}

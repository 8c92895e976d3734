import type { Config } from '../config/config.ts'
import { isProduction } from '../inventory/environments/judge.ts'
import type { DeclaredApp } from '../inventory/model.ts'

/** An app as a report identifies it. */
export interface AppRef {
  readonly name: string
  readonly kind: string
  /** See `DeclaredApp`. */
  readonly controlPlane: string | undefined
  /** The namespace of its own object, if known. */
  readonly ownNamespace: string | undefined
  /**
   * The text that distinguishes it from other apps of its kind and name, for display: the differing part of the names
   * of their control planes, or its file. Undefined if there is no other.
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

/** Returns an app as reports identify it. */
export function refOf(app: DeclaredApp): AppRef {
  const { name, kind, namespace, cluster, clusterName, environment, production, declaredAt } = app
  const { controlPlane, ownNamespace } = app
  const identity = { name, kind, controlPlane, ownNamespace, toldApartBy: undefined }
  const named = clusterName === undefined ? {} : { clusterName }
  return { ...identity, namespace, cluster, ...named, environment, production, declaredAt }
}

/** Returns a reference, as reports use it, for an object that is not declared as an app. */
export function undeclaredRef(
  { name, kind, environment, declaredAt }: Pick<AppRef, 'name' | 'kind' | 'environment' | 'declaredAt'>,
  config: Config,
): AppRef {
  const identity = { name, kind, controlPlane: undefined, ownNamespace: undefined, toldApartBy: undefined }
  const production = isProduction(environment, config)
  return { ...identity, namespace: undefined, cluster: undefined, environment, production, declaredAt }
}

/** Reports whether two references identify the same app in the same location: a report shows the same for both. */
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

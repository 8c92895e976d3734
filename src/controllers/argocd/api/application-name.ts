import type { Query } from './requests.ts'

/** The identity of an Application on its server. */
export interface ApplicationName {
  readonly name: string
  /** The namespace of its object; undefined if it is the one that Argo CD runs in. */
  readonly namespace: string | undefined
  /**
   * Its project, if it is known. With it the server distinguishes an Application that does not exist from one that
   * the token may not read.
   */
  readonly project?: string | undefined
}

/** A filter for the Applications to read. */
export interface Wanted {
  isWanted(metadata: { readonly name: string; readonly namespace: string }): boolean
  /** Reports whether a JSON text can be one of them. Other texts are not parsed. */
  mayHold(json: Uint8Array): boolean
}

/** Returns its path in the API. */
export function pathOf({ name }: ApplicationName): string {
  return `/api/v1/applications/${encodeURIComponent(name)}`
}

/**
 * Returns its query, without the project: an Application may have moved to another one, and the server would not find
 * it.
 */
export function queryOf({ namespace }: ApplicationName): Query {
  return namespace === undefined ? {} : { appNamespace: namespace }
}

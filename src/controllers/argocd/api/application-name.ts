import type { Query } from './requests.ts'

/** What names an Application on its server. */
export interface ApplicationName {
  readonly name: string
  /** Of its own object; undefined where it is the one that Argo CD runs in. */
  readonly namespace: string | undefined
  /** Its project, as far as it is known: with it the server tells what is not there from what may not be seen. */
  readonly project?: string | undefined
}

/** Which Applications of many are read. */
export interface Wanted {
  isWanted(metadata: { readonly name: string; readonly namespace: string }): boolean
  /** Whether a text of JSON can be one of them: what cannot is not parsed. */
  mayHold(json: Uint8Array): boolean
}

/** Where it is in the API. */
export function pathOf({ name }: ApplicationName): string {
  return `/api/v1/applications/${encodeURIComponent(name)}`
}

/** Without its project: that of an Application may be another one by now, and then the server would not find it. */
export function queryOf({ namespace }: ApplicationName): Query {
  return namespace === undefined ? {} : { appNamespace: namespace }
}

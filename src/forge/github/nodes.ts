/** What GraphQL tells of commits, as far as it is kept. */

/** A commit in GraphQL, as far as it tells who made it. */
export interface SignedNode {
  readonly author: {
    readonly email: string | null
    readonly user: { readonly databaseId: number | null } | null
  } | null
  readonly signature: { readonly isValid: boolean; readonly wasSignedByGitHub: boolean } | null
}

/** A commit that changed a file. */
export type HistoryNode = SignedNode & { readonly oid: string; readonly message: string }

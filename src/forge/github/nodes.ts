import * as v from 'valibot'

/** The parts of GitHub's GraphQL responses that several queries share. */

/** A commit in GraphQL, with the fields that show who created it. */
const SignedNode = v.object({
  author: v.nullable(
    v.object({
      email: v.nullable(v.string()),
      user: v.nullable(v.object({ databaseId: v.nullable(v.number()) })),
    }),
  ),
  signature: v.nullable(v.object({ isValid: v.boolean(), wasSignedByGitHub: v.boolean() })),
})
export type SignedNode = v.InferOutput<typeof SignedNode>

/** A commit that changed a file. */
const HistoryNode = v.object({ ...SignedNode.entries, oid: v.string(), message: v.string() })
export type HistoryNode = v.InferOutput<typeof HistoryNode>

/** The history of a file. */
export const History = v.object({ nodes: v.array(HistoryNode) })

/** The pull requests that contain a commit, or whose merge created it. */
export const Merges = v.object({
  totalCount: v.number(),
  nodes: v.array(v.object({ mergeCommit: v.nullable(v.object({ oid: v.string() })) })),
})
export type Merges = v.InferOutput<typeof Merges>

/** A file; null if the path does not exist. */
export const FileNode = v.nullable(
  v.object({
    mode: v.number(),
    type: v.string(),
    object: v.nullable(
      v.object({
        oid: v.optional(v.string()),
        text: v.nullish(v.string()),
        isTruncated: v.optional(v.boolean()),
      }),
    ),
  }),
)
export type FileNode = v.InferOutput<typeof FileNode>

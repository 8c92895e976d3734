import * as v from 'valibot'
import { FileNode, History, Merges } from './nodes.ts'

/** The response of the request that reads the current state. */

/** The fields of a commit. The tip of a branch is always a commit. */
const target = {
  oid: v.string(),
  tree: v.optional(v.object({ oid: v.string() })),
  merges: v.optional(Merges),
}
const Target = v.object(target)

/** The author of a pull request: whether it is the viewer, and the id of a user or bot. */
const owner = {
  viewerDidAuthor: v.boolean(),
  author: v.nullable(v.object({ databaseId: v.nullish(v.number()) })),
}

const PullNode = v.object({
  ...owner,
  number: v.number(),
  url: v.string(),
  headRefName: v.string(),
  headRefOid: v.string(),
  isCrossRepository: v.boolean(),
  baseRefName: v.string(),
  title: v.string(),
  body: v.string(),
  isDraft: v.boolean(),
  labels: v.nullable(v.object({ nodes: v.array(v.object({ name: v.string() })) })),
})

const Branch = v.nullable(
  v.object({
    target: Target,
    // The branch's latest pull requests that are merged or closed.
    ended: v.object({ nodes: v.array(v.object({ ...owner, headRefOid: v.string() })) }),
    opened: v.object({ nodes: v.array(PullNode) }),
  }),
)

/** The response. Branches, files and histories have aliases: `b0`, `f0`, `h0`. */
export const Answer = v.object({
  viewer: v.object({ databaseId: v.number() }),
  repository: v.objectWithRest(
    {
      id: v.string(),
      isArchived: v.boolean(),
      defaultBranchRef: v.nullable(v.object({ name: v.string() })),
      base: v.nullable(
        v.object({
          name: v.string(),
          target: v.objectWithRest(target, v.union([History, FileNode])),
        }),
      ),
      pulls: v.object({ nodes: v.array(PullNode), pageInfo: v.object({ hasNextPage: v.boolean() }) }),
    },
    Branch,
  ),
})

export type Target = v.InferOutput<typeof Target>
export type PullNode = v.InferOutput<typeof PullNode>
export type Pulls = v.InferOutput<typeof Answer>['repository']['pulls']
export type Answer = v.InferOutput<typeof Answer>

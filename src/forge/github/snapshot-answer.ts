import * as v from 'valibot'
import { FileNode, History, Merges } from './nodes.ts'

/** What is read of the one answer that tells what stands now. */

/** Of a commit, which the tip of a branch always is. */
const target = {
  oid: v.string(),
  tree: v.optional(v.object({ oid: v.string() })),
  merges: v.optional(Merges),
}
const Target = v.object(target)

/** Whose it is: for the viewer, and by a user or a bot. */
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
    // Its latest pull requests that are merged or closed.
    ended: v.object({ nodes: v.array(v.object({ ...owner, headRefOid: v.string() })) }),
    opened: v.object({ nodes: v.array(PullNode) }),
  }),
)

/** Branches, files and histories have names of their own: `b0`, `f0`, `h0`. */
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

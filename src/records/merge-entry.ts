import * as v from 'valibot'
import { maybe, oneOf, text, whole } from '../shapes/json.ts'
import { commit, envelope, hash, maker, part } from './parts.ts'

/** An entry of the records about a merge: the result for a change that `fairlead gate` had approved. */

/** The result of a merge, as read back from the forge. */
export const mergeEntry = part('A record entry: the result of a merge, read back from the forge.', {
  ...envelope,
  kind: v.pipe(
    v.literal('merge'),
    v.description('Kind of the entry: merge, a change that the gate approved and merged.'),
  ),
  outcome: oneOf(
    'merged: the base contains exactly what was approved. failed: it does not, or that is not known.',
    ['merged', 'failed'],
  ),
  environment: text('The environment whose gate merged it.'),
  digest: maybe(text('The digest that was approved; missing if there was nothing to approve.')),
  base: commit('The tip of the base that was judged.'),
  head: commit('The change that was judged.'),
  tree: commit('The tree of the merge of both, which was reviewed.'),
  branch: maybe(text('The branch that the change targets.')),
  request: maybe(text('Number of the pull request.')),
  decision: maybe(
    part('The entry of the decision; missing if the decision was not recorded.', {
      sequence: whole('Its number.', 1),
      hash: hash('sha256: and the SHA-256 of its bytes.'),
    }),
  ),
  lock: maybe(
    oneOf(
      'What guaranteed that the base had not changed since it was judged. up-to-date: the forge merged it, and merges only branches that contain the latest commit of the base. lease: a merge commit of the gate, pushed only if the base had not moved. Missing if there was no such guarantee, so no merge was attempted.',
      ['up-to-date', 'lease'],
    ),
  ),
  merged: maybe(commit('The merge result on the base; missing if it was not merged.')),
  firstParent: maybe(commit('The first parent of that commit, as read back.')),
  tip: maybe(commit('The tip of the base branch afterwards, if it could be read.')),
  reason: maybe(text('Why it failed.')),
  at: text("When it was read back, by the forge's clock (RFC 3339); for plain git the machine's clock."),
  ...maker,
})
export type MergeEntry = v.InferOutput<typeof mergeEntry>

/** The result of a merge, without a number in the chain yet. */
export type MergeDraft = Omit<MergeEntry, 'sequence' | 'previous'>

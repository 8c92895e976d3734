import * as v from 'valibot'
import { maybe, oneOf, text, whole } from '../shapes/json.ts'
import { commit, envelope, hash, maker, part } from './parts.ts'

/** An entry of the records about a merge: what became of a change that `fairlead gate` had let through. */

/** What a merge came to, as it was read back from the forge. */
export const mergeEntry = part('An entry of the records: what a merge came to, read back from the forge.', {
  ...envelope,
  kind: v.pipe(
    v.literal('merge'),
    v.description('What the entry is about: merge, a change that was let through and merged by the gate.'),
  ),
  outcome: oneOf('merged: the base has exactly what was approved. failed: it has not, or nobody knows.', [
    'merged',
    'failed',
  ]),
  environment: text('The environment whose gate merged it.'),
  digest: maybe(text('The digest of what was approved; lacks if there was nothing to approve.')),
  base: commit('The tip of the base that was judged.'),
  head: commit('The change that was judged.'),
  tree: commit('The tree of the merge of both, which was reviewed.'),
  branch: maybe(text('The branch that it goes into.')),
  request: maybe(text('The number of the pull request.')),
  decision: maybe(
    part('The entry of the decision; lacks if that was not recorded.', {
      sequence: whole('Its number.', 1),
      hash: hash('sha256: and the SHA-256 of its bytes.'),
    }),
  ),
  lock: maybe(
    oneOf(
      'What kept the base as it was judged. up-to-date: the forge merged it, and merges only what contains the newest commit of the base. lease: a merge commit of the gate, pushed only if the base had not moved. Lacks if there was none, so that nothing was tried.',
      ['up-to-date', 'lease'],
    ),
  ),
  merged: maybe(commit('The commit that it was merged as; lacks if it was not.')),
  firstParent: maybe(commit('The first parent of that commit, read back.')),
  tip: maybe(commit('The commit of the base branch afterwards, as far as it could be read.')),
  reason: maybe(text('Why it failed.')),
  at: text("When it was read back, by the forge's clock (RFC 3339); of plain git that of the machine."),
  ...maker,
})
export type MergeEntry = v.InferOutput<typeof mergeEntry>

/** What a merge came to, without its number in the chain yet. */
export type MergeDraft = Omit<MergeEntry, 'sequence' | 'previous'>

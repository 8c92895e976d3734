import * as v from 'valibot'
import { flag, list, maybe, oneOf, text } from '../shapes/json.ts'
import { commit, envelope, maker, part } from './parts.ts'

/** An entry of the records about a decision: who let what into which environment, and by which rules. */

const account = (description: string) =>
  part(description, {
    id: text('What stays the same if they are renamed; of plain git the name.'),
    name: text('The name.'),
  })

const digest = (description: string) =>
  v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits'), v.description(description))

const app = part('An app of the environment that the change touches.', {
  app: text('Its name.'),
  kind: text('Such as Application.'),
  namespace: maybe(text('That of its object, where the repository says it.')),
  controlPlane: maybe(text('The control plane that it is of, where it has a name.')),
  cluster: maybe(text('The cluster that it deploys to.')),
  status: text('What the change does to it, as in a report of diff.'),
  images: list(
    'The images and charts that come with the change.',
    part('One of them.', {
      artifact: oneOf('Which of the two.', ['image', 'chart']),
      repository: text('Without tag and digest.'),
      version: text('The tag, the digest, or both, as the change writes it.'),
    }),
  ),
})

const approval = part('Somebody who said yes.', {
  by: account('Who.'),
  at: text('When (RFC 3339).'),
  atFrom: maybe(text('What the time follows from, where the forge keeps none of it.')),
  digest: text('What they saw, as far as they named it.'),
  head: maybe(text('The commit that they saw.')),
  note: maybe(text('What they wrote.')),
  counts: flag('Whether it counts.'),
  why: maybe(text('Why it does not.')),
})

/** What was decided about a change, as `fairlead gate` has judged it. */
export const gateEntry = part('An entry of the records: what was decided about a change.', {
  ...envelope,
  kind: v.pipe(
    v.literal('gate'),
    v.description('What the entry is about: gate, a change that was to be let through.'),
  ),
  decision: oneOf('Whether the change may go ahead.', ['approved', 'denied']),
  environment: text('Of which environment it was judged.'),
  digest: maybe(digest('Over all that the change does to it; lacks where a part is not known.')),
  base: commit('The tip of the base that it was judged on.'),
  head: commit('The change.'),
  branch: maybe(text('The branch that it goes into.')),
  request: maybe(text('The number of the pull request.')),
  policy: maybe(text('The id of the blob that the policy was read from: fairlead.yaml at base.')),
  apps: list('The apps of the environment that it touches.', app),
  author: maybe(account('Who wrote it.')),
  starter: maybe(account('Who started the run that made it.')),
  pushers: list('Who pushed its commits.', account('One of them.')),
  approvals: list('All approvals that were found, also those that do not count.', approval),
  reasons: list(
    'What each rule said.',
    part('One reason.', {
      rule: text('The rule.'),
      satisfied: flag('Whether it holds.'),
      message: text('One sentence.'),
    }),
  ),
  override: maybe(
    part('Set where somebody let it pass without the rest.', {
      by: text('Who.'),
      reason: text('Why.'),
      reviewUntil: text('Until when it has to be reviewed (RFC 3339).'),
    }),
  ),
  at: text("When it was decided, by the forge's clock (RFC 3339); of plain git that of the machine."),
  ...maker,
})
export type GateEntry = v.InferOutput<typeof gateEntry>

/** What was decided, without a place in the chain yet. */
export type GateDraft = Omit<GateEntry, 'sequence' | 'previous'>

import * as v from 'valibot'
import { flag, list, maybe, oneOf, text } from '../shapes/json.ts'
import { commit, envelope, maker, part } from './parts.ts'

/** An entry of the records about a decision: who allowed which change into which environment, and by which rules. */

const account = (description: string) =>
  part(description, {
    id: text('An id that stays the same after a rename; for plain git the name.'),
    name: text('The name.'),
  })

const digest = (description: string) =>
  v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits'), v.description(description))

const app = part('An app of the environment that the change touches.', {
  app: text('Its name.'),
  kind: text('E.g. Application.'),
  namespace: maybe(text('The namespace of its object, if the repository sets it.')),
  controlPlane: maybe(text('Its control plane, if that has a name.')),
  cluster: maybe(text('The cluster that it deploys to.')),
  status: text('Effect of the change on it, as in a diff report.'),
  images: list(
    'The images and charts that the change introduces.',
    part('One of them.', {
      artifact: oneOf('image or chart.', ['image', 'chart']),
      repository: text('The name, without tag and digest.'),
      version: text('The tag, the digest, or both, as written in the change.'),
    }),
  ),
})

const approval = part('An approval.', {
  by: account('Who.'),
  at: text('When it was given (RFC 3339).'),
  atFrom: maybe(text('Source of the time, if the forge does not store it.')),
  digest: text('The digest that they approved, if they named one.'),
  head: maybe(text('The commit that they approved.')),
  note: maybe(text('Their comment.')),
  counts: flag('Whether the approval counts.'),
  why: maybe(text('Why it does not count.')),
})

/** The decision of `fairlead gate` about a change. */
export const gateEntry = part('A record entry: the decision about a change.', {
  ...envelope,
  kind: v.pipe(
    v.literal('gate'),
    v.description('Kind of the entry: gate, a change that was to be approved.'),
  ),
  decision: oneOf('The decision about the change.', ['approved', 'denied']),
  environment: text('The environment that it was judged for.'),
  digest: maybe(
    digest('Digest of all effects of the change on the environment; missing if a part is not known.'),
  ),
  base: commit('The tip of the base that it was judged against.'),
  head: commit('The commit of the change.'),
  branch: maybe(text('The branch that the change targets.')),
  request: maybe(text('Number of the pull request.')),
  policy: maybe(text('Id of the blob that the policy was read from: fairlead.yaml at base.')),
  apps: list('The apps of the environment that the change touches.', app),
  author: maybe(account('The author of the change.')),
  starter: maybe(account('Who started the run that created the change.')),
  pushers: list('Who pushed its commits.', account('One of them.')),
  approvals: list('All approvals that were found, including those that do not count.', approval),
  reasons: list(
    'The result of each rule.',
    part('One reason.', {
      rule: text('The rule.'),
      satisfied: flag('Whether it holds.'),
      message: text('One sentence.'),
    }),
  ),
  override: maybe(
    part('Set if someone overrode the policy.', {
      by: text('Who.'),
      reason: text('Why.'),
      reviewUntil: text('Deadline for its review (RFC 3339).'),
    }),
  ),
  at: text("When it was decided, by the forge's clock (RFC 3339); for plain git the machine's clock."),
  ...maker,
})
export type GateEntry = v.InferOutput<typeof gateEntry>

/** A decision, without a number in the chain yet. */
export type GateDraft = Omit<GateEntry, 'sequence' | 'previous'>

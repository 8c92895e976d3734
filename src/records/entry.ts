import * as v from 'valibot'
import { list, maybe, oneOf, text } from '../shapes/json.ts'
import { commit, envelope, hash, maker, part } from './parts.ts'

/**
 * An entry of the records about what was verified (gate-entry.ts: what was decided). Auditors and third-party
 * programs read entries, so a field must never change its meaning. A reader ignores unknown keys and skips unknown
 * kinds.
 */

/** The possible outcomes of a commit in a record; `nothing` is not recorded. */
const OUTCOMES = ['failed', 'reverted', 'unknown', 'superseded', 'verified'] as const

/** The fields of any entry that form the chain, also of unknown kinds. */
export const chainLink = v.object({ ...envelope, kind: v.string() })
export type ChainLink = v.InferOutput<typeof chainLink>

const image = part('An image that the app runs.', {
  image: text('As the controller lists it, with the tag and digest as written.'),
  digest: maybe(
    hash(
      'The digest of the running image. Missing if it is not known: the tag may then have meant another image.',
    ),
  ),
  from: maybe(
    oneOf('Where the digest comes from: the reference itself, or the status of a pod that runs it.', [
      'reference',
      'pod',
    ]),
  ),
})

const chart = part('A chart that the app is built from.', {
  name: text('Its name.'),
  version: text('Its version, as resolved by the controller.'),
  repository: text('The address of its repository.'),
})

const app = part('Outcome of the commit in one app.', {
  app: text('Its name.'),
  kind: text('E.g. Application.'),
  namespace: maybe(text('The namespace of its object, if the repository sets it.')),
  environment: maybe(text('Its environment.')),
  controlPlane: maybe(text('Its control plane, if that has a name.')),
  cluster: maybe(text('The cluster that it deploys to.')),
  application: maybe(
    part('The object that was requested from the controller; missing if there was none.', {
      name: text('Its name.'),
      namespace: maybe(text('Its namespace; missing if it is the namespace of the controller.')),
    }),
  ),
  controller: maybe(
    part('The controller that was asked; missing if none was.', {
      name: text('E.g. argocd.'),
      version: maybe(text('As the controller reports it.')),
      host: text('The host that was asked.'),
    }),
  ),
  outcome: oneOf('Outcome of the commit there. nothing: the app does not follow the commit.', [
    ...OUTCOMES,
    'nothing',
  ]),
  reason: text('One sentence, without values of Secrets.'),
  rule: maybe(text('The rule of the verdict that decided, if one did.')),
  observed: maybe(text('The commit that the controller reported.')),
  supersededBy: maybe(commit('The later commit that was verified instead.')),
  images: list('The running images.', image),
  charts: list('The charts that it is built from, if its source is a chart repository.', chart),
  ended: maybe(text("When the outcome was certain, by the controller's clock (RFC 3339).")),
})

/** The outcome of a commit, as determined by `fairlead sync`. */
export const syncEntry = part('A record entry: the outcome of a commit.', {
  ...envelope,
  kind: v.pipe(v.literal('sync'), v.description('Kind of the entry: sync, a commit that was waited for.')),
  commit: commit('The commit that was waited for.'),
  base: commit('The commit before the range. Sync waited for the commits between it and commit.'),
  branch: maybe(text('The branch that the commit is on.')),
  outcome: oneOf('The worst outcome of all apps.', OUTCOMES),
  selection: part('The selection of the run; empty lists mean everything.', {
    apps: list('Apps.', text('A name.')),
    environments: list('Environments.', text('A name.')),
    clusters: list('Clusters.', text('A name.')),
  }),
  apps: list('Outcome in each app that the range touches.', app),
  begun: maybe(
    text("When the wait started, by the controller's clock (RFC 3339); missing if no controller was asked."),
  ),
  ended: maybe(text("When the wait ended, by the controller's clock.")),
  ...maker,
})
export type SyncEntry = v.InferOutput<typeof syncEntry>

/** An entry of any kind that has no number in the chain yet. Its other keys are written unchanged. */
export interface NewEntry {
  readonly version: number
  readonly kind: string
  /** A UUID. */
  readonly id: string
}

/** The outcome of a commit, without a number in the chain yet. */
export type Draft = Omit<SyncEntry, 'sequence' | 'previous'>

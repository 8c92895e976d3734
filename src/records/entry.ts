import * as v from 'valibot'
import { list, maybe, oneOf, text } from '../shapes/json.ts'
import { commit, envelope, hash, maker, part } from './parts.ts'

/**
 * An entry of the records: what was verified (gate-entry.ts: what was decided). Auditors and programs of others read these, so
 * that what once stands here keeps its meaning. A reader takes keys that it does not know, and passes over kinds that it
 * does not know.
 */

/** What a commit can have come to in a record; `nothing` is not recorded. */
const OUTCOMES = ['failed', 'reverted', 'unknown', 'superseded', 'verified'] as const

/** The part of any entry that the chain is made of, also of kinds that are not known. */
export const chainLink = v.object({ ...envelope, kind: v.string() })
export type ChainLink = v.InferOutput<typeof chainLink>

const image = part('An image that runs in the app.', {
  image: text('As the controller lists it, with tag and digest as they are written.'),
  digest: maybe(
    hash('The digest of what runs. Lacks where nothing tells it: then the tag may have meant another image.'),
  ),
  from: maybe(
    oneOf('What tells the digest: the reference itself, or the status of a pod that runs it.', [
      'reference',
      'pod',
    ]),
  ),
})

const chart = part('A chart that the app is made of.', {
  name: text('Its name.'),
  version: text('Its version, as the controller has resolved it.'),
  repository: text('The address that it comes from.'),
})

const app = part('What became of the commit in one app.', {
  app: text('Its name.'),
  kind: text('Such as Application.'),
  namespace: maybe(text('That of its object, where the repository says it.')),
  environment: maybe(text('Its environment.')),
  controlPlane: maybe(text('The control plane that it is of, where it has a name.')),
  cluster: maybe(text('The cluster that it deploys to.')),
  application: maybe(
    part('The object that the controller was asked for; lacks where none was.', {
      name: text('Its name.'),
      namespace: maybe(text('Its namespace; lacks where it is the one of the controller.')),
    }),
  ),
  controller: maybe(
    part('The controller that was asked; lacks where none was.', {
      name: text('Such as argocd.'),
      version: maybe(text('As it says itself.')),
      host: text('Where it was asked.'),
    }),
  ),
  outcome: oneOf('What became of the commit there. nothing: it does not follow the commit.', [
    ...OUTCOMES,
    'nothing',
  ]),
  reason: text('One sentence, without values of Secrets.'),
  rule: maybe(text('The rule of the verdict that decided, where one did.')),
  observed: maybe(text('The commit that the controller had, as it says.')),
  supersededBy: maybe(commit('The later commit that was verified in its place.')),
  images: list('The images that run.', image),
  charts: list('The charts that it is made of, where its source is a repository of charts.', chart),
  ended: maybe(text("When this was certain, by the controller's clock (RFC 3339).")),
})

/** What a commit came to, as `fairlead sync` has seen it. */
export const syncEntry = part('An entry of the records: what became of a commit.', {
  ...envelope,
  kind: v.pipe(
    v.literal('sync'),
    v.description('What the entry is about: sync, a commit that was waited for.'),
  ),
  commit: commit('The commit that was waited for.'),
  base: commit('The commit before the range: what lies between it and commit was waited for.'),
  branch: maybe(text('The branch that the commit is on.')),
  outcome: oneOf('The gravest of all apps.', OUTCOMES),
  selection: part('What the run was asked to look at; empty lists where it was everything.', {
    apps: list('Apps.', text('A name.')),
    environments: list('Environments.', text('A name.')),
    clusters: list('Clusters.', text('A name.')),
  }),
  apps: list('What became of it in each app that the range touches.', app),
  begun: maybe(
    text("When the wait began, by the controller's clock (RFC 3339); lacks where none was asked."),
  ),
  ended: maybe(text("When it was over, by the controller's clock.")),
  ...maker,
})
export type SyncEntry = v.InferOutput<typeof syncEntry>

/** An entry of any kind that has no place in the chain yet; its other keys are written as they are. */
export interface NewEntry {
  readonly version: number
  readonly kind: string
  /** A UUID. */
  readonly id: string
}

/** What a commit came to, without a place in the chain yet. */
export type Draft = Omit<SyncEntry, 'sequence' | 'previous'>

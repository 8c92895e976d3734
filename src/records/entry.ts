import * as v from 'valibot'
import { list, maybe, oneOf, text, whole } from '../shapes/json.ts'

/**
 * An entry of the records: what was verified, and later what was decided. Auditors and programs of others read these, so
 * that what once stands here keeps its meaning. A reader takes keys that it does not know, and passes over kinds that it
 * does not know.
 */

/** It grows where an older reader would misunderstand. */
export const RECORD_VERSION = 1

/** What a commit can have come to in a record; `nothing` is not recorded. */
const OUTCOMES = ['failed', 'reverted', 'unknown', 'superseded', 'verified'] as const

const part = <E extends v.ObjectEntries>(description: string, entries: E) =>
  v.pipe(v.object(entries), v.description(description))

const commit = (description: string) =>
  v.pipe(
    v.string(),
    v.regex(/^[0-9a-f]{40,64}$/, 'must be the whole id of a commit'),
    v.description(description),
  )

const hash = (description: string) =>
  v.pipe(v.string(), v.regex(/^sha256:[0-9a-f]{64}$/, 'must be a SHA-256'), v.description(description))

/** What all entries have, whatever their kind. */
const envelope = {
  version: whole('The version of this form. It grows where an older reader would misunderstand.', 1),
  id: text('What tells this entry from all others: a UUID, made before the first try to write it.'),
  sequence: whole('Its number: 1 for the first entry, and one more for each. The name of its file, too.', 1),
  previous: v.pipe(
    v.nullable(hash('sha256: and the SHA-256 of the bytes of the entry before, in hex.')),
    v.description('sha256: and the SHA-256 of the bytes of the entry before, in hex; null for the first.'),
  ),
}

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
  run: maybe(
    part('Who ran it, as the CI system tells its job; lacks outside of one.', {
      url: maybe(text('The page of the run.')),
      actor: maybe(text('Who started it.')),
      event: maybe(text('What started it.')),
    }),
  ),
  tool: part('What has written this.', { name: text('fairlead'), version: text('Its version.') }),
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

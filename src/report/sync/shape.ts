import * as v from 'valibot'
import { list, number, object, oneOf, text } from '../../shapes/json.ts'
import { OUTCOMES } from '../../sync/model.ts'

/** What `sync --output json` prints; docs/sync.schema.json is made from it. What is not known is null. */

const known = <S extends v.GenericSchema<unknown, unknown>>(schema: S) => v.nullable(schema)
const commit = (description: string) => known(text(description))
const phase = (description: string) => known(number(description))

const app = object('What became of the commit in one app.', {
  app: text('The name.'),
  kind: text('Such as Application.'),
  application: known(
    text('The name of its Application on its server, with namespace/ before it where that is its own.'),
  ),
  namespace: known(text("The namespace of the app's own object.")),
  environment: known(text('The environment.')),
  controlPlane: known(text('The control plane.')),
  cluster: known(text('The cluster that it deploys to.')),
  outcome: oneOf('What became of the commit there.', OUTCOMES),
  reason: text('One sentence.'),
  rule: known(text('The id of the rule that decided, where one did.')),
  revision: commit('The commit that is waited for.'),
  observed: commit('The revision that Argo CD has.'),
  supersededBy: commit('The later commit that counts in its place.'),
  sync: known(text("Argo CD's word, such as Synced.")),
  health: known(text("Argo CD's word, such as Healthy.")),
  images: list('The images that run, as Argo CD lists them.', text('An image.')),
  digests: known(
    list(
      'The images that run with their digests; asked for only if a record is kept.',
      object('An image.', { image: text('As Argo CD lists it.'), digest: known(text('sha256:…')) }),
    ),
  ),
  url: known(text('Its page in Argo CD.')),
  notes: list('What else a reader should know.', text('A sentence.')),
  details: list(
    'What the cluster says of what is wrong: events, and the last lines of logs.',
    text('A line.'),
  ),
  phases: object('Seconds from the beginning of the wait until something held for the first time.', {
    noticed: phase('Argo CD has compared the commit.'),
    synced: phase('The sync at the commit is over.'),
    healthy: phase('Everything is healthy, and all pods are new.'),
    ended: phase('The outcome was certain.'),
  }),
})

export const syncShape = object('What became of a commit.', {
  outcome: oneOf('The worst of the apps.', OUTCOMES),
  reason: known(text('Why, where it is not one of the apps: the job was cancelled early.')),
  base: commit('The commit before those that are waited for.'),
  revision: commit('The commit that is waited for.'),
  waitedSeconds: number('How long was waited.'),
  recorded: commit('The commit that holds the record.'),
  apps: list('The apps that were waited for.', app),
})

export type SyncJson = v.InferOutput<typeof syncShape>

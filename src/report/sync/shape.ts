import * as v from 'valibot'
import { list, number, object, oneOf, text } from '../../shapes/json.ts'
import { OUTCOMES } from '../../sync/model.ts'

/** The output of `sync --output json`. docs/sync.schema.json is generated from it. Unknown values are null. */

const known = <S extends v.GenericSchema<unknown, unknown>>(schema: S) => v.nullable(schema)
const commit = (description: string) => known(text(description))
const phase = (description: string) => known(number(description))

const app = object('Outcome of the commit in one app.', {
  app: text('The name.'),
  kind: text('E.g. Application.'),
  application: known(
    text('Name of its Application on its server, as namespace/name if it has its own namespace.'),
  ),
  namespace: known(text("The namespace of the app's own object.")),
  environment: known(text('The environment.')),
  controlPlane: known(text('The control plane.')),
  cluster: known(text('The cluster that it deploys to.')),
  outcome: oneOf('Outcome of the commit there.', OUTCOMES),
  reason: text('One sentence.'),
  rule: known(text('Id of the rule that decided, if one did.')),
  revision: commit('The commit that is waited for.'),
  observed: commit('The revision that Argo CD reports.'),
  supersededBy: commit('The later commit that counts instead.'),
  sync: known(text('Sync status in Argo CD, e.g. Synced.')),
  health: known(text('Health in Argo CD, e.g. Healthy.')),
  images: list('The running images, as Argo CD lists them.', text('An image.')),
  digests: known(
    list(
      'The running images with their digests; read only if a record is written.',
      object('An image.', { image: text('As Argo CD lists it.'), digest: known(text('sha256:…')) }),
    ),
  ),
  url: known(text('Its page in Argo CD.')),
  notes: list('Additional notes.', text('A sentence.')),
  details: list('Details from the cluster: events, and the last lines of logs.', text('A line.')),
  phases: object('Seconds from the start of the wait until something was true for the first time.', {
    noticed: phase('Argo CD has compared the commit.'),
    synced: phase('The sync at the commit has finished.'),
    healthy: phase('Everything is healthy, and all pods are new.'),
    ended: phase('The outcome was certain.'),
  }),
})

export const syncShape = object('Outcome of a commit.', {
  outcome: oneOf('The worst of the apps.', OUTCOMES),
  reason: known(text('The reason, if it is not one of the apps: the job was cancelled early.')),
  base: commit('The commit before those that are waited for.'),
  revision: commit('The commit that is waited for.'),
  waitedSeconds: number('Seconds waited.'),
  recorded: commit('The commit that holds the record.'),
  apps: list('The apps that were waited for.', app),
})

export type SyncJson = v.InferOutput<typeof syncShape>

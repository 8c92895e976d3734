import { RISK_LEVELS } from '../../risks/risk.ts'
import { RESTART_EFFECTS } from '../../compare/restarts.ts'
import { MERGE_EFFECTS } from '../../inventory/on-merge.ts'
import {
  any,
  flag,
  list,
  map,
  maybe,
  number,
  object,
  oneOf,
  optional,
  text,
  whole,
} from '../../shapes/json.ts'

/** The version of the shape. It increases if an older reader would misunderstand the report. */
export const REPORT_VERSION = 1

/** The levels of a risk. `none` is not a risk. */
const GRAVE = RISK_LEVELS.filter((level) => level !== 'none')

const risk = object('A risk that a reviewer must see.', {
  rule: text('The ID of the rule.'),
  level: oneOf('The severity.', GRAVE),
  reason: text('One sentence.'),
})

const objectId = (description: string) =>
  object(description, {
    group: text('The API group; empty for the core group.'),
    kind: text('Such as Deployment.'),
    namespace: maybe(text('Absent if there is none.')),
    name: text('The name.'),
  })

const objectChange = object('An object that changes. Values of Secrets are masked.', {
  id: objectId('The identity of the object.'),
  renamedFrom: maybe(objectId('The previous identity, if the object was renamed.')),
  action: oneOf('The change: what happens to it.', ['added', 'removed', 'changed']),
  before: maybe(any('The object before the change; absent if it is new.')),
  after: maybe(any('The object after the change; absent if it is removed.')),
  diff: text('A unified diff of both as YAML, without file headers.'),
  risks: list('The risks of the change.', risk),
  noise: whole('Number of changed fields that are ignored.'),
  moved: maybe(
    object('Set if it moves between two apps.', {
      app: text('The name of the other app.'),
      isSame: flag('Whether it is unchanged.'),
    }),
  ),
  stays: optional(
    flag(
      'Set if it is removed from Git but nothing deletes it from the cluster; the notes of its app give the reason.',
    ),
  ),
})

const restart = object('A workload whose pod template changes.', {
  id: objectId('The workload.'),
  effect: oneOf('What happens to its pods.', RESTART_EFFECTS),
  because: list('The differences in the pod template.', text('Such as `label helm.sh/chart`.')),
  isShown: flag('Whether it has other differences, so that it is also listed among the objects.'),
})

const app = object('The app.', {
  name: text('Its name.'),
  kind: text('Such as Application, HelmRelease or Kustomization.'),
  controlPlane: maybe(
    text(
      'The cluster or Argo CD instance that its object is applied to: its name in fairlead.yaml, or a folder relative to the root of the repository. Together with kind, ownNamespace and name it identifies the app.',
    ),
  ),
  ownNamespace: maybe(text('The namespace of its own object.')),
  toldApartBy: maybe(
    text('For display: what distinguishes it from others of its kind and name; absent if there are none.'),
  ),
  namespace: maybe(text('The namespace that it deploys into.')),
  cluster: maybe(text('The cluster that it deploys to.')),
  clusterName: optional(text('The name of that cluster, if it is known by its address.')),
  environment: maybe(text('Such as prod.')),
  production: flag('Whether the environment counts as production.'),
  declaredAt: maybe(
    object('Where it is declared.', {
      file: text('Relative to the root of the repository.'),
      line: whole('Counted from 1.', 1),
    }),
  ),
})

const image = object('An image, or a chart from another source, whose version changes.', {
  artifact: oneOf('Which of the two.', ['image', 'chart']),
  repository: text('Without tag and digest.'),
  from: maybe(text('The tag or digest before.')),
  to: maybe(text('The tag or digest after.')),
})

const failure = object('A side that could not be rendered.', {
  side: oneOf('Which one.', ['before', 'after']),
  message: text("The renderer's message."),
  hint: maybe(text('What to do about it.')),
  at: maybe(
    object('The location of the error.', {
      file: text('The file.'),
      line: optional(whole('Counted from 1.', 1)),
      column: optional(whole('Counted from 1.', 1)),
    }),
  ),
  isOutOfReach: optional(
    flag(
      'Whether it can never be rendered here (a plugin of the controller, a chart that nothing names), so that the change is not the cause.',
    ),
  ),
})

const renderConditions = object(
  'The programs and settings it was rendered with; absent if it could not be rendered.',
  {
    tools: map('The programs that rendered it.', text('A version.')),
    kubernetes: maybe(text('The version that charts saw; absent if it has no chart.')),
    apiVersions: list(
      "The API versions that charts saw in addition to Helm's own.",
      text('Such as apps/v1.'),
    ),
    time: maybe(text('The time that `now` returned in charts (RFC 3339); absent if it has no chart.')),
  },
)

const appChange = object('What a change does to one app.', {
  app,
  leaves: optional(
    object('The previous environment, if the change moves it to another one.', {
      environment: maybe(text('Absent if none was known.')),
      production: flag('Whether that counts as production.'),
    }),
  ),
  status: oneOf('The change: what happens to it.', [
    'added',
    'removed',
    'changed',
    'noise',
    'rerendered',
    'failed',
  ]),
  objects: list('The objects that change, highest risk first.', objectChange),
  digest: maybe(
    text(
      'Computed over its changed objects before and after the change, and the IDs of those changed inputs whose effect may not show in the objects; absent if nothing is known.',
    ),
  ),
  conditions: maybe(renderConditions),
  restarts: list('The workloads whose pod template changes.', restart),
  risks: list('Risks of the app as a whole.', risk),
  images: list('Images and charts whose version changes.', image),
  noise: whole('Number of changed fields that are ignored.'),
  failures: list('Why it, or a part of it, could not be compared.', failure),
  notes: list('Notes for the reviewer.', text('A sentence.')),
  files: list('The files whose change touches it.', text('Relative to the root of the repository.')),
  values: list(
    'For an app that is not compared: the changes in its values files and its own object, images first.',
    object('A value. It is masked if its name looks like that of a secret.', {
      file: text('Relative to the root of the repository.'),
      key: text('Such as image.tag.'),
      from: maybe(text('Absent if it was not set.')),
      to: maybe(text('Absent if it is no longer set.')),
    }),
  ),
  unpinned: optional(
    list(
      'Sources outside the repository that are referenced by a name that can change its meaning later. Absent if there are none.',
      object('A repository or a file on the web.', {
        source: text('The address, without credentials.'),
        revision: text('The branch or tag; empty for a file and for the default branch.'),
        by: oneOf('How it is referenced.', ['branch', 'tag', 'address']),
      }),
    ),
  ),
  hidesApps: optional(
    flag('Set if it may hide apps of any environment: it generates apps and is not known.'),
  ),
  onMerge: optional(
    oneOf(
      'What a merge does to it: it deploys automatically, waits for a manual sync, stays because it is suspended, or waits until its own declaration is applied, which nothing in the repository does. An app that is removed from the repository is deleted automatically or manually, stays, or is left because nothing in the repository applied it. Absent if this is unknown.',
      MERGE_EFFECTS,
    ),
  ),
  url: optional(
    text(
      "Its page in Argo CD, if fairlead.yaml gives Argo CD's address. Not shown if another job wrote the report.",
    ),
  ),
})

const side = (description: string) =>
  object(description, { name: text('The branch or revision.'), commit: maybe(text('The full hash.')) })
const milliseconds = (description: string) => number(description)

/** The shape of a report as JSON. */
export const reportShape = object('The effect of a change of an infra repo, app by app.', {
  version: whole('The version of this schema.', 1),
  base: side('The target of the change.'),
  head: side('The change.'),
  comparedInstead: maybe(text('Set if the two conflict, so that the merge base was compared instead.')),
  told: maybe(
    text(
      "Who vouches for the report, as a sentence; absent if the job that wrote it also rendered it. A reader of another job's report always replaces it.",
    ),
  ),
  risks: optional(
    list(
      'Risks of the change itself, independent of the affected apps: of its changes to fairlead.yaml. Absent in a report of an older Fairlead.',
      risk,
    ),
  ),
  apps: list('Highest risk first, then by environment and name.', appChange),
  digests: map('Digests over the state before and after the change, by environment.', text('A digest.')),
  unclaimed: list('Changed files that no app uses.', text('Relative to the root of the repository.')),
  warnings: list('Warnings about the whole change.', text('A sentence.')),
  versions: map('The versions of the programs used for rendering.', text('A version.')),
  took: object('Milliseconds.', {
    inventory: milliseconds('Time to find the apps.'),
    rendering: milliseconds('Time to render them.'),
    total: milliseconds('Total time.'),
  }),
  only: optional(
    text(
      'Set if it contains only selected apps and therefore no digest: how they were selected. No other command accepts such a report.',
    ),
  ),
  shard: maybe(
    object('Which part of a matrix this is.', {
      index: whole('Counted from 1.', 1),
      count: whole('Number of parts.', 1),
    }),
  ),
})

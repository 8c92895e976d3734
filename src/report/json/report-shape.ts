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

/** The version of the shape; it grows where an older reader would misunderstand. */
export const REPORT_VERSION = 1

/** `none` is no risk. */
const GRAVE = RISK_LEVELS.filter((level) => level !== 'none')

const risk = object('Something that a reviewer must not miss.', {
  rule: text("The rule's id."),
  level: oneOf('How grave it is.', GRAVE),
  reason: text('One sentence.'),
})

const objectId = (description: string) =>
  object(description, {
    group: text('The API group; empty for the core group.'),
    kind: text('Such as Deployment.'),
    namespace: maybe(text('Lacks where there is none.')),
    name: text('The name.'),
  })

const objectChange = object('An object that is not as it was. Values of Secrets are masked.', {
  id: objectId('What tells objects apart.'),
  renamedFrom: maybe(objectId('The id before, where it was renamed.')),
  action: oneOf('What happens to it.', ['added', 'removed', 'changed']),
  before: maybe(any('The object before; lacks where it is new.')),
  after: maybe(any('The object after; lacks where it is removed.')),
  diff: text('A unified diff of both as YAML, without file headers.'),
  risks: list('What is dangerous about it.', risk),
  noise: whole('How many fields changed that say nothing.'),
  moved: maybe(
    object('Set where it moves between two apps.', {
      app: text('The name of the other app.'),
      isSame: flag('Whether it stays the same.'),
    }),
  ),
  stays: optional(
    flag(
      'Set where nothing deletes it from the cluster, although it is removed; the notes of its app say why.',
    ),
  ),
})

const restart = object('A workload whose pod template changes.', {
  id: objectId('The workload.'),
  effect: oneOf('What becomes of its pods.', RESTART_EFFECTS),
  because: list('What differs in the pod template.', text('Such as `label helm.sh/chart`.')),
  isShown: flag('Whether more of it differs, so that it is among the objects.'),
})

const app = object('The app.', {
  name: text('Its name.'),
  kind: text('Such as Application, HelmRelease or Kustomization.'),
  controlPlane: maybe(
    text(
      'The cluster or Argo CD instance that its object is applied to: as fairlead.yaml calls it, or a folder from the root of the repository. With kind, ownNamespace and name it tells the app from all others.',
    ),
  ),
  ownNamespace: maybe(text('The namespace of its own object.')),
  toldApartBy: maybe(
    text('For people: what tells it from others of its kind and name; lacks where there are none.'),
  ),
  namespace: maybe(text('The namespace that it deploys into.')),
  cluster: maybe(text('The cluster that it deploys to.')),
  clusterName: optional(text('What people call that cluster, where it is known by its address.')),
  environment: maybe(text('Such as prod.')),
  production: flag('Whether the environment counts as production.'),
  declaredAt: maybe(
    object('Where it is declared.', {
      file: text('From the root of the repository.'),
      line: whole('From 1.', 1),
    }),
  ),
})

const image = object('An image, or a chart from elsewhere, whose version changes.', {
  artifact: oneOf('Which of the two.', ['image', 'chart']),
  repository: text('Without tag and digest.'),
  from: maybe(text('The tag or digest before.')),
  to: maybe(text('The tag or digest after.')),
})

const failure = object('A side that could not be rendered.', {
  side: oneOf('Which one.', ['before', 'after']),
  message: text("The renderer's message."),
  hint: maybe(text('What to try.')),
  at: maybe(
    object('Where it failed.', {
      file: text('The file.'),
      line: optional(whole('From 1.', 1)),
      column: optional(whole('From 1.', 1)),
    }),
  ),
  isOutOfReach: optional(
    flag(
      'Whether it cannot be rendered here whoever tries (a plugin of the controller, a chart that nothing names), so that the change is not at fault.',
    ),
  ),
})

const renderConditions = object('What it was rendered with; lacks where it could not be rendered.', {
  tools: map('The programs that rendered it.', text('A version.')),
  kubernetes: maybe(text('The version that charts saw; lacks where it has no chart.')),
  apiVersions: list("The API versions that charts saw beside Helm's own.", text('Such as apps/v1.')),
  time: maybe(text('The time that `now` gave in charts (RFC 3339); lacks where it has no chart.')),
})

const appChange = object('What a change does to one app.', {
  app,
  leaves: optional(
    object('The environment that it was in, where the change takes it to another one.', {
      environment: maybe(text('Lacks where none was known.')),
      production: flag('Whether that counts as production.'),
    }),
  ),
  status: oneOf('What happens to it.', ['added', 'removed', 'changed', 'noise', 'rerendered', 'failed']),
  objects: list('The objects that change, the gravest first.', objectChange),
  digest: maybe(
    text(
      'Over what is before and after of its changed objects, and the ids of those changed inputs whose effect need not show in them; lacks where nothing is known.',
    ),
  ),
  conditions: maybe(renderConditions),
  restarts: list('The workloads whose pod template changes.', restart),
  risks: list('Risks of the app as a whole.', risk),
  images: list('Images and charts whose version changes.', image),
  noise: whole('How many fields changed that say nothing.'),
  failures: list('Why it, or a part of it, could not be compared.', failure),
  notes: list('What a reviewer should know.', text('A sentence.')),
  files: list('The files whose change touches it.', text('From the root of the repository.')),
  values: list(
    'Of an app that is not compared: what changes in its values files and its own object, the images first.',
    object('A value. What is named like a secret is masked.', {
      file: text('From the root of the repository.'),
      key: text('Such as image.tag.'),
      from: maybe(text('Lacks where it was not set.')),
      to: maybe(text('Lacks where it is not set any more.')),
    }),
  ),
  unpinned: optional(
    list(
      'What it is made of from elsewhere by a name that may mean something else tomorrow. Lacks where nothing is.',
      object('A repository or a file of the web.', {
        source: text('The address, without credentials.'),
        revision: text('The branch or tag; empty of a file, and of the default branch.'),
        by: oneOf('What it is named by.', ['branch', 'tag', 'address']),
      }),
    ),
  ),
  hidesApps: optional(
    flag('Set where apps of any environment may be hidden with it: what makes apps and is not known.'),
  ),
  onMerge: optional(
    oneOf(
      'What a merge does to it: it deploys by itself, waits for a manual sync, stays since it is suspended, or waits until its own declaration is applied, which nothing in the repository does. An app that is taken from the repository is deleted by itself or by hand, stays, or is left since nothing in the repository applied it. Lacks where nothing tells.',
      MERGE_EFFECTS,
    ),
  ),
  url: optional(
    text(
      "Its page in Argo CD, where fairlead.yaml gives Argo CD's address. Not shown where another job wrote the report.",
    ),
  ),
})

const side = (description: string) =>
  object(description, { name: text('The branch or revision.'), commit: maybe(text('The full hash.')) })
const milliseconds = (description: string) => number(description)

/** A report as JSON. */
export const reportShape = object('What a change of an infra repo does, app by app.', {
  version: whole('The version of this shape.', 1),
  base: side('What the change goes into.'),
  head: side('The change.'),
  comparedInstead: maybe(text('Set where the two conflict and so the merge base was compared.')),
  told: maybe(
    text(
      'Whose word it is, as a sentence; lacks where the job that wrote it has rendered it. Who reads a report of another job sets it anew.',
    ),
  ),
  risks: optional(
    list(
      'Risks of the change itself, whatever apps it touches: of what it makes of fairlead.yaml. Lacks in a report of an older Fairlead.',
      risk,
    ),
  ),
  apps: list('The gravest first, then by environment and name.', appChange),
  digests: map('Digests over what is before and after, by environment.', text('A digest.')),
  unclaimed: list("Changed files that are no app's input.", text('From the root of the repository.')),
  warnings: list('What to know about the whole.', text('A sentence.')),
  versions: map('The versions of the programs that rendered.', text('A version.')),
  took: object('Milliseconds.', {
    inventory: milliseconds('To find the apps.'),
    rendering: milliseconds('To render them.'),
    total: milliseconds('In all.'),
  }),
  only: optional(
    text(
      'Set where it has only the apps that somebody chose, and so no digest: how they were chosen. Nothing else takes such a report.',
    ),
  ),
  shard: maybe(
    object('Which part of a matrix this is.', {
      index: whole('From 1.', 1),
      count: whole('How many parts there are.', 1),
    }),
  ),
})

import type { App, Unresolved } from '../inventory/model.ts'
import { withFields } from '../inventory/with-fields.ts'
import { isOfControllers } from '../kube/ids.ts'
import { isInput } from '../inventory/inputs.ts'
import type { OpenInventory } from '../inventory/open.ts'
import { collisions } from '../inventory/leading/assumed.ts'
import { joinPath } from '../tree/paths.ts'
import { loopEntryOf } from '../inventory/leading/loop-entry.ts'
import { isTemplate } from '../inventory/leading/templates.ts'
import type { SideResult } from '../render/render-side.ts'
import type { Rendering, InfraRepo } from '../render/plan.ts'
import type { Tree } from '../tree/tree.ts'
import { discover } from './discover.ts'
import { controllerObjects } from './outputs.ts'
import { Renders } from './renders.ts'
import { traceRendered } from './trace.ts'

/** The branches that the files belong to; see `InfraRepo`. */
export type Standing = Pick<InfraRepo, 'branch' | 'isDefaultBranch' | 'alsoFollowed'>

/**
 * Renders the parent apps, and adds the apps that they declare. Apps that could not be rendered are in `unresolved`,
 * with the reason and what to do.
 *
 * @param standing undefined if no branch is known
 */
export async function complete(
  open: OpenInventory,
  tree: Tree,
  { renderer, remoteSources }: Rendering,
  standing: Standing | undefined,
): Promise<OpenInventory> {
  const repo: InfraRepo = { tree, context: open.context, ...(standing ?? likelyBranch(open)), remoteSources }
  const renders = new Renders(repo, renderer)
  const {
    sides: [side],
  } = await discover([{ open, renders }])
  if (!side) throw new Error('an inventory is one side')
  const traced = await traceRendered(withOwnImages(side.open, side.rendered), side.rendered, renders)
  return withReasons(withCollisions(await withEntries(withEmpty(traced, side.rendered))), side.rendered)
}

/**
 * Keeps only the images of a parent app that its own output contains: the images in its values mostly belong to its
 * child apps.
 */
function withOwnImages(open: OpenInventory, rendered: ReadonlyMap<App, SideResult>): OpenInventory {
  const outputs = new Map(
    [...rendered].flatMap(([{ lineage }, result]) =>
      lineage && 'rendered' in result ? [[lineage, result.rendered.manifests] as const] : [],
    ),
  )
  const apps = open.inventory.apps.map((app) => {
    const manifests = app.lineage && outputs.get(app.lineage)
    if (!manifests) return app
    const text = JSON.stringify(
      manifests.filter(({ apiVersion }) => !isOfControllers(apiVersion)).map(({ content }) => content),
    )
    const images = app.images.filter(
      ({ artifact, repository }) =>
        artifact !== 'image' || (repository !== undefined && text.includes(repository)),
    )
    return withFields(app, { images })
  })
  return { ...open, inventory: { ...open.inventory, apps } }
}

/**
 * Adds to `unresolved` an assumed root that renders no apps or, if only its own values are known, its templates that
 * render none: the values that are passed to it are not in the repo.
 */
function withEmpty(open: OpenInventory, rendered: ReadonlyMap<App, SideResult>): OpenInventory {
  const known = new Set(open.inventory.apps.map(({ lineage }) => lineage))
  const empty = [...rendered].flatMap(([parent, result]): Unresolved[] => {
    if (!parent.assumed || !('rendered' in result) || !known.has(parent.lineage)) return []
    const made = new Set(controllerObjects(result).map(({ template }) => template))
    if (made.size > 0) return parent.assumed.values ? [] : silentTemplates(open, parent, made)
    const { values = [] } = parent.assumed
    const by = values.length > 0 ? values.join(', ') : 'only its own values'
    return [
      {
        ...parent.declaredAt,
        kind: parent.kind,
        name: parent.name,
        reason: `its templates declare apps, but with ${by} it renders none: its input is set elsewhere`,
        hint: ROOTS_HINT,
        isUnrendered: true,
      },
    ]
  })
  return empty.length === 0
    ? open
    : { ...open, inventory: { ...open.inventory, unresolved: [...open.inventory.unresolved, ...empty] } }
}

const ROOTS_HINT = 'Set its values or parameters under "roots" in fairlead.yaml.'

/** Returns the templates of a root that render nothing with its own values, as one entry. */
function silentTemplates(
  { templates }: OpenInventory,
  parent: App,
  made: ReadonlySet<string | undefined>,
): Unresolved[] {
  const silent = [...templates].filter((file) => isInput(parent.inputs, file) && !made.has(file)).toSorted()
  const [first] = silent
  if (first === undefined || made.has(undefined)) return []
  return [
    {
      file: first,
      line: undefined,
      kind: 'template of apps',
      name: undefined,
      reason: "with only its chart's own values it renders no app: its input is set elsewhere",
      hint: ROOTS_HINT,
      ...(silent.length > 1 ? { count: silent.length } : {}),
      isUnrendered: true,
    },
  ]
}

/** Sets the values entry of apps that a loop over values created. */
async function withEntries(open: OpenInventory): Promise<OpenInventory> {
  const { files } = open.context
  const made = (app: App) => (open.templates.has(app.declaredAt.file) ? app.lineage?.madeBy : undefined)
  const valuesOf = (parent: App) => [
    ...parent.valuesFiles.toReversed(),
    ...parent.sources.flatMap(({ path }) => joinPath(path ?? '', 'values.yaml') ?? []),
  ]
  const parents = new Set(open.inventory.apps.flatMap((app) => made(app) ?? []))
  await files.load([...parents].flatMap(valuesOf))
  const apps = open.inventory.apps.map((app) => {
    const parent = made(app)
    const entries = parent
      ? valuesOf(parent).flatMap((path) => {
          const yaml = files.has(path) ? files.yaml(path) : undefined
          return (yaml && loopEntryOf(yaml, app.generatedBy ?? app.name)) ?? []
        })
      : []
    return entries[0] ? withFields(app, { madeFrom: entries[0] }) : app
  })
  return { ...open, inventory: { ...open.inventory, apps } }
}

function withCollisions(open: OpenInventory): OpenInventory {
  const told = collisions(open.inventory.apps)
  if (told.size === 0) return open
  const apps = open.inventory.apps.map((app) => {
    const sentence = told.get(app)
    return sentence === undefined ? app : withFields(app, { notes: [...app.notes, sentence] })
  })
  return { ...open, inventory: { ...open.inventory, apps } }
}

/** Returns the branch that most sources of this repo use, for a folder that is not a clone. */
export function likelyBranch({ inventory }: OpenInventory): Standing {
  const counts = new Map<string, number>()
  for (const { sources } of inventory.apps)
    for (const { inThisRepository, targetRevision = 'HEAD' } of sources)
      if (inThisRepository && targetRevision !== 'HEAD')
        counts.set(targetRevision, (counts.get(targetRevision) ?? 0) + 1)
  const [most] = [...counts].toSorted(([, a], [, b]) => b - a)
  return { branch: most?.[0] ?? 'main', isDefaultBranch: true }
}

/** Lists parent apps that could not be rendered, at their templates, or otherwise where the app is declared. */
function withReasons(open: OpenInventory, rendered: ReadonlyMap<App, SideResult>): OpenInventory {
  const known = new Set(open.inventory.apps.map(({ lineage }) => lineage))
  const failed = [...rendered].flatMap(([parent, result]) =>
    'error' in result && known.has(parent.lineage)
      ? [{ parent, fault: result.error.faults[0], templates: 0 }]
      : [],
  )
  if (failed.length === 0) return open
  const unresolved = open.inventory.unresolved.map((one): Unresolved => {
    const leading = isTemplate(one) ? failed.filter(({ parent }) => isInput(parent.inputs, one.file)) : []
    for (const each of leading) each.templates += 1
    const [first] = leading
    return first ? { ...one, reason: reasonOf(first), isUnrendered: true } : one
  })
  const others = failed
    .filter(({ templates }) => templates === 0)
    .map((one): Unresolved => ({
      ...one.parent.declaredAt,
      kind: one.parent.kind,
      name: one.parent.name,
      reason: reasonOf(one),
      isUnrendered: true,
    }))
  return { ...open, inventory: { ...open.inventory, unresolved: [...unresolved, ...others] } }
}

function reasonOf({
  parent,
  fault: { message, hint },
}: {
  readonly parent: App
  readonly fault: { readonly message: string; readonly hint?: string | undefined }
}): string {
  const cure = hint === undefined ? '' : `. ${hint.replace(/\.$/, '')}`
  return `${parent.name}, which declares other apps, could not be rendered: ${message}${cure}`
}

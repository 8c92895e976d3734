import { Builds } from './flux/builds.ts'
import { isDeepStrictEqual } from 'node:util'
import { CONFIG_FILE, emptyConfig } from '../config/config.ts'
import { configOf } from '../config/read.ts'
import { contained, inputError } from '../errors.ts'
import { groupBy } from '../group-by.ts'
import { isChanged, specOf } from '../kube/objects.ts'
import type { KubeObject } from '../kube/objects.ts'
import type { Tree } from '../tree/tree.ts'
import { at, itemsAt, stringAt } from '../yaml/at.ts'
import { Files } from '../yaml/files.ts'
import type { Reading } from '../yaml/files.ts'
import type { Json } from '../yaml/value.ts'
import { contentOf, objectOf } from './applicationset/expansion.ts'
import { readApplicationSets } from './applicationset/read.ts'
import { traceOverlaid } from './applicationset/trace.ts'
import { readApplication, readProject } from './argocd/application.ts'
import { overlaidObjects } from './argocd/overlays.ts'
import { sortedByPlace } from './by-place.ts'
import { readFolders } from './configured/folders.ts'
import { addConfiguredImages, withConfiguredApps } from './configured/images.ts'
import { isFilledInLater } from './context.ts'
import type { Context } from './context.ts'
import { identityOf } from './control-planes/identity.ts'
import { withControlPlanes } from './control-planes/resolve.ts'
import { isArgo, readObjects } from './controller-objects.ts'
import { readConventions } from './conventions/read.ts'
import { withContradictions } from './environments/contradictions.ts'
import { isFluxKustomization, isHelmRelease } from './flux/kinds.ts'
import { readFlux } from './flux/read.ts'
import { asUnresolved, attempted, guarded } from './guarded.ts'
import { isInput } from './inputs.ts'
import { declaredRoots } from './leading/roots.ts'
import { isTemplate } from './leading/templates.ts'
import type { App, Inventory, Unresolved } from './model.ts'
import type { InventoryOptions, OpenInventory } from './open.ts'
import { usedAddresses } from './own-address.ts'
import { withFields } from './with-fields.ts'

/**
 * Reads the apps of an infra repo at one revision, from Git alone.
 *
 * @throws FairleadError (input) if `fairlead.yaml` is not valid; everything else that cannot be read is listed in
 *   `unresolved` or in the app's notes
 */
export async function readInventory(tree: Tree, options: InventoryOptions = {}): Promise<Inventory> {
  const open = await openInventory(tree, options)
  return withContradictions((options.completion ? await options.completion(open, tree) : open).inventory)
}

/** Reads the inventory without completion, and returns it with its files for further reading. */
export async function openInventory(tree: Tree, options: InventoryOptions = {}): Promise<OpenInventory> {
  const { known } = options
  const files = await Files.open(tree, known && { files: known.other.context.files, changed: known.changed })
  const config = options.config ?? (files.has(CONFIG_FILE) ? await configOf(tree) : emptyConfig)
  const unresolved: Unresolved[] = []
  const objects = await readObjects(files, unresolved)
  const context: Context = {
    files,
    config,
    addresses: usedAddresses(objects, config, options.addresses),
    passedOn: groupBy(
      objects.filter(({ inValues }) => inValues !== undefined),
      ({ file }) => file,
    ),
  }

  const ofKind = (kind: string) => objects.filter((object) => object.kind === kind && isArgo(object))
  const [overlaidOnes = []] = await files.run([
    overlaidObjects(files, [...ofKind('Application'), ...ofKind('ApplicationSet')]),
  ])
  const deployed = withoutTemplates(overlaidOnes, unresolved)
  const sets = await readApplicationSets(
    context,
    deployed.filter(({ kind }) => kind === 'ApplicationSet'),
  )
  unresolved.push(...sets.unresolved)
  const reading = (object: KubeObject) =>
    guarded(() => readApplication(context, object), asUnresolved(object, unresolved))
  const same = known ? sameApplications(context, known.other, known.changed) : new Map<string, App>()
  const applications = deployed
    .filter((object) => object.kind === 'Application' && !isChanged(object))
    .map((object) => {
      const app = same.get(placeOfObject(object.file, object.line, object.name, object.takenBy))
      // The kustomization next to it may have changed.
      const isSame = app && app.unlistedBy === undefined && object.unlistedBy === undefined
      return isSame ? done(app) : reading(object)
    })
  const overlaid = changedObjects(
    deployed.filter((object) => object.kind === 'Application' && isChanged(object)),
    unresolved,
  )
  const [plain, changed, generated] = await inParts(files, [
    applications,
    overlaid.map(({ virtual }) => reading(virtual)),
    sets.readings,
  ])
  const traced = overlaid.map(async ({ object, content }, i) => {
    const app = changed?.[i]
    if (!app) return []
    return traceOverlaid(object, content, app)
      .then((one) => [one])
      .catch((error: unknown) => {
        asUnresolved(object, unresolved)(contained(error))
        return []
      })
  })
  const argo = withoutApplied([
    ...(plain ?? []).filter((app) => app !== undefined),
    ...(await Promise.all(traced)).flat(),
    ...(await sets.trace(generated ?? [])),
  ])
  const builds = new Builds(
    files,
    known?.other.builds && {
      files: known.other.context.files,
      builds: known.other.builds,
      changed: known.changed,
    },
  )
  const [flux = []] = await files.run([readFlux(context, objects, unresolved, builds)])

  const roots = await declaredRoots(context, unresolved)
  const declared = withControlPlanes([...roots, ...argo, ...flux], config)
  const [found = []] =
    declared.length === 0 ? await files.run([readConventions(context, claimedBy(objects), unresolved)]) : [[]]
  const [named = []] = await files.run([readFolders(context, unresolved)])
  const others = found.filter(
    ({ declaredAt }) => !named.some(({ inputs }) => isInput(inputs, declaredAt.file)),
  )
  const all = await addConfiguredImages(context, [...declared, ...named, ...others])
  const apps = await withConfiguredApps(context, all)
  const inventory = {
    apps: distinct(sortedByPlace(apps)),
    projects: [
      ...ofKind('AppProject').filter((object) => !isChanged(object)),
      ...changedObjects(ofKind('AppProject').filter(isChanged), unresolved).map(({ virtual }) => virtual),
    ].map(readProject),
    unresolved,
  }
  const leads = new Set(
    // Objects in values are known without rendering the chart that passes them on.
    [...ofKind('Application'), ...ofKind('ApplicationSet')].flatMap(({ file, inValues }) =>
      inValues ? [] : [file],
    ),
  )
  const templates = new Set(unresolved.filter(isTemplate).map(({ file }) => file))
  return { inventory, context, generating: sets.generating, leads, templates, builds }
}

/**
 * Returns the Applications of another revision that are the same here because none of their inputs differ, by where
 * they are declared. Returns an empty map unless all changed paths exist on both sides, because an app also depends
 * on files that do not exist.
 */
function sameApplications(
  context: Context,
  other: OpenInventory,
  changed: ReadonlySet<string>,
): Map<string, App> {
  const { files, config, addresses } = context
  const same = new Map<string, App>()
  if (
    other.context.config !== config ||
    config.images.length > 0 ||
    !isDeepStrictEqual(other.context.addresses, addresses)
  )
    return same
  const paths = [...changed]
  if (!paths.every((path) => files.has(path) && other.context.files.has(path))) return same
  const twice = new Set<string>()
  for (const app of other.inventory.apps) {
    if (app.kind !== 'Application' || (app.generatedBy ?? app.overlaidBy) !== undefined) continue
    if (paths.some((path) => isInput(app.inputs, path))) continue
    const { file, line } = app.declaredAt
    const place = placeOfObject(file, line, app.name, app.lineage?.takenBy)
    // An Application in several control planes still has one lineage.
    if (same.has(place) && same.get(place)?.lineage !== app.lineage) twice.add(place)
    same.set(place, app)
  }
  for (const place of twice) same.delete(place)
  return same
}

/**
 * Removes `unlistedBy` from apps whose file another app applies as a plain file: it is applied, whether a
 * kustomization next to it lists it or not.
 */
function withoutApplied(apps: readonly App[]): App[] {
  const appliers = apps.filter(({ sources }) => sources.some(({ type }) => type === 'directory'))
  return apps.map((app) => {
    const { file } = app.declaredAt
    const isApplied = (one: App) => one.declaredAt.file !== file && isInput(one.inputs, file)
    if (app.unlistedBy === undefined || !appliers.some(isApplied)) return app
    return withFields(app, { unlistedBy: undefined })
  })
}

function placeOfObject(file: string, line: number, name: string, takenBy: string | undefined): string {
  return JSON.stringify([file, line, name, takenBy])
}

/**
 * Removes objects whose name, or the path that they deploy, another tool fills in (a bootstrap script or a repo
 * generator), and adds them to `unresolved`.
 */
function withoutTemplates(objects: readonly KubeObject[], unresolved: Unresolved[]): KubeObject[] {
  return objects.filter((object) => {
    const path = object.kind === 'Application' ? pathsIn(object).find(isFilledInLater) : undefined
    const reason = isFilledInLater(object.name)
      ? `another tool fills in its name, ${object.name}; it is known only then`
      : path === undefined
        ? undefined
        : `another tool fills in its path, ${path}; the objects that it deploys are known only then`
    if (reason !== undefined) asUnresolved(object, unresolved)(inputError(reason))
    return reason === undefined
  })
}

/** Returns the paths that an Application deploys, as they are written. */
function pathsIn(object: KubeObject): string[] {
  const spec = specOf(object)
  const sources = [at(spec, 'source'), ...itemsAt(spec, 'sources')]
  return sources.flatMap((source) => stringAt(source, 'path') ?? [])
}

/** An Application that an overlay changes or a chart creates, and the result. */
interface Overlaid {
  readonly object: KubeObject
  readonly content: Json
  /** The content as an object with nodes. */
  readonly virtual: KubeObject
}

/** Returns the Applications as their overlays and charts create them; leaves out those that a patch deletes. */
function changedObjects(objects: readonly KubeObject[], unresolved: Unresolved[]): Overlaid[] {
  return objects.flatMap((object) => {
    const made = attempted(
      () => {
        const content = contentOf(object)
        return content === undefined ? undefined : { object, content, virtual: objectOf(object, content) }
      },
      asUnresolved(object, unresolved),
    )
    return made ?? []
  })
}

/** Runs several lists of readings in the same batches. */
async function inParts<T>(files: Files, lists: readonly (readonly Reading<T>[])[]): Promise<T[][]> {
  const results = await files.run(lists.flat())
  let start = 0
  return lists.map(({ length }) => results.slice(start, (start += length)))
}

/** Returns a reading that is already complete. */
// eslint-disable-next-line require-yield
function* done<T>(value: T): Reading<T> {
  return value
}

/** Returns the files that declare a controller object; they are not apps by convention. */
function claimedBy(objects: readonly KubeObject[]): Set<string> {
  return new Set(
    objects
      .filter((object) => isArgo(object) || isFluxKustomization(object) || isHelmRelease(object))
      .map((object) => object.file),
  )
}

/** Removes duplicates: two ways can lead to one object with the same result, which is then one app. */
function distinct(apps: readonly App[]): App[] {
  const known = new Map<string, App[]>()
  return apps.filter((app) => {
    const { file, line } = app.declaredAt
    const place = `${file}:${line}:${app.name}`
    const others = known.get(place)
    if (!others) return known.set(place, [app])
    return !others.some((other) => isSame(other, app)) && others.push(app)
  })
}

function isSame(a: App, b: App): boolean {
  const key = (app: App) =>
    JSON.stringify([identityOf(app), app.environment, app.cluster, app.namespace, app.declaredAt])
  // Images are compared last, because finding them is the most expensive part.
  return key(a) === key(b) && imagesKey(a) === imagesKey(b)
}

function imagesKey({ images }: App): string {
  return images
    .map((use) => [use.repository, use.tag, use.digest, use.place?.file, use.place?.key].join(' '))
    .join('\u0000')
}

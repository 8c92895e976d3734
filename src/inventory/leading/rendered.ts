import { dump } from 'js-yaml'
import { contained } from '../../errors.ts'
import { parseYaml } from '../../yaml/parse.ts'
import type { Json } from '../../yaml/value.ts'
import { wholeFile } from '../../yaml/lookup.ts'
import { readApplicationSets } from '../applicationset/read.ts'
import { readApplication } from '../argocd/application.ts'
import { asWritten } from './as-written.ts'
import { readDeclaredFlux } from '../flux/declared.ts'
import { identityOf } from '../control-planes/identity.ts'
import type { Lineage, App, Unresolved } from '../model.ts'
import { withControlPlanes } from '../control-planes/resolve.ts'
import type { Files } from '../../yaml/files.ts'
import { isInput } from '../inputs.ts'
import { lineInTemplate } from './template-line.ts'
import { addConfiguredImages, withConfiguredApps } from '../configured/images.ts'
import { sortedByPlace } from '../by-place.ts'
import { withFields } from '../with-fields.ts'
import { asUnresolved, guarded } from '../guarded.ts'
import type { KubeObject } from '../../kube/objects.ts'
import { objectsOf } from '../../kube/objects.ts'
import { stringAt } from '../../yaml/at.ts'
import type { OpenInventory } from '../open.ts'
import { hasUnledTemplates } from './root-charts.ts'

/**
 * Reads apps that only the output of another app declares: an app of apps that is a chart, or a kustomization that
 * patches ApplicationSets. The controller does not see its files as they are, so it is rendered, and its output is
 * read instead.
 */

/** An app that was rendered, with the Argo CD objects in its output. */
export interface Declarations {
  readonly parent: App
  readonly objects: readonly DeclaredObject[]
}

export interface DeclaredObject {
  readonly content: Json
  /** The template of a chart that produced it, if it is known. */
  readonly template: string | undefined
}

/**
 * Returns the apps that lead to others which the files alone do not declare: charts with templates of Applications,
 * ApplicationSets or objects of Flux, and Argo CD kustomizations with such charts or objects among their resources.
 */
export function parentsOf({ inventory, leads, templates }: OpenInventory): App[] {
  const files = [...templates]
  return inventory.apps.filter((app) => {
    if (app.kind !== 'Application' && app.kind !== 'HelmRelease') return false
    return app.sources.some(({ type, inThisRepository }) => {
      if (!inThisRepository) return false
      if (type !== 'helm' && type !== 'kustomize') return false
      // A kustomization may also inflate a chart.
      if (files.some((file) => isInput(app.inputs, file))) return true
      return (
        type === 'kustomize' && [...app.inputs.files].some((file) => leads.has(file) && !isOwn(app, file))
      )
    })
  })
}

/** Reports whether the files alone determine which apps there are. */
export function isTold(open: OpenInventory): boolean {
  return parentsOf(open).length === 0 && !hasUnledTemplates(open)
}

/**
 * Returns the inventory with the declarations of the rendered apps instead of those in their files. Do not write to
 * the locations of images in it, because they refer to text that is not in a file.
 */
export async function withRendered(
  open: OpenInventory,
  declarations: readonly Declarations[],
): Promise<OpenInventory> {
  const { inventory, leads, templates } = open
  const inValues = inventory.apps.flatMap((app) => (app.inValues ? [app.declaredAt.file] : []))
  const replaced = new Set(
    [...leads, ...templates, ...inValues].filter((file) =>
      declarations.some(({ parent }) => !isOwn(parent, file) && isInput(parent.inputs, file)),
    ),
  )
  const there = new Set(inventory.apps.map(({ lineage }) => lineage))
  // An app that leads to others is also replaced by the output of the app above it, because it is the same object.
  const apps = inventory.apps.filter(
    (app) =>
      // If objects declare the apps, the layout declares none.
      (app.kind !== 'Convention' && !replaced.has(app.declaredAt.file)) ||
      // Another existing app renders the same template into objects of its own.
      isMadeBy(app, there) ||
      // Another overlay of the same file is not part of what these apps rendered.
      (app.overlaidBy !== undefined &&
        !declarations.some(({ parent }) => isInput(parent.inputs, `${app.overlaidBy}/kustomization.yaml`))),
  )
  const unresolved = inventory.unresolved.filter(({ file }) => !replaced.has(file))
  const found = await Promise.all(
    declarations.map(async (one) => {
      try {
        return await readDeclared(open, one)
      } catch (error) {
        const { declaredAt, kind, name } = one.parent
        const lost: Unresolved[] = []
        asUnresolved({ ...declaredAt, kind, name }, lost)(contained(error))
        return { apps: [], unresolved: lost }
      }
    }),
  )
  const declared = await addConfiguredImages(
    open.context,
    await asWritten(
      found.flatMap((part) => part.apps),
      inventory.apps,
    ),
  )
  // An app that was found may apply other apps.
  const all = withControlPlanes([...apps, ...declared], open.context.config)
  const known = withoutUnled(
    onlyNew(all, new Set(declared.map(({ lineage }) => lineage))),
    found.flatMap((part) => part.apps),
  )
  return {
    ...open,
    inventory: {
      ...inventory,
      apps: sortedByPlace(await withConfiguredApps(open.context, known)),
      unresolved: [...unresolved, ...found.flatMap((part) => part.unresolved)],
    },
  }
}

/** Reports whether an app is in the output of one of these apps. */
function isMadeBy({ lineage }: App, apps: ReadonlySet<Lineage | undefined>): boolean {
  const maker = lineage?.madeBy?.lineage
  return maker !== undefined && apps.has(maker)
}

/**
 * Reads the apps that the output of one app declares, including those of its ApplicationSets, and the apps in files
 * that Flux Kustomizations among them lead to.
 *
 * @returns the apps without control planes
 */
export async function readDeclared(
  { context, leads }: Pick<OpenInventory, 'context' | 'leads'>,
  { parent, objects }: Declarations,
): Promise<{ apps: App[]; unresolved: readonly Unresolved[] }> {
  const origins = new Map(
    [...parent.inputs.files]
      .filter((file) => leads.has(file) && !isOwn(parent, file))
      .flatMap((file) => originsIn(context.files, file)),
  )
  const templates = objects
    .flatMap(({ template }) => template ?? [])
    .filter((file) => context.files.has(file))
  await context.files.load(templates)
  const declared = objects.flatMap((object) => kubeObject(object, parent, origins, context.files))
  const ofKind = (kind: string) => declared.filter((object) => object.kind === kind)
  const sets = await readApplicationSets(context, ofKind('ApplicationSet'), parent)
  const applications = ofKind('Application')
  const flux = await readDeclaredFlux(context, declared, parent)
  const unresolved: Unresolved[] = [...flux.unresolved]
  const read = await context.files.run([
    ...applications.map((object) =>
      guarded(
        () => readApplication(context, object, { isRendered: true, parent }),
        asUnresolved(object, unresolved),
      ),
    ),
    ...sets.readings,
  ])
  const own = read.flatMap((app, i) =>
    app
      ? [
          withFields(placed(app, parent), {
            ...(i < applications.length ? { parent } : {}),
            ...(app.lineage ? { lineage: below(app.lineage, parent) } : {}),
          }),
        ]
      : [],
  )
  // A file declares the objects that a Kustomization among them builds.
  const fluxApps = flux.apps.map((app) =>
    app.parent === parent
      ? withFields(placed(app, parent), app.lineage ? { lineage: below(app.lineage, parent) } : {})
      : app,
  )
  return { apps: [...own, ...fluxApps], unresolved: [...sets.unresolved, ...unresolved] }
}

/** Returns where the objects of a file are declared, by their kind and name. */
function originsIn(files: Files, file: string): [string, { file: string; line: number }][] {
  const yaml = files.isLoaded(file) ? files.yaml(file) : undefined
  return (yaml ? objectsOf(yaml) : []).map(({ kind, name, line }) => [`${kind}/${name}`, { file, line }])
}

/** Returns the objects of rendered content, with nodes. Their locations refer to text that is not in a file. */
export function kubeObject(
  { content, template }: DeclaredObject,
  parent: App,
  origins: ReadonlyMap<string, { file: string; line: number }>,
  files: Files,
): KubeObject[] {
  const yaml = parseYaml(dump(content, { lineWidth: -1, noRefs: true }), renderedPath(parent))
  return objectsOf(yaml).map((object) => ({
    ...object,
    ...(origins.get(`${object.kind}/${object.name}`) ??
      inTemplate(files, template, object) ??
      renamed(origins, object) ??
      parent.declaredAt),
    // An object without a namespace is in the namespace of the app.
    namespace: stringAt(object.node, 'metadata', 'namespace') ?? parent.namespace,
    scope: wholeFile(yaml, yaml.documents[object.document] ?? yaml.documents[0] ?? never()),
  }))
}

/** Returns the name of the text that the objects of an app's output are read from. No file has such a name. */
export function renderedPath(parent: App): string {
  return `${parent.declaredAt.file}\0${parent.name}`
}

/**
 * Returns where the only object is declared that a kustomization may have renamed to this name, with a prefix or
 * suffix.
 */
function renamed(
  origins: ReadonlyMap<string, { file: string; line: number }>,
  { kind, name }: KubeObject,
): { file: string; line: number } | undefined {
  const found = [...origins].filter(
    ([key]) => key.startsWith(`${kind}/`) && name.includes(key.slice(kind.length + 1)),
  )
  const [only] = found
  return only && found.length === 1 ? only[1] : undefined
}

function inTemplate(
  files: Files,
  template: string | undefined,
  { kind, name }: KubeObject,
): { file: string; line: number } | undefined {
  const text = template !== undefined && files.has(template) ? files.text(template) : undefined
  return template === undefined || text === undefined
    ? undefined
    : { file: template, line: lineInTemplate(text, kind, name) }
}

function never(): never {
  throw new Error('an object has no document')
}

/** A declaration in an output is not in a file, so its location is derived from that of the app that declares it. */
function below(lineage: Lineage, parent: App): Lineage {
  return {
    ...lineage,
    place: `${lineage.place}\0${parent.name}`,
    paths: [],
    madeBy: parent,
    overlay: undefined,
    takenBy: undefined,
  }
}

/** Copies the parent's assumption to the app, and removes the declaring file from the app's inputs. */
function placed(app: App, parent: App): App {
  const files = new Set(app.inputs.files)
  // The file of the parent's own object, or of an ApplicationSet, adds nothing to the parent's output.
  files.delete(app.declaredAt.file)
  return withFields(app, {
    inputs: { files, folders: app.inputs.folders },
    ...(parent.assumed === undefined ? {} : { assumed: parent.assumed }),
  })
}

/**
 * Removes the rendered apps that are already known from the same location of a file. An app of apps that deploys its
 * own declaration, or the ApplicationSet that generates it, finds itself and the apps of that ApplicationSet.
 */
function onlyNew(apps: readonly App[], rendered: ReadonlySet<Lineage | undefined>): App[] {
  const isRendered = ({ lineage }: App) => lineage !== undefined && rendered.has(lineage)
  const known = new Set(apps.filter((app) => !isRendered(app)).map(placeAndName))
  return apps.filter((app) => !isRendered(app) || !(known.has(placeAndName(app)) || isOneAbove(app)))
}

/** Reports whether an app is one of those that lead to it. A chart may declare the very app that deploys it. */
function isOneAbove(app: App): boolean {
  const own = identityOf(app)
  for (let above = app.lineage?.madeBy; above; above = above.lineage?.madeBy)
    if (identityOf(above) === own) return true
  return false
}

/**
 * Removes the Flux apps that nothing seemed to lead to, if a Kustomization found in an app's output leads to them.
 */
function withoutUnled(apps: readonly App[], found: readonly App[]): readonly App[] {
  const placeOf = ({ declaredAt: { file, line }, kind, name }: App) =>
    JSON.stringify([file, line, kind, name])
  const led = new Set(found.flatMap((app) => (app.parent && !app.lineage?.madeBy ? [placeOf(app)] : [])))
  if (led.size === 0) return apps
  return apps.filter((app) => app.controller !== 'flux' || app.parent || !led.has(placeOf(app)))
}

function placeAndName(app: App): string {
  return JSON.stringify([app.declaredAt.file, app.declaredAt.line, identityOf(app)])
}

/** Reports whether a file is the app's own declaration. It is an input of the app and leads nowhere. */
function isOwn(app: App, file: string): boolean {
  return file === app.declaredAt.file
}

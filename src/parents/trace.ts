import { expand, generatedPath } from '../inventory/applicationset/expansion.ts'
import type { GeneratedApplication, Shared } from '../inventory/applicationset/expansion.ts'
import type { Probe } from '../inventory/applicationset/probe.ts'
import { Templates } from '../inventory/applicationset/template.ts'
import { traceImages } from '../inventory/applicationset/trace.ts'
import type { Making, ReadApp } from '../inventory/applicationset/trace.ts'
import type { Lineage, App } from '../inventory/model.ts'
import type { KubeObject } from '../kube/objects.ts'
import type { OpenInventory } from '../inventory/open.ts'
import type { DeclaredObject } from '../inventory/leading/rendered.ts'
import { kubeObject, renderedPath } from '../inventory/leading/rendered.ts'
import { withFields } from '../inventory/with-fields.ts'
import type { SideResult } from '../render/render-side.ts'
import type { Json } from '../yaml/value.ts'
import { textAt } from '../yaml/value.ts'
import { renderMarked } from './marked.ts'
import { controllerObjects } from './outputs.ts'
import type { Renders } from './renders.ts'

/**
 * Finds where the images of apps are set that only the output of others declares: a tag may be in the values of the
 * parent app and be passed on. The location is found by experiment, as with ApplicationSets: all candidate values are
 * marked where they are written, the parent is rendered again, and the marks in the result show the origin. An image
 * that is not in any value has no location, because the output itself is not in a file.
 */
export async function traceRendered(
  open: OpenInventory,
  rendered: ReadonlyMap<App, SideResult>,
  renders: Renders,
): Promise<OpenInventory> {
  const { apps } = open.inventory
  const traced = new Map<Lineage, App>()
  for (const [parent, result] of rendered) {
    const own = apps.filter(
      (app) => app.lineage?.madeBy?.lineage === parent.lineage && app.lineage !== undefined,
    )
    const waiting = own.filter((app) =>
      app.images.some((use) => isNowhere(use.place) || isNowhere(use.digestPlace)),
    )
    if (waiting.length === 0 || 'error' in result) continue
    const tracer = new Tracer(parent, controllerObjects(result), open, rendered, renders)
    for (const app of await tracer.trace(waiting))
      if (app.lineage) traced.set(app.lineage, writtenInTemplate(app, open))
  }
  if (traced.size === 0) return open
  const found = apps.map((app) => {
    const known = app.lineage && traced.get(app.lineage)
    return known ? withFields(app, { images: known.images, notes: known.notes }) : app
  })
  return { ...open, inventory: { ...open.inventory, apps: found } }
}

/**
 * Sets a note with the location in the template for a tag that is not in any value, if exactly one line contains the
 * tag.
 */
function writtenInTemplate(app: App, { context: { files }, templates }: OpenInventory): App {
  const { file } = app.declaredAt
  const text = templates.has(file) && files.has(file) && files.isLoaded(file) ? files.text(file) : undefined
  if (text === undefined || app.images.every(({ withoutPlace }) => withoutPlace === undefined)) return app
  const lines = text.split('\n')
  const notes = new Set(app.notes)
  const images = app.images.map((use) => {
    const { withoutPlace, tag } = use
    const hits = tag === undefined ? [] : lines.flatMap((line, i) => (line.includes(tag) ? [i + 1] : []))
    if (withoutPlace === undefined || hits.length !== 1) return use
    const told = `the tag of ${use.repository ?? 'an image'} is set in a template, and templates are not edited: ${file}:${hits[0]}. Move it to a value of the chart (values.yaml)`
    notes.delete(withoutPlace)
    notes.add(told)
    return { ...use, withoutPlace: told }
  })
  return withFields(app, { images, notes: [...notes] })
}

/** Reports whether a location is in generated text; no file of a repo has such a name. */
function isNowhere(place: { readonly file: string } | undefined): boolean {
  return place?.file.includes('\0') === true
}

/** Traces the images of the apps that one app declares. */
class Tracer {
  readonly #parent: App
  readonly #objects: readonly DeclaredObject[]
  readonly #open: OpenInventory
  readonly #again: (probe: Probe) => Promise<readonly Json[]>

  constructor(
    parent: App,
    objects: readonly DeclaredObject[],
    open: OpenInventory,
    rendered: ReadonlyMap<App, SideResult>,
    renders: Renders,
  ) {
    this.#parent = parent
    this.#objects = objects
    this.#open = open
    this.#again = async (probe) => {
      const made = await renderMarked(parent, rendered, { renders, probe }).catch(() => [])
      // If a mark changes the number of objects, the results cannot be matched to the apps.
      return made.length === objects.length ? made : []
    }
  }

  async trace(apps: readonly App[]): Promise<App[]> {
    const { name } = this.#parent
    const plain = apps.filter(({ generatedBy }) => generatedBy === undefined)
    const indexes = plain.map((app) => this.#indexOf(app.kind, app.name, app.ownNamespace))
    const generated = (objects: readonly Json[]): GeneratedApplication[] =>
      objects.length === 0 ? [] : indexes.map((i) => ({ application: objects[i] ?? null, generator: 0 }))
    const originals = generated(this.#objects.map(({ content }) => content))
    const own = plain.flatMap((app, i): ReadApp[] => {
      const application = originals[i]
      return application ? [{ generated: application, app }] : []
    })
    const traced = await traceImages(own, {
      made: `what ${name} renders`,
      virtual: renderedPath(this.#parent),
      template: undefined,
      again: async (probe) => generated(await this.#again(probe)),
    })
    const sets = new Set(apps.flatMap(({ generatedBy }) => generatedBy ?? []))
    for (const set of sets)
      traced.push(
        ...(await this.#traceSet(
          set,
          apps.filter(({ generatedBy }) => generatedBy === set),
        )),
      )
    return traced
  }

  /** Traces the apps of an ApplicationSet that is itself rendered. */
  async #traceSet(name: string, apps: readonly App[]): Promise<App[]> {
    const { context } = this.#open
    const index = this.#indexOf('ApplicationSet', name)
    const object = this.#objects[index]
    const set = object && this.#setOf(object)
    if (!set) return []
    const shared: Shared = { context, templates: new Templates(), load: (paths) => context.files.load(paths) }
    const { applications } = await expand(set, shared)
    const own = apps.flatMap((app): ReadApp[] => {
      const generated = applications.find(({ application }) => nameOf(application) === app.name)
      return generated ? [{ generated, app }] : []
    })
    const making: Making = {
      made: `the ApplicationSet ${name} that ${this.#parent.name} renders`,
      virtual: generatedPath(set),
      template: undefined,
      again: async (probe) => {
        const content = (await this.#again(probe))[index]
        const marked = content === undefined ? undefined : this.#setOf({ content, template: object.template })
        const again = marked ? (await expand(marked, shared, probe)).applications : []
        return again.length === applications.length
          ? own.flatMap(({ generated }) => again[applications.indexOf(generated)] ?? [])
          : []
      },
    }
    return traceImages(own, making)
  }

  #setOf(object: DeclaredObject): KubeObject | undefined {
    return kubeObject(object, this.#parent, new Map(), this.#open.context.files)[0]
  }

  #indexOf(kind: string, name: string, namespace?: string): number {
    const same = this.#objects.flatMap(({ content }, i) =>
      textAt(content, 'kind') === kind && nameOf(content) === name ? [i] : [],
    )
    const isThere = (i: number) => textAt(this.#objects[i]?.content, 'metadata', 'namespace') === namespace
    return same.find(isThere) ?? same[0] ?? -1
  }
}

function nameOf(object: Json): string | undefined {
  return textAt(object, 'metadata', 'name')
}

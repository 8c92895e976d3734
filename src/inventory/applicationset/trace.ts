import { FairleadError } from '../../errors.ts'
import type { ImageUse, Place } from '../../images/place.ts'
import { placeOf } from '../../images/place.ts'
import type { KeyPath } from '../../yaml/keys.ts'
import { lookUp } from '../../yaml/lookup.ts'
import { parseYaml } from '../../yaml/parse.ts'
import type { Json } from '../../yaml/value.ts'
import { evaluate, isObject, valueAt } from '../../yaml/value.ts'
import type { App } from '../model.ts'
import { specOf, specPath } from '../../kube/objects.ts'
import { at, stringAt } from '../../yaml/at.ts'
import type { KubeObject } from '../../kube/objects.ts'
import type { GeneratedApplication, Shared } from './expansion.ts'
import { contentOf, expand, generatedPath } from './expansion.ts'
import { generatorKinds } from './generators.ts'
import type { Mark } from './probe.ts'
import { Probe } from './probe.ts'

/** An app that was read from a generated Application. */
export interface ReadApp {
  readonly generated: GeneratedApplication
  readonly app: App
}

/**
 * Replaces the locations of images in generated Applications with the locations where they are written: in the
 * template of the ApplicationSet, in an element of its list, or in a file that its generator reads. A location that
 * is not found is removed, with a note.
 */
export function trace(set: KubeObject, apps: readonly ReadApp[], shared: Shared): Promise<App[]> {
  return traceImages(apps, {
    made: `the ApplicationSet ${set.name}`,
    virtual: generatedPath(set),
    template: new Template(set),
    again: async (probe) => (await expand(set, shared, probe)).applications,
  })
}

/**
 * Does the same for an Application that an overlay changes, or that a chart creates from its values: the locations
 * are in its file or in a patch.
 */
export async function traceOverlaid(object: KubeObject, application: Json, app: App): Promise<App> {
  const [traced = app] = await traceImages([{ generated: { application, generator: 0 }, app }], {
    made: `the Application ${object.name} as ${object.overlay?.folder ?? object.file} has it`,
    virtual: generatedPath(object),
    template: object.overlay ? undefined : new LiteralApplication(object),
    again: (probe) => [{ application: contentOf(object, probe) ?? null, generator: 0 }],
  })
  return traced
}

/** Finds the location where a text is written literally. */
interface LiteralPlaces {
  placeOf(generated: GeneratedApplication, place: Place): Place | undefined
}

/** The origin of generated Applications. */
export interface Making {
  /** A description for notes. */
  readonly made: string
  /** The file name under which they were parsed. */
  readonly virtual: string
  readonly template: LiteralPlaces | undefined
  /** Generates them again, with marks. */
  again(probe: Probe): readonly GeneratedApplication[] | Promise<readonly GeneratedApplication[]>
}

/** Returns the apps with the locations of their images that can be found, literally in a template or by marks. */
export async function traceImages(apps: readonly ReadApp[], making: Making): Promise<App[]> {
  const { virtual, template } = making
  const isVirtual = (place: Place | undefined) => place?.file === virtual
  const open = apps.flatMap(({ generated, app }) =>
    app.images.filter((use) =>
      [use.place, use.digestPlace].some(
        (place) => place && isVirtual(place) && !template?.placeOf(generated, place),
      ),
    ),
  )
  const wanted = open.flatMap((use) =>
    [use.place?.text, use.digestPlace?.text, use.tag, use.digest, ...referencesOf(use)].filter(
      (text) => text !== undefined,
    ),
  )
  const probe = new Probe(new Set(wanted.filter((text) => text !== '')))
  const again = wanted.length > 0 ? await making.again(probe) : undefined
  // If marks changed the number of Applications, the results cannot be matched to the apps.
  const marked = again?.length === apps.length ? again : undefined
  return apps.map(({ generated, app }, i) => {
    if (!app.images.some((use) => isVirtual(use.place) || isVirtual(use.digestPlace))) return app
    const find = (place: Place): Origin => {
      const literal = template?.placeOf(generated, place)
      if (literal) return { place: literal }
      const text = textAtPath(marked?.[i]?.application, place.path)
      const marks = text === undefined ? undefined : probe.marksIn(text, place.text)
      return text === undefined || !marks ? undefined : { marks, text }
    }
    const notes = new Set(app.notes)
    const images = app.images.map((use) => {
      const found = traced(use, isVirtual, find)
      if (found) return found
      const withoutPlace = `the tag of ${use.repository ?? 'an image'} comes from ${making.made}, but not from a single value there`
      notes.add(withoutPlace)
      return { ...use, place: undefined, digestPlace: undefined, withoutPlace }
    })
    return { ...app, images, notes: [...notes] }
  })
}

/** The origin of a text in a generated Application: its location if it is written literally, or the marks in it. */
type Origin =
  | { readonly place: Place }
  | { readonly marks: readonly Mark[]; readonly text: string }
  | undefined

/** Returns the text at a key path, which may continue into YAML inside a text. */
function textAtPath(value: Json | undefined, path: KeyPath): string | undefined {
  let current = value
  for (const [depth, segment] of path.entries()) {
    if (typeof current === 'string') {
      const inner = attempt(() => parseYaml(current as string, '').documents[0])
      return (
        inner &&
        textAtPath(
          attempt(() => evaluate(inner.root)),
          path.slice(depth),
        )
      )
    }
    current = valueAt(current, segment)
  }
  return current === undefined || isObject(current) || Array.isArray(current) ? undefined : String(current)
}

/** Returns an image with its real locations; undefined if they are not certain. */
function traced(
  use: ImageUse,
  isVirtual: (place: Place | undefined) => boolean,
  find: (place: Place) => Origin,
): ImageUse | undefined {
  const digest = use.digestPlace && isVirtual(use.digestPlace) ? find(use.digestPlace) : undefined
  const digestPlace = !isVirtual(use.digestPlace) ? use.digestPlace : wholePlace(digest)
  if (use.digestPlace && !digestPlace) return undefined
  if (!use.place || !isVirtual(use.place)) return { ...use, digestPlace }
  const found = find(use.place)
  const whole = wholePlace(found)
  if (whole) return { ...use, place: whole, digestPlace }
  if (!found || !('marks' in found)) return undefined
  // The text contains one value, which is the complete reference.
  const [mark, ...more] = found.marks
  if (mark && more.length === 0 && referencesOf(use).includes(mark.value))
    return { ...use, form: 'reference', place: mark.place, digestPlace }
  // The text contains the tag as one value, and possibly the digest as another.
  const tag = found.marks.find((mark) => mark.value === use.tag)
  const pinned = found.marks.find((mark) => mark.value === use.digest)
  const hasDigest = use.place.text.includes('@')
  if (!tag || found.marks.length > (pinned ? 2 : 1) || (hasDigest && !pinned)) return undefined
  return { ...use, form: 'tag', place: tag.place, digestPlace: pinned?.place ?? digestPlace }
}

/** Returns the possible forms of the image as one complete reference. */
function referencesOf({ repository, alsoKnownAs, tag, digest }: ImageUse): string[] {
  const version = `${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`
  return version === '' || repository === undefined
    ? []
    : [repository, ...alsoKnownAs].map((name) => `${name}${version}`)
}

function wholePlace(found: Origin): Place | undefined {
  if (!found) return undefined
  if ('place' in found) return found.place
  const [mark, ...more] = found.marks
  return mark && more.length === 0 && mark.text === found.text ? mark.place : undefined
}

/** An Application that a chart passes on as it is written in its values. */
class LiteralApplication implements LiteralPlaces {
  readonly #object: KubeObject

  constructor(object: KubeObject) {
    this.#object = object
  }

  placeOf(_generated: GeneratedApplication, place: Place): Place | undefined {
    const [first, ...below] = place.path
    if (first !== 'spec' || place.text.includes('{{')) return undefined
    const found = scalarAt(this.#object, [...specPath(this.#object), ...below])
    return found?.text === place.text ? found : undefined
  }
}

/** Finds texts that are written literally in the template of a set. */
class Template implements LiteralPlaces {
  readonly #set: KubeObject
  readonly #isPatched: boolean
  readonly #known = new Map<string, Place | undefined>()

  constructor(set: KubeObject) {
    this.#set = set
    this.#isPatched = set.overlay !== undefined || stringAt(specOf(set), 'templatePatch') !== undefined
  }

  /**
   * Returns the location in the template that has exactly this text, including inside a text block. Returns undefined
   * if a patch is applied to the template, because the location is then uncertain.
   */
  placeOf({ generator }: GeneratedApplication, place: Place): Place | undefined {
    if (this.#isPatched || place.text.includes('{{')) return undefined
    const key = `${generator} ${place.key}`
    if (!this.#known.has(key)) this.#known.set(key, this.#literalAt(generator, place.path))
    const found = this.#known.get(key)
    return found?.text === place.text ? found : undefined
  }

  #literalAt(generator: number, below: KeyPath): Place | undefined {
    const set = this.#set
    const own = at(specOf(set), 'generators', generator)
    const kinds = own ? generatorKinds(evaluate(own)) : []
    // It is not known which of several templates was used.
    if (kinds.length > 1) return undefined
    const templates: KeyPath[] = [
      ...kinds.map((kind) => ['generators', generator, kind, 'template']),
      ['template'],
    ]
    for (const template of templates) {
      const found = scalarAt(set, [...specPath(set), ...template, ...below])
      if (found) return found
    }
    return undefined
  }
}

/** Returns the location of the scalar at a key path from the root of an object's document. */
function scalarAt({ scope, document }: KubeObject, path: KeyPath): Place | undefined {
  const lookup = attempt(() => lookUp(scope, path))
  return lookup?.found === 'scalar' ? placeOf(lookup.scope, document, lookup.node, path) : undefined
}

/**
 * Runs a step, and returns undefined on an input error: a text block that is not valid YAML because of its templates
 * has no locations.
 */
function attempt<T>(step: () => T): T | undefined {
  try {
    return step()
  } catch (error) {
    if (error instanceof FairleadError) return undefined
    throw error
  }
}

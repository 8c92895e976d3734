import { isDeepStrictEqual } from 'node:util'
import { objectsOf } from '../kube/objects.ts'
import type { YamlFile } from '../yaml/nodes.ts'
import { parseYaml } from '../yaml/parse.ts'
import type { Json } from '../yaml/value.ts'
import { evaluate, isObject } from '../yaml/value.ts'
import { IN_VALUES } from './helm/values-objects.ts'

/**
 * Changes of controller objects that do not affect which apps exist: the values that a HelmRelease or an Application
 * passes to its chart, and the tags that a kustomization sets. The inventory does not depend on them, apart from the
 * images of the apps. A change of any other field may affect the inventory and is not counted here.
 */

/** A changed file: it exists on both sides, with the same mode. */
export interface ChangedFile {
  readonly path: string
  readonly before: string
  readonly after: string
}

/** The placeholder for removed values. */
const TAKEN = '\0taken'

const KUSTOMIZATION = /(^|\/)(kustomization\.ya?ml|Kustomization)$/

/** Reports whether a file of objects is the same on both sides, line for line, apart from values and tags. */
export function changesValuesAlone({ path, before, after }: ChangedFile): boolean {
  let sides
  try {
    sides = [before, after].map((text) => outside(parseYaml(text, path)))
  } catch {
    return false
  }
  const [was, is] = sides
  return was !== undefined && is !== undefined && isDeepStrictEqual(was, is)
}

/**
 * Returns the content of a file without values and tags, with the lines of its objects; undefined if a value may
 * declare an app.
 */
function outside(file: YamlFile): Json | undefined {
  const taken: Json[] = []
  const documents = file.documents.map(({ root }) => without(evaluate(root), file.path, taken))
  const text = (value: Json) => (typeof value === 'string' ? value : JSON.stringify(value))
  if (taken.some((value) => IN_VALUES.test(text(value)))) return undefined
  const lines = objectsOf(file).map(({ kind, name, line }) => [kind, name, line])
  return taken.length === 0 ? undefined : [documents, lines]
}

function without(object: Json, path: string, taken: Json[]): Json {
  const take = (value: Json | undefined): Json => {
    taken.push(value ?? null)
    return [TAKEN, value === null ? 'null' : typeof value]
  }
  /** Returns the map with a changed value at a key, if it has that key. */
  const at = (map: Json | undefined, key: string, change: (value: Json) => Json): Json => {
    const value = isObject(map) ? map[key] : undefined
    return isObject(map) && value !== undefined ? { ...map, [key]: change(value) } : (map ?? null)
  }
  const all = (list: Json, change: (item: Json) => Json): Json =>
    Array.isArray(list) ? (list as readonly Json[]).map(change) : list
  const source = (value: Json) =>
    at(value, 'helm', (helm) =>
      ['values', 'valuesObject', 'parameters'].reduce<Json>((rest, key) => at(rest, key, take), helm),
    )
  if (!isObject(object)) return object
  if (KUSTOMIZATION.test(path) && isOfKustomize(object))
    return at(object, 'images', (images) =>
      all(images, (image) => at(at(image, 'newTag', take), 'digest', take)),
    )
  switch (object['kind']) {
    case 'HelmRelease':
      return at(object, 'spec', (spec) => at(spec, 'values', take))
    case 'Application':
      return at(object, 'spec', (spec) =>
        at(at(spec, 'source', source), 'sources', (sources) => all(sources, source)),
      )
    case 'List':
      return at(object, 'items', (items) => all(items, (item) => without(item, path, taken)))
    default:
      return object
  }
}

function isOfKustomize({ apiVersion }: { readonly [key: string]: Json }): boolean {
  return typeof apiVersion !== 'string' || apiVersion.startsWith('kustomize.config.k8s.io/')
}

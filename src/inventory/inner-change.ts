import { isDeepStrictEqual } from 'node:util'
import { objectsOf } from '../kube/objects.ts'
import type { YamlFile } from '../yaml/nodes.ts'
import { parseYaml } from '../yaml/parse.ts'
import type { Json } from '../yaml/value.ts'
import { evaluate, isObject } from '../yaml/value.ts'
import { IN_VALUES } from './helm/values-objects.ts'

/**
 * Changes of objects of controllers that tell no app from another: the values that a release or an Application hands to
 * its chart, and the tags that a kustomization sets. What an inventory says of apps, but for their images, does not
 * depend on them. That of all other fields may, so a change of any other is none of these.
 */

/** What a change does to one file: it is on both sides, with one mode. */
export interface ChangedFile {
  readonly path: string
  readonly before: string
  readonly after: string
}

/** Stands for what was taken out. */
const TAKEN = '\0taken'

const KUSTOMIZATION = /(^|\/)(kustomization\.ya?ml|Kustomization)$/

/**
 * Whether a file of objects declares the same on both sides, in the same lines, but for values and tags.
 */
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

/** What a file says beside values and tags, with where its objects stand; undefined where a value may be an app. */
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
  /** The map with another value below a key, where it has one. */
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

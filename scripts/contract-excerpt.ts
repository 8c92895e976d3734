/**
 * Functions for excerpts of OpenAPI documents, which keep only shapes, and only the components that they reference.
 */

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
export type JsonObject = { [key: string]: Json }

const prose = new Set(['description', 'summary', 'example', 'examples', 'externalDocs', 'title', 'tags'])

export const isObject = (node: Json | undefined): node is JsonObject =>
  typeof node === 'object' && node !== null && !Array.isArray(node)

export const object = (node: Json | undefined): JsonObject => {
  if (!isObject(node)) throw new Error('the OpenAPI document does not have the expected structure')
  return node
}

/** The rules for an excerpt. */
export interface Cut {
  /** Keywords whose keys are names and not keywords, so that a property called "description" is kept. */
  readonly naming: ReadonlySet<string>
  /** Schemas that Fairlead never reads. An answer may have any object there, which keeps the excerpt small. */
  readonly opaque: ReadonlySet<string>
  /** The sections of components that are kept. */
  readonly sections: readonly string[]
}

/** Removes everything that a validator does not read. */
export function stripProse(node: Json, { naming }: Pick<Cut, 'naming'>): Json {
  const strip = (part: Json, keysAreNames: boolean): Json => {
    if (Array.isArray(part)) return part.map((entry) => strip(entry, false))
    if (!isObject(part)) return part
    const kept: JsonObject = {}
    for (const [key, value] of Object.entries(part)) {
      if (!keysAreNames && (prose.has(key) || key.startsWith('x-'))) continue
      kept[key] = strip(value, !keysAreNames && naming.has(key))
    }
    return kept
  }
  return strip(node, false)
}

/** Returns the components that the paths reference, in the order of the original so that the excerpt is stable. */
export function excerptComponents(all: JsonObject, paths: JsonObject, cut: Cut): JsonObject {
  const pending = new Set<string>()
  references(paths, pending)
  const kept = new Map<string, Json>()
  for (const reference of pending) {
    const [section = '', name = ''] = reference.replace('#/components/', '').split('/')
    const component = object(all[section])[name]
    if (component === undefined) throw new Error(`dangling reference ${reference}`)
    const isOpaque = section === 'schemas' && cut.opaque.has(name)
    const stripped = isOpaque ? anyObject(component) : stripProse(component, cut)
    kept.set(reference, stripped)
    references(stripped, pending)
  }
  const components: JsonObject = {}
  for (const section of cut.sections) {
    const entries = Object.keys(object(all[section]))
      .map((name) => [name, kept.get(`#/components/${section}/${name}`)] as const)
      .filter((entry): entry is readonly [string, Json] => entry[1] !== undefined)
    components[section] = Object.fromEntries(entries)
  }
  return components
}

function anyObject(schema: Json): JsonObject {
  return isObject(schema) && schema.nullable === true
    ? { type: 'object', nullable: true }
    : { type: 'object' }
}

function references(node: Json, found: Set<string>): void {
  if (Array.isArray(node)) {
    for (const entry of node) references(entry, found)
  } else if (isObject(node)) {
    if (typeof node.$ref === 'string') found.add(node.$ref)
    for (const value of Object.values(node)) references(value, found)
  }
}

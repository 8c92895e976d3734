/** Reduces schemas to their shipped form: only the keywords that decide whether an object is accepted. */

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

const KEPT = new Set([
  '$ref',
  'type',
  'properties',
  'items',
  'additionalProperties',
  'required',
  'enum',
  'pattern',
  'format',
  'nullable',
  'minimum',
  'maximum',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'minProperties',
  'maxProperties',
  'allOf',
  'anyOf',
  'oneOf',
  'not',
  'x-kubernetes-group-version-kind',
  'x-kubernetes-int-or-string',
  'x-kubernetes-preserve-unknown-fields',
  'x-kubernetes-embedded-resource',
  'x-kubernetes-list-type',
  'x-kubernetes-list-map-keys',
])

/** The kept keywords that contain schemas. */
const NESTED = new Set(['items', 'additionalProperties', 'allOf', 'anyOf', 'oneOf', 'not'])

/**
 * Returns one pool for all versions: each definition by its name, as a list of [index of the first version with this
 * form, definition]. The definition is `null` for versions that do not have it.
 *
 * @param all versions, the oldest first, with their definitions
 */
export function poolOf(all: readonly (readonly [string, Readonly<Record<string, Json>>])[]): Json {
  const pool = new Map<string, [number, string][]>()
  for (const [i, [, definitions]] of all.entries()) {
    for (const name of new Set([...pool.keys(), ...Object.keys(definitions)])) {
      const definition = definitions[name]
      const text = definition === undefined ? 'null' : JSON.stringify(reduced(definition))
      const runs = pool.get(name) ?? []
      pool.set(name, runs)
      if (runs.length === 0 && i > 0) runs.push([0, 'null'])
      if (runs.at(-1)?.[1] !== text) runs.push([i, text])
    }
  }
  const names = [...pool.keys()].toSorted()
  return {
    versions: all.map(([version]) => version),
    definitions: Object.fromEntries(
      names.map((name) => [name, (pool.get(name) ?? []).map(([i, text]) => [i, JSON.parse(text) as Json])]),
    ),
  }
}

/** Returns CustomResourceDefinitions with only the parts that objects are validated against. */
export function definitionsOf(objects: readonly Json[]): Json {
  return objects.map((object) => {
    const { group, scope, names, versions } = at(object, 'spec') as {
      readonly [key: string]: Json
    }
    return {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      spec: {
        group: group ?? null,
        scope: scope ?? null,
        names: { kind: at(names ?? null, 'kind'), plural: at(names ?? null, 'plural') },
        versions: (versions as readonly Json[]).map((version) => ({
          name: at(version, 'name'),
          served: at(version, 'served'),
          schema: { openAPIV3Schema: reduced(at(at(version, 'schema'), 'openAPIV3Schema')) },
        })),
      },
    }
  })
}

function at(value: Json, key: string): Json {
  return (value as { readonly [key: string]: Json })[key] ?? null
}

function reduced(schema: Json): Json {
  if (Array.isArray(schema)) return (schema as readonly Json[]).map(reduced)
  if (typeof schema !== 'object' || schema === null) return schema
  return Object.fromEntries(
    Object.entries(schema).flatMap(([key, value]): [string, Json][] => {
      if (!KEPT.has(key)) return []
      if (key === '$ref' && typeof value === 'string') return [[key, value.slice(value.lastIndexOf('/') + 1)]]
      if (key === 'properties')
        return [
          [
            key,
            Object.fromEntries(
              Object.entries(value as object).map(([name, inner]) => [name, reduced(inner as Json)]),
            ),
          ],
        ]
      // The wheel adds null to types. Kubernetes accepts null as an absent value everywhere.
      if (key === 'type' && Array.isArray(value)) return [[key, (value as readonly Json[])[0] ?? null]]
      return [[key, NESTED.has(key) ? reduced(value) : value]]
    }),
  )
}

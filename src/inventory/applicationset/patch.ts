import { FairleadError } from '../../errors.ts'
import { parseYaml } from '../../yaml/parse.ts'
import type { Json } from '../../yaml/value.ts'
import { evaluate, isObject, listAt, valueAt } from '../../yaml/value.ts'
import { Refused } from './params.ts'

/**
 * Merges the template of a generator with that of the ApplicationSet: the generator's template takes precedence.
 *
 * Rule: argo-cd applicationset/generators/generator_spec_processor.go (mergeGeneratorTemplate), which merges with
 * dario.cat/mergo: maps are merged, an empty value counts as missing, and a list is replaced as a whole.
 */
export function fillIn(own: Json | undefined, base: Json | undefined): Json | undefined {
  if (isObject(own) && isObject(base)) {
    const keys = new Set([...Object.keys(base), ...Object.keys(own)])
    return Object.fromEntries(
      [...keys].map((key) => {
        const inner = key === 'valuesObject' ? (own[key] ?? base[key]) : fillIn(own[key], base[key])
        return [key, inner ?? null]
      }),
    )
  }
  return isEmpty(own) ? base : own
}

function isEmpty(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === '' || value === 0 || value === false) return true
  return Array.isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0
}

/**
 * Applies a `templatePatch` to an Application. Of its lists, only the finalizers are merged; all others are replaced.
 * The project does not change.
 *
 * Rule: argo-cd applicationset/controllers/template/patch.go; Kubernetes' strategic merge patch
 *
 * @param patch the rendered patch
 * @throws Refused if it is not valid YAML or not a map, or if Argo CD rejects the result
 */
export function patched(application: Json, patch: string): Json {
  const change = readPatch(patch)
  if (change === undefined) return application
  const result = merge(application, change, [])
  refuseOtherThanTexts(result)
  const project = valueAt(application, 'spec', 'project')
  const spec = valueAt(result, 'spec')
  if (!isObject(result) || !isObject(spec)) return result
  const { project: _, ...rest } = spec
  return { ...result, spec: { ...(project === undefined ? {} : { project }), ...rest } }
}

/** @throws Refused if a label or an annotation is not a string */
function refuseOtherThanTexts(application: Json): void {
  for (const field of ['labels', 'annotations']) {
    const entries = Object.entries(objectAt(application, 'metadata', field))
    const found = entries.find(([, value]) => typeof value !== 'string')
    if (found)
      throw new Refused(
        `its templatePatch sets metadata.${field}.${found[0]} to a value that is not a string: put it in quotes`,
      )
  }
}

function objectAt(value: Json, ...path: readonly string[]): { readonly [key: string]: Json } {
  const found = valueAt(value, ...path)
  return isObject(found) ? found : {}
}

/**
 * Parses a patch. A text that starts with `{` must be valid JSON: a YAML flow map is not accepted.
 *
 * Rule: argo-cd applicationset/utils/utils.go (ConvertYAMLToJSON)
 *
 * @throws Refused if the text is not valid, or not a map
 */
function readPatch(text: string): Json | undefined {
  if (text.trimStart().startsWith('{') && !isJson(text))
    throw new Refused(
      'its templatePatch begins with "{", so Argo CD reads it as JSON, but it is not valid JSON',
    )
  try {
    const root = parseYaml(text, 'templatePatch').documents[0]?.root
    const value = root ? evaluate(root) : undefined
    if (value === undefined || value === null || isObject(value)) return value ?? undefined
  } catch (error) {
    if (!(error instanceof FairleadError)) throw error
    throw new Refused(`its templatePatch cannot be read: ${error.faults[0].message}`)
  }
  throw new Refused('its templatePatch is not a map')
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/**
 * Applies Kubernetes' strategic merge, which knows the fields of an Application. It does not know the fields in
 * `valuesObject`, so a map or list there can be added or replaced, but not merged.
 *
 * Rule: k8s.io/apimachinery pkg/util/strategicpatch/patch.go (mergeMap, LookupPatchMetadataForStruct)
 *
 * @throws Refused if a map or list in `valuesObject` would have to be merged
 */
function merge(base: Json | undefined, change: Json, path: readonly string[]): Json {
  const isBelowValues = path.slice(0, -1).includes('valuesObject')
  if (isBelowValues && (isObject(change) ? isObject(base) : Array.isArray(change) && Array.isArray(base)))
    throw new Refused(
      `its templatePatch changes ${path.join('.')}, which already exists: Argo CD cannot merge maps or lists in valuesObject`,
    )
  if (Array.isArray(change) && path.join('.') === 'metadata.finalizers')
    return [...new Set([...(change as readonly Json[]), ...listAt(base)])]
  if (!isObject(change)) return change
  if (change['$patch'] === 'delete') return {}
  const { $patch: directive, ...rest } = change
  const kept = isObject(base) && directive !== 'replace' ? base : {}
  const entries = new Map<string, Json>(Object.entries(kept))
  for (const [key, value] of Object.entries(rest)) {
    if (key === '$deleteFromPrimitiveList/finalizers')
      entries.set('finalizers', without(entries.get('finalizers'), value))
    // The directive only sets the order of a list.
    else if (key.startsWith('$setElementOrder/')) continue
    else if (value === null) entries.delete(key)
    else entries.set(key, merge(entries.get(key), value, [...path, key]))
  }
  return Object.fromEntries(entries)
}

function without(list: Json | undefined, gone: Json): Json {
  return listAt(list).filter((item) => !listAt(gone).includes(item))
}

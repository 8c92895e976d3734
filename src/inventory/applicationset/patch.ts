import { FairleadError } from '../../errors.ts'
import { parseYaml } from '../../yaml/parse.ts'
import type { Json } from '../../yaml/value.ts'
import { evaluate, isObject, listAt, valueAt } from '../../yaml/value.ts'
import { Refused } from './params.ts'

/**
 * The template of a generator, filled up from that of the ApplicationSet: what the generator's says counts.
 *
 * Rule: argo-cd applicationset/generators/generator_spec_processor.go (mergeGeneratorTemplate), which merges by
 * dario.cat/mergo: maps are merged, an empty value counts as none, a list counts as a whole.
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
 * An Application with a `templatePatch` over it. Of an Application's lists only the finalizers are merged; all
 * others are replaced. The project stays.
 *
 * Rule: argo-cd applicationset/controllers/template/patch.go; Kubernetes' strategic merge patch
 *
 * @param patch the rendered patch
 * @throws Unresolvable where it is no YAML, or no map
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

/** @throws Refused for a label or an annotation that is a number or the like */
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
 * What begins as JSON is read as JSON only, whose maps of YAML are none.
 *
 * Rule: argo-cd applicationset/utils/utils.go (ConvertYAMLToJSON)
 *
 * @throws Refused
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
 * Kubernetes' strategic merge knows the fields of an Application. In `valuesObject` it knows none, so that a map or
 * list there can be added or replaced, and not be merged.
 *
 * Rule: k8s.io/apimachinery pkg/util/strategicpatch/patch.go (mergeMap, LookupPatchMetadataForStruct)
 *
 * @throws Refused
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
    // It only says in which order a list is.
    else if (key.startsWith('$setElementOrder/')) continue
    else if (value === null) entries.delete(key)
    else entries.set(key, merge(entries.get(key), value, [...path, key]))
  }
  return Object.fromEntries(entries)
}

function without(list: Json | undefined, gone: Json): Json {
  return listAt(list).filter((item) => !listAt(gone).includes(item))
}

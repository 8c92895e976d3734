import { FairleadError } from '../../errors.ts'
import { parseYaml } from '../../yaml/parse.ts'
import type { Json } from '../../yaml/value.ts'
import { evaluate, isObject, listAt, valueAt } from '../../yaml/value.ts'
import { Unresolvable } from './params.ts'

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
  const project = valueAt(application, 'spec', 'project')
  const spec = valueAt(result, 'spec')
  if (!isObject(result) || !isObject(spec)) return result
  const { project: _, ...rest } = spec
  return { ...result, spec: { ...(project === undefined ? {} : { project }), ...rest } }
}

/** @throws Unresolvable */
function readPatch(text: string): Json | undefined {
  try {
    const root = parseYaml(text, 'templatePatch').documents[0]?.root
    const value = root ? evaluate(root) : undefined
    if (value === undefined || value === null || isObject(value)) return value ?? undefined
  } catch (error) {
    if (!(error instanceof FairleadError)) throw error
    throw new Unresolvable(`its templatePatch cannot be read: ${error.faults[0].message}`)
  }
  throw new Unresolvable('its templatePatch is no map')
}

function merge(base: Json | undefined, change: Json, path: readonly string[]): Json {
  if (Array.isArray(change) && path.join('.') === 'metadata.finalizers')
    return [...new Set([...(change as readonly Json[]), ...listAt(base)])]
  if (!isObject(change)) return change
  if (change['$patch'] === 'delete') return {}
  const { $patch: directive, ...rest } = change
  const kept = isObject(base) && directive !== 'replace' ? base : {}
  const entries = new Map<string, Json>(Object.entries(kept))
  for (const [key, value] of Object.entries(rest)) {
    if (value === null) entries.delete(key)
    else entries.set(key, merge(entries.get(key), value, [...path, key]))
  }
  return Object.fromEntries(entries)
}

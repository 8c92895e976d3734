import { FairleadError } from '../../errors.ts'
import type { Json } from '../../yaml/value.ts'
import { isObject, listAt, valueAt } from '../../yaml/value.ts'
import { clusterParams } from './clusters.ts'
import type { Expansion } from './model.ts'
import { gitParams } from './git.ts'
import { listParams } from './list.ts'
import type { ParamSet } from './params.ts'
import { flatten, goText, mergeDeep, Refused, Unresolvable } from './params.ts'
import { fits } from './selector.ts'

type Generate = (spec: Json, expansion: Expansion) => Promise<ParamSet[]> | ParamSet[]

/** The generators that can be resolved from Git and `fairlead.yaml`. */
const GENERATORS: Readonly<Record<string, Generate>> = {
  list: listParams,
  git: gitParams,
  clusters: clusterParams,
  matrix: matrixParams,
  merge: mergeParams,
}

/** The generators whose parameters come from another source. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  scmProvider: 'the repositories of a forge (scmProvider)',
  pullRequest: 'open pull requests (pullRequest)',
  clusterDecisionResource: 'an object in the cluster (clusterDecisionResource)',
  plugin: 'a plugin',
}

/** Returns the kinds of generators in an entry of `generators`: nearly always one. */
export function generatorKinds(generator: Json): string[] {
  return [...Object.keys(GENERATORS), ...Object.keys(ELSEWHERE)].filter((kind) =>
    isObject(valueAt(generator, kind)),
  )
}

/**
 * Splits an entry with several generators into entries with one each: all of them are used.
 *
 * Rule: argo-cd applicationset/generators/generator_spec_processor.go (GetRelevantGenerators)
 */
export function separated(generator: Json): Json[] {
  const kinds = generatorKinds(generator)
  if (kinds.length < 2) return [generator]
  const selector = valueAt(generator, 'selector') ?? null
  return kinds.map((kind) => ({ [kind]: valueAt(generator, kind) ?? null, selector }))
}

/**
 * Returns the parameters of a generator, without those that its selector excludes.
 *
 * Rule: argo-cd applicationset/generators/generator_spec_processor.go (Transform)
 *
 * @param parent the parameters of a matrix' first generator, which the templates of the second may use
 * @throws Unresolvable if they cannot be determined from Git
 */
export async function generate(
  generator: Json,
  expansion: Expansion,
  parent?: ParamSet,
): Promise<readonly ParamSet[]> {
  const [kind] = generatorKinds(generator)
  const run = kind === undefined ? undefined : GENERATORS[kind]
  if (kind === undefined) throw new Unresolvable('one of its generators has an unknown kind')
  if (!run) throw new Unresolvable(`its apps come from ${ELSEWHERE[kind] ?? kind}, which is not in Git`)
  const spec = valueAt(generator, kind) ?? {}
  const interpolated =
    parent && Object.keys(parent.params).length > 0 ? await interpolate(spec, kind, expansion, parent) : spec
  const sets = await attempted(() => run(interpolated, expansion))
  expansion.count(sets.length)
  const selector = valueAt(generator, 'selector')
  return selector === undefined || selector === null
    ? sets
    : sets.filter(({ params }) => fits(selector, flatten(params)))
}

/**
 * Converts an input error to Refused: a generator with values that are not valid YAML, or that expand endlessly,
 * affects only its own Applications.
 */
async function attempted<T>(work: () => Promise<T> | T): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof FairleadError)) throw error
    throw new Refused(`one of its generators cannot be read: ${error.faults[0].message}`)
  }
}

/**
 * Fills in the templates of a generator itself. Its `values` may use keys that only the generator itself provides, so
 * a value with a missing key is left unchanged.
 *
 * Rule: argo-cd applicationset/utils/utils.go (RenderGeneratorParams)
 */
async function interpolate(spec: Json, kind: string, expansion: Expansion, parent: ParamSet): Promise<Json> {
  const { templates, templating } = expansion
  const values = valueAt(spec, 'values')
  if (!isObject(spec) || !isObject(values) || !['git', 'clusters'].includes(kind))
    return templates.value(spec, parent, templating)
  const { values: _, ...rest } = spec
  const strict = {
    ...templating,
    options: [
      ...templating.options.filter((option) => !option.startsWith('missingkey=')),
      'missingkey=error',
    ],
  }
  const resolved = Object.entries(values).map(async ([key, value]) => {
    try {
      return [key, await templates.value(value, parent, strict)] as const
    } catch (error) {
      const isMissing =
        error instanceof Unresolvable && /map has no entry for key|can't evaluate field/.test(error.message)
      if (!isMissing) throw error
      return [key, value] as const
    }
  })
  const rendered = await templates.value(rest, parent, templating)
  return { ...(isObject(rendered) ? rendered : {}), values: Object.fromEntries(await Promise.all(resolved)) }
}

/**
 * Returns every combination of two generators; if both set a parameter, the first one wins.
 *
 * Rule: argo-cd applicationset/generators/matrix.go
 */
async function matrixParams(spec: Json, expansion: Expansion): Promise<ParamSet[]> {
  const [first, second, ...more] = listAt(spec, 'generators')
  if (first === undefined || second === undefined || more.length > 0)
    throw new Refused('its matrix generator does not have exactly two generators')
  const outer = await inner(first, expansion)
  const combined = outer.map(async (a) => {
    // Throws before more sets are generated if the limit is already exceeded.
    expansion.count(0)
    const sets = await inner(second, expansion, a)
    return sets.map((b) => combine(a, b, expansion))
  })
  return (await Promise.all(combined)).flat()
}

/**
 * Returns the sets of one generator inside a matrix or merge, which must have exactly one kind.
 *
 * Rule: argo-cd applicationset/generators/matrix.go and merge.go (getParams)
 *
 * @throws Refused if it has no kind or several kinds
 */
function inner(generator: Json, expansion: Expansion, parent?: ParamSet): Promise<readonly ParamSet[]> {
  if (generatorKinds(generator).length === 1) return generate(generator, expansion, parent)
  throw new Refused('a generator in its matrix or merge generator has an unknown kind, or several kinds')
}

function combine(a: ParamSet, b: ParamSet, { templating }: Expansion): ParamSet {
  if (templating.goTemplate) return mergeSets(b, a)
  const params = Object.fromEntries(Object.entries(a.params).map(([key, value]) => [key, goText(value)]))
  for (const [key, value] of Object.entries(b.params)) {
    const text = goText(value)
    if (Object.hasOwn(params, key) && params[key] !== text)
      throw new Refused(`its matrix generator has two values for ${key}`)
    params[key] = text
  }
  return { params, strings: [] }
}

function mergeSets(base: ParamSet, over: ParamSet): ParamSet {
  return { params: mergeDeep(base.params, over.params), strings: [...base.strings, ...over.strings] }
}

/**
 * Returns the sets of the first generator, each merged with the sets of the others that have the same merge keys.
 *
 * Rule: argo-cd applicationset/generators/merge.go
 */
async function mergeParams(spec: Json, expansion: Expansion): Promise<ParamSet[]> {
  const generators = listAt(spec, 'generators')
  const keys = listAt(spec, 'mergeKeys').map(goText)
  if (generators.length < 2) throw new Refused('its merge generator has fewer than two generators')
  if (keys.length === 0) throw new Refused('its merge generator has no mergeKeys')
  const [base = [], ...others] = await Promise.all(generators.map((generator) => inner(generator, expansion)))
  const merged = byKeys(base, keys)
  for (const sets of others) {
    const over = byKeys(sets, keys)
    for (const [key, set] of merged) {
      const more = over.get(key)
      if (!more) continue
      merged.set(
        key,
        expansion.templating.goTemplate
          ? mergeSets(set, more)
          : { params: { ...set.params, ...more.params }, strings: [] },
      )
    }
  }
  return [...merged.values()]
}

function byKeys(sets: readonly ParamSet[], keys: readonly string[]): Map<string, ParamSet> {
  const result = new Map<string, ParamSet>()
  for (const set of sets) {
    const key = JSON.stringify(keys.toSorted().map((name) => [name, ordered(set.params[name] ?? null)]))
    if (result.has(key))
      throw new Refused(`its merge generator gets two sets of parameters for the same ${keys.join(', ')}`)
    result.set(key, set)
  }
  return result
}

/** Returns a value with the keys of all maps sorted, as Go writes them. */
function ordered(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(ordered)
  if (!isObject(value)) return value
  const keys = Object.keys(value).toSorted()
  return Object.fromEntries(keys.map((key) => [key, ordered(value[key] ?? null)]))
}

/** Returns the `template` of a generator itself. */
export function ownTemplate(generator: Json): Json | undefined {
  const [kind] = generatorKinds(generator)
  return kind === undefined ? undefined : valueAt(generator, kind, 'template')
}

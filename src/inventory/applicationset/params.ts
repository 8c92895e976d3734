import type { Json } from '../../yaml/value.ts'
import { isObject } from '../../yaml/value.ts'

/** One set of parameters that a generator gives: the template makes one Application of it. */
export interface ParamSet {
  readonly params: { readonly [key: string]: Json }
  /** Where Argo CD has a map or list of strings, which Go templates can tell from one of anything. */
  readonly strings: readonly (readonly string[])[]
}

/** Why the apps of a generator cannot be known, as a sentence. */
export class Unresolvable extends Error {
  /** What to do about it, in one or more lines. */
  readonly hint: string | undefined

  constructor(message: string, hint?: string) {
    super(message)
    this.hint = hint
  }
}

/**
 * Why the apps of an ApplicationSet cannot be known, where Argo CD cannot make them either: then it leaves all
 * Applications of the set as they are.
 *
 * Rule: argo-cd applicationset/controllers/applicationset_controller.go (Reconcile), which ends where
 * GenerateApplications gives an error
 */
export class Refused extends Unresolvable {}

/**
 * A value as Go's `%v` prints it.
 *
 * Rule: https://pkg.go.dev/fmt; numbers are float64, as encoding/json reads them.
 */
export function goText(value: Json): string {
  if (value === null) return '<nil>'
  if (typeof value === 'number') return goNumber(value)
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(goText).join(' ')}]`
  if (isObject(value))
    return `map[${Object.keys(value)
      .toSorted()
      .map((key) => `${key}:${goText(value[key] ?? null)}`)
      .join(' ')}]`
  return String(value)
}

/** `%g` in its shortest form: with an exponent below 1e-4 and from 1e6 on (strconv/ftoa.go). */
function goNumber(value: number): string {
  const [mantissa = '', exponent = '0'] = value.toExponential().split('e')
  const power = Number(exponent)
  if (power >= -4 && power < 6) return String(value)
  return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`
}

/**
 * Nested maps and lists as one map with dotted keys, all values as text.
 *
 * Rule: argo-cd applicationset/generators/git.go (generateParamsFromGitFile) with jeremywohl/flatten, DotStyle.
 */
export function flatten(value: { readonly [key: string]: Json }): Record<string, string> {
  const flat: Record<string, string> = {}
  const visit = (current: Json, key: string): void => {
    const entries = Array.isArray(current)
      ? (current as readonly Json[]).map((item, i) => [String(i), item] as const)
      : isObject(current)
        ? Object.entries(current)
        : undefined
    if (!entries) flat[key] = goText(current)
    else for (const [name, inner] of entries) visit(inner, key === '' ? name : `${key}.${name}`)
  }
  visit(value, '')
  return flat
}

/**
 * Lays `over` onto `base`: maps are merged, everything else of `over` wins.
 *
 * Rule: dario.cat/mergo with WithOverride, as argo-cd applicationset/generators/matrix.go and merge.go call it.
 */
export function mergeDeep(
  base: { readonly [key: string]: Json },
  over: { readonly [key: string]: Json },
): { readonly [key: string]: Json } {
  const result: Record<string, Json> = { ...base }
  for (const [key, value] of Object.entries(over)) {
    const current = result[key]
    result[key] = isObject(value) && isObject(current) ? mergeDeep(current, value) : value
  }
  return result
}

/**
 * A name that Kubernetes takes.
 *
 * Rule: argo-cd applicationset/utils/template_functions.go (SanitizeName)
 */
export function normalize(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^-a-z0-9.]/g, '-')
    .slice(0, 253)
    .replaceAll(/^[-.]+|(?<![-.])[-.]+$/g, '')
}

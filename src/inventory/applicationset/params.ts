import type { Json } from '../../yaml/value.ts'
import { isObject } from '../../yaml/value.ts'

/** One set of parameters of a generator: the template makes one Application from it. */
export interface ParamSet {
  readonly params: { readonly [key: string]: Json }
  /**
   * The paths at which Argo CD has a map or list of strings; Go templates distinguish these from a map or list of any
   * type.
   */
  readonly strings: readonly (readonly string[])[]
}

/** The reason why the apps of a generator cannot be determined, as a sentence. */
export class Unresolvable extends Error {
  /** A hint to resolve it, in one or more lines. */
  readonly hint: string | undefined

  constructor(message: string, hint?: string) {
    super(message)
    this.hint = hint
  }
}

/**
 * The reason why the apps of an ApplicationSet cannot be determined if Argo CD cannot generate them either: Argo CD
 * then leaves all Applications of the set unchanged.
 *
 * Rule: argo-cd applicationset/controllers/applicationset_controller.go (Reconcile), which ends if
 * GenerateApplications returns an error
 */
export class Refused extends Unresolvable {}

/**
 * Returns a value as Go's `%v` prints it.
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

/** Returns a number in the shortest form of `%g`: with an exponent below 1e-4 and from 1e6 on (strconv/ftoa.go). */
function goNumber(value: number): string {
  const [mantissa = '', exponent = '0'] = value.toExponential().split('e')
  const power = Number(exponent)
  if (power >= -4 && power < 6) return String(value)
  return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`
}

/**
 * Flattens nested maps and lists to one map with dotted keys and all values as text.
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
 * Merges `over` into `base`: maps are merged; for all other values, `over` wins.
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
 * Converts a text to a name that is valid in Kubernetes.
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

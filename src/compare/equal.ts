import type { Json } from '../yaml/value.ts'
import { isObject } from '../yaml/value.ts'

/**
 * Reports whether two values are equal. The order of keys in a map does not matter. A number never equals a string.
 */
export function isEqual(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b || Object.is(a, b)) return true
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item: Json, i) => isEqual(item, b[i] as Json))
  if (!isObject(a) || !isObject(b)) return false
  const keys = Object.keys(a)
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && isEqual(a[key], b[key]))
  )
}

/** Returns a value as JSON with sorted keys, which is the same text for equal values. */
export function stableText(value: Json | undefined): string {
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(stableText).join(',')}]`
  if (!isObject(value)) return JSON.stringify(Object.is(value, -0) ? 0 : value) ?? 'null'
  const keys = Object.keys(value).toSorted()
  return `{${keys.map((key) => `${JSON.stringify(key)}:${stableText(value[key])}`).join(',')}}`
}

import type { DataShape } from './shape.ts'

/** Of a place, of a failure, and of an app. */
const MISSING = new Set(['line', 'column', 'isOutOfReach', 'onMerge', 'url'])

/**
 * Keys that JSON leaves out where they are undefined, put back, so that a report that was read is the report
 * that was written. Only those of `MISSING` may be missing for real.
 */
export function withUndefined(shape: DataShape, value: unknown): unknown {
  if (shape.type === 'list' && Array.isArray(value))
    return value.map((item) => withUndefined(shape.items, item))
  if (shape.type !== 'object' || typeof value !== 'object' || value === null) return value
  const from = value as Record<string, unknown>
  return Object.fromEntries(
    Object.entries(shape.keys).flatMap(([key, inner]) => {
      if (Object.hasOwn(from, key)) return [[key, withUndefined(inner, from[key])]]
      return shape.optional?.includes(key) && !MISSING.has(key) ? [[key, undefined]] : []
    }),
  )
}

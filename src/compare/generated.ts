import type { Json } from '../yaml/value.ts'
import { isObject } from '../yaml/value.ts'
import { escapePointer } from './noise.ts'

/** The placeholder for a value that differs on each run. */
export const GENERATED = '(generated)'

/** Returns an object in which the values at some JSON pointers are `(generated)`. */
export function withGenerated(content: Json, pointers: readonly string[]): Json {
  if (pointers.length === 0) return content
  const wanted = new Set(pointers)
  const visit = (value: Json, pointer: string): Json => {
    if (wanted.has(pointer)) return GENERATED
    if (Array.isArray(value))
      return (value as readonly Json[]).map((item, i) => visit(item, `${pointer}/${i}`))
    if (!isObject(value)) return value
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, visit(inner, `${pointer}/${escapePointer(key)}`)]),
    )
  }
  return visit(content, '')
}

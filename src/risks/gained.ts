import type { Json } from '../yaml/value.ts'
import type { Change } from './rule.ts'

/**
 * Returns what is found in an object only after the change. A rule reports what a change does, not what already
 * existed.
 */
export function gained(change: Change, find: (content: Json) => readonly string[]): string[] {
  if (change.after === undefined) return []
  const old = new Set(change.before === undefined ? [] : find(change.before))
  return [...new Set(find(change.after))].filter((reason) => !old.has(reason))
}

/** Returns some names as a text: the first five, and the number of the others. */
export function some(names: readonly string[]): string {
  const more = names.length - 5
  return names.slice(0, 5).join(', ') + (more > 0 ? ` and ${more} more` : '')
}

import type { Json } from '../yaml/value.ts'
import type { Change } from './rule.ts'

/** What is found in an object now and was not before: a rule tells what a change does, not what was there. */
export function gained(change: Change, find: (content: Json) => readonly string[]): string[] {
  if (change.after === undefined) return []
  const old = new Set(change.before === undefined ? [] : find(change.before))
  return [...new Set(find(change.after))].filter((reason) => !old.has(reason))
}

/** Some names as a text: the first five, and how many more there are. */
export function some(names: readonly string[]): string {
  const more = names.length - 5
  return names.slice(0, 5).join(', ') + (more > 0 ? ` and ${more} more` : '')
}

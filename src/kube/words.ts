import type { Json } from '../yaml/value.ts'

/** The JSON types in the words of messages. */
const WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
  null: 'empty (null)',
}

/** Returns the type of a value, as schemas name it. */
export function typeOf(value: Json): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  return typeof value
}

/** Formats a type error: `must be text but is a whole number (put it in quotes)`. It does not contain the value. */
export function mustBe(expected: readonly string[], value: Json): string {
  const type = typeOf(value)
  const words = expected.map((name) => WORDS[name] ?? name).join(' or ')
  const quotes =
    expected.includes('string') && ['integer', 'number', 'boolean'].includes(type)
      ? ' (put it in quotes)'
      : ''
  const unquoted = type === 'string' && !expected.includes('string') && isPlain(value) ? ' (in quotes?)' : ''
  const is = type === 'boolean' ? 'a boolean' : type === 'object' ? 'a map' : (WORDS[type] ?? type)
  return `must be ${words} but is ${is}${quotes}${unquoted}`
}

function isPlain(value: Json): boolean {
  return typeof value === 'string' && /^(\d+|true|false)$/.test(value)
}

const PLAIN_KEY = /^[A-Za-z_][\w-]*$/

/** Adds a key to a path: `metadata.labels["app.kubernetes.io/name"]`. */
export function below(path: string, key: string): string {
  if (!PLAIN_KEY.test(key)) return `${path}[${JSON.stringify(key)}]`
  return path === '' ? key : `${path}.${key}`
}

/**
 * Adds a list item to a path: by its name if it has one, so that the path stays the same if other items are added or
 * removed.
 */
export function item(path: string, index: number, value: Json): string {
  const name =
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as { readonly [key: string]: Json })['name']
      : undefined
  return typeof name === 'string' && /^[\w.-]{1,63}$/.test(name) ? `${path}[${name}]` : `${path}[${index}]`
}

/** Finds the known name that a misspelled one most likely means; undefined if none is similar. */
export function nearest(wrong: string, known: readonly string[]): string | undefined {
  if (wrong.length > 64) return undefined
  const near = known
    .map((name) => ({ name, distance: distance(wrong.toLowerCase(), name.toLowerCase()) }))
    .filter(({ name, distance: d }) => d <= Math.min(2, Math.floor(Math.min(name.length, wrong.length) / 3)))
    .toSorted((a, b) => a.distance - b.distance)
  return near[0]?.name
}

/** Returns the number of letters to change, add or remove; 3 if the lengths differ by more than 2. */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 3
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++)
      next.push(
        Math.min(
          (row[j] ?? 0) + 1,
          (next[j - 1] ?? 0) + 1,
          (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1),
        ),
      )
    row = next
  }
  return row[b.length] ?? 0
}

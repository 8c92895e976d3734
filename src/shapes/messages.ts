import type { BaseIssue } from 'valibot'
import type { Fault } from '../errors.ts'
import { suggestion } from '../errors.ts'

/**
 * The messages of the valibot schemas in this folder: half a sentence, to which `shapeFault` adds the location. They
 * are defined once, so that a configuration, a report and all other inputs are described with the same words.
 */
export const MUST_BE = {
  text: 'must be a string',
  flag: 'must be true or false',
  list: 'must be a list',
  map: 'must be a map',
  number: (least: number) => `must be a number of at least ${least}`,
  count: (least: number) => `must be a whole number of at least ${least}`,
}

/** The required form of a whole text, and its description: "must be …". */
export interface Form {
  readonly pattern: RegExp
  readonly words: string
}

/** The maximum length of a value in a message: values may be untrusted and of any length. */
const MOST_SHOWN = 100

export function shown(text: unknown): string {
  return JSON.stringify(String(text).slice(0, MOST_SHOWN))
}

/** Returns the message for an issue of `strictObject`. */
export function aboutKeys(issue: BaseIssue<unknown>): string {
  if (isUnknownKey(issue)) return `has no key ${shown(issue.input)}`
  return issue.expected === 'Object' ? MUST_BE.map : `is missing the key ${issue.expected}`
}

/** Returns the message for an issue of `values`, the options of a text. */
export function notAmong(issue: BaseIssue<unknown>): string {
  return `cannot be ${shown(issue.input)}`
}

/** Reports whether a `strictObject` found a key that it does not know; the path of the issue ends with that key. */
export function isUnknownKey(issue: BaseIssue<unknown>): boolean {
  return issue.type === 'strict_object' && issue.expected === 'never'
}

/**
 * Returns the error for an issue that valibot found.
 *
 * @param root the name of the whole, such as `the file`; values in it are identified only by their path
 */
export function shapeFault(issue: BaseIssue<unknown>, root: string): Pick<Fault, 'message' | 'hint'> {
  // A check of Fairlead's own contains a whole sentence and, on a second line, what to try.
  if (issue.type === 'check' || issue.type === 'raw_check') {
    const [sentence = '', hint] = issue.message.split('\n')
    return hint === undefined ? { message: sentence } : { message: sentence, hint: hint.trim() }
  }
  const message = `${placeName(subjectKeys(issue), root)} ${issue.message}`
  const options: unknown = issue.type === 'values' ? issue.requirement : undefined
  return Array.isArray(options)
    ? { message, hint: suggestion(String(issue.input), options.map(String)) }
    : { message }
}

/** Returns the path of the subject of an issue; for a key that is unknown or missing, the path of the map. */
export function subjectKeys({ type, expected, path }: BaseIssue<unknown>): readonly unknown[] {
  const isOfKey = type === 'strict_object' && expected !== 'Object'
  return (path ?? []).slice(0, isOfKey ? -1 : undefined).map(({ key }) => key)
}

/** Returns a path such as `environments.prod.paths[0]`; without keys, the name of the whole. */
export function placeName(keys: readonly unknown[], root: string): string {
  if (keys.length === 0) return root
  const parts = keys.map((key, i) => {
    if (typeof key === 'number') return `[${key}]`
    const isPlain = /^[\w/-]{1,100}$/.test(String(key))
    return isPlain ? `${i === 0 ? '' : '.'}${String(key)}` : `[${shown(key)}]`
  })
  return parts.join('')
}

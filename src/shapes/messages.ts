import type { BaseIssue } from 'valibot'
import type { Fault } from '../errors.ts'
import { suggestion } from '../errors.ts'

/**
 * What valibot's schemas of this room say of a fault: half a sentence, to which `shapeFault` puts where it is. They are
 * in one place, so that a configuration, a report and whatever else is read are told of in the same words.
 */
export const MUST_BE = {
  text: 'must be a string',
  flag: 'must be true or false',
  list: 'must be a list',
  map: 'must be a map',
  number: (least: number) => `must be a number of at least ${least}`,
  count: (least: number) => `must be a whole number of at least ${least}`,
}

/** What a whole text must look like, and how to say so: "must be …". */
export interface Form {
  readonly pattern: RegExp
  readonly words: string
}

/** Values may be a stranger's, and as long as they like. */
const MOST_SHOWN = 100

export function shown(text: unknown): string {
  return JSON.stringify(String(text).slice(0, MOST_SHOWN))
}

/** For `strictObject`. */
export function aboutKeys(issue: BaseIssue<unknown>): string {
  if (isUnknownKey(issue)) return `has no key ${shown(issue.input)}`
  return issue.expected === 'Object' ? MUST_BE.map : `is missing the key ${issue.expected}`
}

/** For `values`, the options of a text. */
export function notAmong(issue: BaseIssue<unknown>): string {
  return `cannot be ${shown(issue.input)}`
}

/** Whether a `strictObject` came upon a key that it does not know; its path ends with that key. */
export function isUnknownKey(issue: BaseIssue<unknown>): boolean {
  return issue.type === 'strict_object' && issue.expected === 'never'
}

/**
 * A fault that valibot found, in words.
 *
 * @param root how the whole is called, such as `the file`; what is in it is named by the way to it alone
 */
export function shapeFault(issue: BaseIssue<unknown>, root: string): Pick<Fault, 'message' | 'hint'> {
  // A check of our own says a whole sentence, and on a second line what to try.
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

/** The way to what an issue speaks of: of a key that is unknown, or lacks, to the map that it should be in or not. */
export function subjectKeys({ type, expected, path }: BaseIssue<unknown>): readonly unknown[] {
  const isOfKey = type === 'strict_object' && expected !== 'Object'
  return (path ?? []).slice(0, isOfKey ? -1 : undefined).map(({ key }) => key)
}

/** `environments.prod.paths[0]`; of no keys the whole. */
export function placeName(keys: readonly unknown[], root: string): string {
  if (keys.length === 0) return root
  const parts = keys.map((key, i) => {
    if (typeof key === 'number') return `[${key}]`
    const isPlain = /^[\w/-]{1,100}$/.test(String(key))
    return isPlain ? `${i === 0 ? '' : '.'}${String(key)}` : `[${shown(key)}]`
  })
  return parts.join('')
}

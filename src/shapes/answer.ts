import * as v from 'valibot'
import { placeName } from './messages.ts'

/** What is read of an answer: of a server, a program or a file of others. Keys that are not read may be there. */
export type Shape<T> = v.GenericSchema<unknown, T>

/** Of requests whose answer is of no use. */
export const anything: Shape<unknown> = v.unknown()

/** An answer as it is read; or what is wrong with it. */
export type ParsedAnswer<T> = { readonly data: T } | { readonly fault: string }

/**
 * Holds an answer to what is read of it.
 *
 * @param root how the whole is called in a fault
 * @returns a fault that says where it has another shape, and nothing of what it holds
 */
export function parseAnswer<T>(shape: Shape<T>, answer: unknown, root = 'the answer'): ParsedAnswer<T> {
  const read = v.safeParse(shape, answer, { abortEarly: true })
  if (read.success) return { data: read.output }
  const [{ path, expected, message, received }] = read.issues
  const place = placeName(
    (path ?? []).map(({ key }) => key),
    root,
  )
  // Valibot's own words show what was received. Words of a schema of ours are half a sentence: "must be a map".
  if (!message.startsWith('Invalid ')) return { fault: `${place} ${message}` }
  if (received === 'undefined') return { fault: `${place} is missing` }
  return { fault: `${place} is not of the type ${expected ?? 'that is expected'}` }
}

/**
 * The same of an answer that is a text of JSON.
 *
 * @returns a fault also where it is none
 */
export function parseJsonAnswer<T>(
  shape: Shape<T>,
  text: string | Uint8Array,
  root?: string,
): ParsedAnswer<T> {
  let answer: unknown
  try {
    answer = JSON.parse(typeof text === 'string' ? text : new TextDecoder().decode(text))
  } catch {
    // The parser's own words quote the text, which may hold a secret.
    return { fault: 'it is not valid JSON' }
  }
  return parseAnswer(shape, answer, root)
}

/** An answer where only one of the right shape says anything. */
export function parseJsonIfValid<T>(shape: Shape<T>, text: string | Uint8Array): T | undefined {
  const answer = parseJsonAnswer(shape, text)
  return 'data' in answer ? answer.data : undefined
}

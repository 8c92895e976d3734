import * as v from 'valibot'
import { placeName } from './messages.ts'

/** The parts that are read of an answer: of a server, a program or a file of others. Other keys may exist. */
export type Shape<T> = v.GenericSchema<unknown, T>

/** The shape of answers that are not used. */
export const anything: Shape<unknown> = v.unknown()

/** A parsed answer, or what is wrong with it. */
export type ParsedAnswer<T> = { readonly data: T } | { readonly fault: string }

/**
 * Checks an answer against the parts that are read of it.
 *
 * @param root the name of the whole answer in an error
 * @returns an error that contains the location of the mismatch, and nothing of the content
 */
export function parseAnswer<T>(shape: Shape<T>, answer: unknown, root = 'the response'): ParsedAnswer<T> {
  const read = v.safeParse(shape, answer, { abortEarly: true })
  if (read.success) return { data: read.output }
  const [{ path, expected, message, received }] = read.issues
  const place = placeName(
    (path ?? []).map(({ key }) => key),
    root,
  )
  // Valibot's own messages contain what was received. Messages of Fairlead's schemas are half a sentence: "must be a
  // map".
  if (!message.startsWith('Invalid ')) return { fault: `${place} ${message}` }
  if (received === 'undefined') return { fault: `${place} is missing` }
  return { fault: `${place} is not of the type ${expected ?? 'that is expected'}` }
}

/**
 * Parses an answer that is JSON.
 *
 * @returns an error also if the text is not JSON
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
    // The parser's own message quotes the text, which may contain a secret.
    return { fault: 'it is not valid JSON' }
  }
  return parseAnswer(shape, answer, root)
}

/** Returns an answer if it has the right shape; otherwise undefined. */
export function parseJsonIfValid<T>(shape: Shape<T>, text: string | Uint8Array): T | undefined {
  const answer = parseJsonAnswer(shape, text)
  return 'data' in answer ? answer.data : undefined
}

import * as v from 'valibot'
import { placeName } from '../shapes/messages.ts'

/** What is read of a server's answer. */
export type Shape<T> = v.GenericSchema<unknown, T>

/** Of requests whose answer is of no use. */
export const anything: Shape<unknown> = v.unknown()

/** An answer as it is read; or what is wrong with it. */
export type Held<T> = { readonly data: T } | { readonly fault: string }

/**
 * Holds an answer to what is read of it.
 *
 * @returns a fault that says where it has another shape, and nothing of what it holds
 */
export function held<T>(shape: Shape<T>, answer: unknown): Held<T> {
  const read = v.safeParse(shape, answer, { abortEarly: true })
  if (read.success) return { data: read.output }
  const [{ path, expected }] = read.issues
  const place = placeName(
    (path ?? []).map(({ key }) => key),
    'the answer',
  )
  return { fault: `${place} is not of the kind ${expected ?? 'that it should be'}` }
}

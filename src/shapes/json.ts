import * as v from 'valibot'
import { inputError } from '../errors.ts'
import type { Json } from '../yaml/value.ts'
import { aboutKeys, MUST_BE, notAmong, shapeFault } from './messages.ts'

/**
 * Schemas of parsed JSON. The result has its keys in the order of the schema, and the keys of maps in alphabetical
 * order, so that it is always written as the same text.
 */

/** Any JSON. */
export const any = (description: string) =>
  v.pipe(
    v.unknown(),
    v.transform((value) => value as Json),
    v.description(description),
  )

export const text = (description: string) => v.pipe(v.string(MUST_BE.text), v.description(description))

/** A text that is one of the options. */
export const oneOf = <const O extends readonly string[]>(description: string, options: O) =>
  v.pipe(v.string(MUST_BE.text), v.values(options, notAmong), v.picklist(options), v.description(description))

/** A whole number of at least `least`. */
export const whole = (description: string, least = 0) => {
  const message = MUST_BE.number(least)
  return v.pipe(
    v.number(message),
    v.integer(message),
    v.minValue(least, message),
    v.maxValue(Number.MAX_SAFE_INTEGER, message),
    v.description(description),
  )
}

/** Any number of at least `least`. */
export const number = (description: string, least = 0) => {
  const message = MUST_BE.number(least)
  return v.pipe(v.number(message), v.finite(message), v.minValue(least, message), v.description(description))
}

export const flag = (description: string) => v.pipe(v.boolean(MUST_BE.flag), v.description(description))

export const list = <I extends v.GenericSchema<unknown, unknown>>(description: string, items: I) =>
  v.pipe(v.array(items, MUST_BE.list), v.description(description))

/** Any keys, all with values of one shape, as a Map that preserves their order. */
export const entries = <I extends v.GenericSchema<unknown, unknown>>(values: I) =>
  v.pipe(
    v.unknown(),
    v.transform((value) => (isRecord(value) ? new Map(Object.entries(value)) : undefined)),
    // Not valibot's record, which silently drops keys such as constructor, and accepts a list.
    v.map(v.string(), values, MUST_BE.map),
  )

/** Any keys, all with values of one shape. */
export const map = <I extends v.GenericSchema<unknown, unknown>>(description: string, values: I) =>
  v.pipe(
    v.unknown(),
    v.transform(sortedMap),
    // See entries.
    v.map(v.string(), values, MUST_BE.map),
    // Object.fromEntries defines keys, so that even __proto__ is like any other key.
    v.transform((read) => Object.fromEntries<v.InferOutput<I>>(read)),
    v.description(description),
  )

/** Exactly these keys. A key that is undefined counts as missing. */
export const object = <E extends v.ObjectEntries>(description: string, entries: E) =>
  v.pipe(
    v.unknown(),
    v.transform(definedKeys),
    v.strictObject(entries, aboutKeys),
    v.description(description),
  )

/**
 * These keys, each of which may be missing if its own schema allows it, and any others. Unlike `v.object`, it does
 * not accept a list.
 */
export const some = <E extends v.ObjectEntries>(entries: E) =>
  v.pipe(v.custom<object>(isRecord, MUST_BE.map), v.object(entries))

/** A key that may be missing, and then is also missing in the result. */
export const optional = v.exactOptional

/** A key that may be missing, and then is undefined in the result: JSON omits what is undefined. */
export const maybe = <I extends v.GenericSchema<unknown, unknown>>(schema: I) =>
  v.optional(schema, () => undefined)

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function sortedMap(value: unknown): unknown {
  if (!isRecord(value)) return undefined
  return new Map(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

function definedKeys(value: unknown): unknown {
  if (!isRecord(value)) return undefined
  const entries = Object.entries(value)
  return entries.some(([, inner]) => inner === undefined)
    ? Object.fromEntries(entries.filter(([, inner]) => inner !== undefined))
    : value
}

/**
 * Reads data with a schema of this file.
 *
 * @param root the name of the whole in an error
 * @throws FairleadError (input) with the first error
 */
export function readJson<S extends v.GenericSchema<unknown, unknown>>(
  schema: S,
  value: unknown,
  root: string,
): v.InferOutput<S> {
  const result = v.safeParse(schema, value, { abortEarly: true })
  if (result.success) return result.output
  const { message, hint } = shapeFault(result.issues[0], root)
  throw inputError(hint === undefined ? message : `${message}. ${hint}`)
}

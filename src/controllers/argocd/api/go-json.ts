import * as v from 'valibot'

/** Schemas for JSON as Go writes it: empty values are omitted, and an empty list may be null. */

export const text = () => v.nullish(v.string(), '')
export const list = <I extends v.GenericSchema<unknown, unknown>>(items: I) =>
  v.nullish(v.array(items), () => [])
/** A time in RFC 3339, in whole seconds, as milliseconds since 1970; undefined if there is none. */
export const time = () =>
  v.pipe(
    v.nullish(v.string()),
    v.transform((value) => {
      const read = value == null ? Number.NaN : Date.parse(value)
      return Number.isNaN(read) ? undefined : read
    }),
  )

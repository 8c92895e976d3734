import type { Json } from '../../../yaml/value.ts'

/**
 * Returns the first path at which a live object lacks a declared value or has another one. Null and empty values
 * count as missing.
 */
export function missing(wanted: Json, live: unknown, place: string): string | undefined {
  if (isEmpty(wanted)) return isEmpty(live) ? undefined : place
  if (Array.isArray(wanted)) {
    if (!Array.isArray(live) || live.length !== wanted.length) return place
    return firstOf(wanted.map((one, i) => missing(one, live[i], `${place}[${i}]`)))
  }
  if (typeof wanted === 'object' && wanted !== null) {
    if (typeof live !== 'object' || live === null) return place
    const record = live as Record<string, unknown>
    return firstOf(
      Object.entries(wanted).map(([key, value]) => missing(value, record[key], `${place}.${key}`)),
    )
  }
  return wanted === live ? undefined : place
}

/**
 * Returns the first path that a commit removes from an object and that the live object still has with the old value.
 * A value that someone else has set there since belongs to them.
 */
export function leftOver(before: unknown, wanted: unknown, live: unknown, place: string): string | undefined {
  if (Array.isArray(before) && Array.isArray(wanted) && Array.isArray(live)) {
    if (before.length !== wanted.length || wanted.length !== live.length) return undefined
    return firstOf(before.map((one, i) => leftOver(one, wanted[i], live[i], `${place}[${i}]`)))
  }
  if (![before, wanted, live].every(isRecord)) return undefined
  const [was, is, has] = [before, wanted, live] as Readonly<Record<string, unknown>>[]
  return firstOf(
    Object.entries(was ?? {}).map(([key, value]) => {
      const [will, now] = [is?.[key] ?? undefined, has?.[key] ?? undefined]
      if (will !== undefined) return leftOver(value, will, now, `${place}.${key}`)
      // An object has a meaning even if it is empty: `automated: {}`.
      const isThere = now !== undefined && (isRecord(value) || !isEmpty(value))
      return isThere && plain(value) === plain(now) ? `${place}.${key}` : undefined
    }),
  )
}

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function firstOf(places: readonly (string | undefined)[]): string | undefined {
  return places.find((place) => place !== undefined)
}

/** Reports whether Go omits a value when it writes JSON. */
function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '' || value === false || value === 0) return true
  return typeof value === 'object' && Object.values(value).every(isEmpty)
}

/** Returns a value as text, independent of the order of keys and without empty values. */
export function plain(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner))
      return isEmpty(inner) ? undefined : inner
    return Object.fromEntries(
      Object.entries(inner)
        .filter(([, one]) => !isEmpty(one))
        .toSorted(([a], [b]) => (a < b ? -1 : 1)),
    )
  })
}

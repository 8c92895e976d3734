import type { Json } from '../../../yaml/value.ts'

/** The first place where a live object lacks what is declared, or has something else there. Null and empty are none. */
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

function firstOf(places: readonly (string | undefined)[]): string | undefined {
  return places.find((place) => place !== undefined)
}

/** What Go leaves out as it writes JSON. */
function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '' || value === false || value === 0) return true
  return typeof value === 'object' && Object.values(value).every(isEmpty)
}

/** As text, whatever the order of keys and what is empty. */
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

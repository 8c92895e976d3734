import { compareTags } from '../images/tag-order.ts'

/** A version: a tag, a digest, or both. */
export interface Version {
  readonly tag: string | undefined
  readonly digest: string | undefined
}

/** The order of a version relative to another one; `none` for values that are not versions. */
export type Order = 'newer' | 'same' | 'older' | 'unknown' | 'none'

/** Returns the order of a new version relative to the current one. */
export function orderOf(from: string | undefined, fromDigest: string | undefined, version: Version): Order {
  const { tag, digest } = version
  if (from === undefined || tag === undefined)
    return digest !== undefined && digest === fromDigest ? 'same' : 'unknown'
  const order = compareTags(tag, from)
  if (order === undefined) return 'unknown'
  if (order === 0)
    return digest !== undefined && fromDigest !== undefined && digest !== fromDigest ? 'unknown' : 'same'
  return order < 0 ? 'older' : 'newer'
}

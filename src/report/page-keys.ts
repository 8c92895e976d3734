import { createHash } from 'node:crypto'
import type { AppChange, ObjectChange } from '../review/model.ts'
import { isPlainAddress } from '../text/markdown.ts'
import { appKey } from './json/json.ts'

/** Returns the key in links to an app or an object of the page. It does not depend on the rest of the report. */
export function keyOf(change: AppChange, object?: ObjectChange): string {
  const own = object && [object.id.group, object.id.kind, object.id.namespace ?? '', object.id.name]
  return short([appKey(change), ...(own ?? [])])
}

/** Returns the first twelve digits of a hash, which identify a name or the content that a reader has viewed. */
export function short(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 12)
}

/**
 * Returns the address of an app or an object on a published page.
 *
 * @param page the address of the page; undefined if it is not known
 * @returns undefined if there is no page, or if its address could end a Markdown link
 */
export function pageLink(
  page: string | undefined,
  change: AppChange,
  object?: ObjectChange,
): string | undefined {
  if (page === undefined || !isPlainAddress(page)) return undefined
  return `${page.replace(/#.*$/, '')}#${object ? 'o' : 'a'}-${keyOf(change, object)}`
}

import { createHash } from 'node:crypto'
import type { AppChange, ObjectChange } from '../review/model.ts'
import { isPlainAddress } from '../text/markdown.ts'
import { appKey } from './json/json.ts'

/** What links to an app or an object of the page hold: it does not depend on what else is in a report. */
export function keyOf(change: AppChange, object?: ObjectChange): string {
  const own = object && [object.id.group, object.id.kind, object.id.namespace ?? '', object.id.name]
  return short([appKey(change), ...(own ?? [])])
}

/** Twelve digits of a hash: of what a reader has viewed, and of names. */
export function short(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 12)
}

/**
 * The address of an app or an object on a published page.
 *
 * @param page where the page is; undefined where nobody says
 * @returns undefined without a page, or where its address could end a link of markdown
 */
export function pageLink(
  page: string | undefined,
  change: AppChange,
  object?: ObjectChange,
): string | undefined {
  if (page === undefined || !isPlainAddress(page)) return undefined
  return `${page.replace(/#.*$/, '')}#${object ? 'o' : 'a'}-${keyOf(change, object)}`
}

/** Reads the headers of GitLab's responses. */

type Headers = Readonly<Record<string, string | undefined>>

/** The query of a request. */
export type Query = Readonly<Record<string, string | number | boolean | undefined>>

/**
 * Returns the seconds until the next attempt. The limits of single actions, such as notes, report no time: then it is
 * ten seconds, doubled each time.
 *
 * Source: https://docs.gitlab.com/administration/settings/user_and_ip_rate_limits/#response-headers
 */
export function waitOf(headers: Headers, tries = 1): number {
  const after = Number(headers['retry-after'])
  if (after > 0) return Math.ceil(after)
  const reset = Number(headers['ratelimit-reset'])
  return reset > 0 ? Math.max(1, Math.ceil(reset - Date.now() / 1000)) : 10 * 2 ** (tries - 1)
}

/**
 * Returns the query of the next page: the page number, or for a list with keyset pagination the query of its link.
 * The host of a link is never used.
 */
export function nextPage(headers: Headers, query: Query): Query | undefined {
  const page = Number(headers['x-next-page'])
  if (page > 0) return { ...query, page }
  const link = /<([^<>]*)>;\s*rel="next"/.exec(headers['link'] ?? '')?.[1]
  if (link === undefined || !URL.canParse(link)) return undefined
  return Object.fromEntries(new URL(link).searchParams)
}

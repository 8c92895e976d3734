/**
 * The path of an address, decoded, without its first slash. Undefined where servers do not agree on what it is: some
 * decode it twice, take a backslash for a slash, cut `;…` off, or go by a query. The last word is for the server, so
 * what may mean another path to it is no path at all here.
 */
export function plainPath(url: URL): string | undefined {
  const isOfGit = url.search === '?service=git-upload-pack' && url.pathname.endsWith('/info/refs')
  if (url.search !== '' && !isOfGit) return undefined
  let path: string
  try {
    path = decodeURIComponent(url.pathname)
  } catch {
    return undefined
  }
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/%(2f|5c|2e|3b|25|23|3f)/i.test(url.pathname) || /[\\;%?#\0-\x1f\x7f]|\/\/|\/\.\.?(\/|$)/.test(path))
    return undefined
  return path.slice(1)
}

/**
 * Returns the path of a URL, decoded and without its leading slash. Returns undefined if servers do not agree on the
 * path: some decode it twice, treat a backslash as a slash, cut off `;…`, or use the query. The server decides how to
 * read the path, so a path that may mean another one is rejected.
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

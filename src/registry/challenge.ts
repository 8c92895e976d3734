/** An authentication challenge of a registry. Names are in lower case, values are unchanged. */
export interface Challenge {
  readonly scheme: string
  readonly parameters: Readonly<Record<string, string>>
}

// Both are sticky: each match starts where the one before it ended.
const scheme = /[\s,]*([A-Za-z0-9!#$%&'*+.^_`|~-]+)(?=\s|,|$)(?!\s*=)/y
const parameter = /[\s,]*([A-Za-z0-9!#$%&'*+.^_`|~-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/y

/**
 * Reads the header `WWW-Authenticate`, which contains one or more challenges. Everything after a syntax error is
 * ignored.
 *
 * Grammar: https://www.rfc-editor.org/rfc/rfc9110#name-www-authenticate
 */
export function parseChallenges(header: string): Challenge[] {
  const challenges: { scheme: string; parameters: Record<string, string> }[] = []
  let at = 0
  const next = (pattern: RegExp) => {
    pattern.lastIndex = at
    const match = pattern.exec(header)
    if (match) at = pattern.lastIndex
    return match
  }
  for (;;) {
    const given = next(parameter)
    const last = challenges.at(-1)
    if (given && !last) return []
    if (given && last) {
      const [, name = '', quoted, token = ''] = given
      last.parameters[name.toLowerCase()] = quoted?.replaceAll(/\\(.)/g, '$1') ?? token
      continue
    }
    const found = next(scheme)
    if (!found) return challenges
    challenges.push({ scheme: (found[1] ?? '').toLowerCase(), parameters: {} })
  }
}

/** The patterns of two libraries that controllers use, each as an expression. */

/**
 * A pattern of gobwas/glob without separators, as Argo CD matches files of a directory: `*` crosses folders, and
 * `{a,b}` is a choice.
 *
 * Rule: https://github.com/gobwas/glob; argo-cd util/glob/glob.go (Match). A pattern that is none fits nothing.
 */
export function gobwas(pattern: string): RegExp {
  let depth = 0
  let source = ''
  for (const [token] of pattern.matchAll(/\\[^]|\*+|\[(?:\\[^]|[^\]\\])+\]|[^]/g)) {
    if (token.startsWith('*')) source += '[^]*'
    else if (token === '?') source += '[^]'
    else if (token === '{') source += (depth++, '(?:')
    else if (token === '}' && depth > 0) source += (depth--, ')')
    else if (token === ',' && depth > 0) source += '|'
    else if (token.length > 1 && token.startsWith('[')) source += characters(token, '')
    else source += escape(token.length === 2 ? token.slice(1) : token)
  }
  return depth === 0 ? compiled(source) : NOTHING
}

/**
 * A pattern of bmatcuk/doublestar: `*` and `?` stay within a folder's name, `**` as a whole name crosses folders.
 *
 * Rule: https://github.com/bmatcuk/doublestar (v4, Match)
 */
export function doublestar(pattern: string): RegExp {
  let depth = 0
  let source = ''
  for (const [token] of pattern.matchAll(/(?<=^|\/)\*\*(?:\/|$)|\\[^]|\*+|\[(?:\\[^]|[^\]\\])+\]|[^]/g)) {
    if (token === '**/') source += '(?:[^/]+/)*'
    else if (token.startsWith('**')) source += pattern.endsWith('/**') || pattern === '**' ? '.*' : '[^/]*'
    else if (token === '*') source += '[^/]*'
    else if (token === '?') source += '[^/]'
    else if (token === '{') source += (depth++, '(?:')
    else if (token === '}' && depth > 0) source += (depth--, ')')
    else if (token === ',' && depth > 0) source += '|'
    else if (token.length > 1 && token.startsWith('[')) source += characters(token, '/')
    else source += escape(token.length === 2 ? token.slice(1) : token)
  }
  return depth === 0 ? compiled(source) : NOTHING
}

const NOTHING = /(?!)/

function compiled(source: string): RegExp {
  try {
    return new RegExp(`^${source}$`)
  } catch {
    return NOTHING
  }
}

/** @param never what a negated class does not fit either */
function characters(token: string, never: string): string {
  const negated = /^\[[!^]/.test(token)
  const inside = token.slice(negated ? 2 : 1, -1).replaceAll(/\\?([[\]\\^])/g, String.raw`\$1`)
  return `[${negated ? `^${never}` : ''}${inside}]`
}

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`)
}

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
  return depth === 0 ? compiled(source) : NO_PATTERN
}

/**
 * A pattern of bmatcuk/doublestar: `*` and `?` stay within a folder's name, `**` as a whole name crosses folders, also
 * none; `{a,b}` stands for one pattern with each.
 *
 * Rule: https://github.com/bmatcuk/doublestar (v4, Match). A pattern that is none is `NO_PATTERN`, which fits nothing.
 */
export function doublestar(pattern: string): RegExp {
  const choices = chooseEach(pattern)
  const sources = choices?.map(wholePath)
  return sources?.every((source) => source !== undefined)
    ? compiled(sources.length === 1 ? (sources[0] ?? '') : `(?:${sources.join('|')})`)
    : NO_PATTERN
}

/** So many patterns one with choices may stand for. */
const MOST_CHOICES = 1000

/** The patterns without choices that one with choices stands for; undefined where a brace is not closed. */
function chooseEach(pattern: string): string[] | undefined {
  const tokens: readonly string[] = pattern.match(TOKENS) ?? []
  const open = tokens.indexOf('{')
  if (open < 0) return [pattern]
  const ends: number[] = [open]
  let depth = 0
  for (let i = open; i < tokens.length; i++) {
    if (tokens[i] === '{') depth++
    else if (tokens[i] === ',' && depth === 1) ends.push(i)
    else if (tokens[i] === '}' && --depth === 0) {
      ends.push(i)
      break
    }
  }
  const close = ends.at(-1) ?? open
  if (depth > 0) return undefined
  const [before, after] = [tokens.slice(0, open).join(''), tokens.slice(close + 1).join('')]
  const all: string[] = []
  for (const [i, end] of ends.slice(1).entries()) {
    const inner = tokens.slice((ends[i] ?? 0) + 1, end).join('')
    const more = chooseEach(`${before}${inner}${after}`)
    if (!more || all.length + more.length > MOST_CHOICES) return undefined
    all.push(...more)
  }
  return all
}

/** A pattern without choices; undefined where it is none. */
function wholePath(pattern: string): string | undefined {
  const names = pattern.split('/')
  let source = ''
  let isParted = true
  for (const [i, name] of names.entries()) {
    if (name === '**') {
      if (i === names.length - 1) source += isParted ? '.*' : '(?:/.*)?'
      else source += isParted ? '(?:[^/]+/)*' : '/(?:[^/]+/)*'
      isParted = true
      continue
    }
    const part = oneName(name)
    if (part === undefined) return undefined
    source += isParted ? part : `/${part}`
    isParted = false
  }
  return source
}

function oneName(name: string): string | undefined {
  let source = ''
  for (const token of name.match(TOKENS) ?? []) {
    if (token.startsWith('*')) source += '[^/]*'
    else if (token === '?') source += '[^/]'
    else if (token.length > 1 && token.startsWith('[')) source += characters(token, '/')
    else if (token === '[' || token === '\\') return undefined
    else source += escape(token.length === 2 ? token.slice(1) : token)
  }
  return source
}

const TOKENS = /\\[^]|\*+|\[(?:\\[^]|[^\]\\])+\]|[^]/g

/** What stands for a pattern that is none. */
export const NO_PATTERN = /(?!)/

function compiled(source: string): RegExp {
  try {
    return new RegExp(`^${source}$`)
  } catch {
    return NO_PATTERN
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

/** A folder's own files come before those of its folders, each in the order of their names. */
export function filesFirst(a: string, b: string): number {
  const [one, two] = [a.split('/'), b.split('/')]
  const apart = one.findIndex((name, i) => name !== two[i])
  if (apart < 0) return one.length - two.length
  const isFile = (names: readonly string[]) => names.length === apart + 1
  if (isFile(one) !== isFile(two)) return isFile(one) ? -1 : 1
  return (one[apart] ?? '') < (two[apart] ?? '') ? -1 : 1
}

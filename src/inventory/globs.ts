/** The patterns of two libraries that controllers use. */

export interface Pattern {
  test(path: string): boolean
}

/** What stands for a pattern that is none: it fits nothing. */
export const NO_PATTERN: Pattern = { test: () => false }

/**
 * A pattern of gobwas/glob without separators, as Argo CD matches files of a directory: `*` crosses folders, and
 * `{a,b}` is a choice.
 *
 * Rule: https://github.com/gobwas/glob; argo-cd util/glob/glob.go (Match). A pattern that is none fits nothing.
 */
export function gobwas(pattern: string): Pattern {
  const token = /\\[^]|\*+|\[(?:!?[^]-[^]\]|(?:\\[^]|[^\]\\])+\])|[^]/g
  return compiled(pattern, token, (text) => {
    if (text.startsWith('*')) return { kind: 'any', crosses: true }
    if (text === '?') return { kind: 'one', fits: () => true }
    if (text === '[') return undefined
    return text.startsWith('[') ? { kind: 'one', fits: gobwasClass(text) } : literal(text)
  })
}

/**
 * A pattern of bmatcuk/doublestar: `*` and `?` stay within a folder's name, `**` as a whole name crosses folders, also
 * none; `{a,b}` stands for one pattern with each.
 *
 * Rule: https://github.com/bmatcuk/doublestar (v4, Match). A pattern that is none is `NO_PATTERN`, which fits nothing.
 */
export function doublestar(pattern: string): Pattern {
  const choices = chooseEach(pattern)?.map(wholePath)
  const parts = choices?.filter((choice) => choice !== undefined)
  return parts && parts.length === choices?.length ? ofParts(parts) : NO_PATTERN
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
function wholePath(pattern: string): Part[] | undefined {
  const names = pattern.split('/')
  const slash = literal('/')
  const parts: Part[] = []
  let isParted = true
  for (const [i, name] of names.entries()) {
    const before = isParted ? [] : [slash]
    if (name === '**') {
      const rest: Part[] = [...before, { kind: 'any', crosses: true }]
      if (i < names.length - 1) parts.push(...before, { kind: 'folders' })
      else parts.push(...(isParted ? rest : [{ kind: 'choice', choices: [[], rest] } as const]))
      isParted = true
      continue
    }
    const own = oneName(name)
    if (!own) return undefined
    parts.push(...before, ...own)
    isParted = false
  }
  return parts
}

function oneName(name: string): Part[] | undefined {
  const parts: Part[] = []
  for (const token of name.match(TOKENS) ?? []) {
    if (token.startsWith('*')) parts.push({ kind: 'any', crosses: false })
    else if (token === '?') parts.push({ kind: 'one', fits: (character) => character !== '/' })
    else if (token.length > 1 && token.startsWith('['))
      parts.push({ kind: 'one', fits: doublestarClass(token) })
    else if (token === '[' || token === '\\') return undefined
    else parts.push(literal(token))
  }
  return parts
}

const TOKENS = /\\[^]|\*+|\[(?:\\[^]|[^\]\\])+\]|[^]/g

/**
 * What a part of a pattern fits. A pattern is followed in the text with all places at once where it may be, so that
 * a hostile one costs no more than its length times the text's.
 */
type Part =
  | { readonly kind: 'any'; readonly crosses: boolean }
  /** Nothing, or whole names of folders with their slashes. */
  | { readonly kind: 'folders' }
  | { readonly kind: 'one'; readonly fits: (character: string) => boolean }
  | { readonly kind: 'choice'; readonly choices: readonly (readonly Part[])[] }

/** @param part undefined where the token is none, and with it the pattern */
function compiled(pattern: string, token: RegExp, part: (text: string) => Part | undefined): Pattern {
  const whole: Part[] = []
  const open: { readonly outer: Part[]; readonly choices: Part[][] }[] = []
  let current = whole
  for (const [text] of pattern.matchAll(token)) {
    const last = open.at(-1)
    if (text === '{') {
      const choices: Part[][] = [[]]
      current.push({ kind: 'choice', choices })
      open.push({ outer: current, choices })
      current = choices[0] ?? []
    } else if (text === '}' && last) {
      current = last.outer
      open.pop()
    } else if (text === ',' && last) {
      current = []
      last.choices.push(current)
    } else {
      const next = part(text)
      if (!next) return NO_PATTERN
      current.push(next)
    }
  }
  if (open.length > 0) return NO_PATTERN
  return ofParts([whole])
}

/** Fits what one of several rows of parts fits. */
function ofParts(rows: readonly (readonly Part[])[]): Pattern {
  return {
    test(path) {
      const text = [...path]
      return rows.some((row) => follow(row, new Set([0]), text).has(text.length))
    },
  }
}

/** Where in the text the parts may end that begin at one of the places. */
function follow(parts: readonly Part[], from: ReadonlySet<number>, text: readonly string[]): Set<number> {
  let places = new Set(from)
  for (const part of parts) {
    if (places.size === 0) return places
    places =
      part.kind === 'choice'
        ? new Set(part.choices.flatMap((choice) => [...follow(choice, places, text)]))
        : step(part, places, text)
  }
  return places
}

function step(
  part: Exclude<Part, { readonly kind: 'choice' }>,
  places: ReadonlySet<number>,
  text: readonly string[],
): Set<number> {
  const next = new Set<number>()
  let running = false
  for (let i = 0; i <= text.length; i++) {
    const before = text[i - 1] ?? ''
    if (part.kind === 'one') {
      if (i > 0 && places.has(i - 1) && part.fits(before)) next.add(i)
    } else if (part.kind === 'any') {
      running = places.has(i) || (running && (part.crosses || before !== '/'))
      if (running) next.add(i)
    } else {
      if (places.has(i) || (running && before === '/' && text[i - 2] !== '/')) next.add(i)
      running ||= places.has(i)
    }
  }
  return next
}

function literal(token: string): Part {
  const wanted = token.length > 1 && token.startsWith('\\') ? token.slice(1) : token
  return { kind: 'one', fits: (character) => character === wanted }
}

/** `[a-z]`, `[abc]` (in which `-` is itself), and both with `!`. */
function gobwasClass(token: string): (character: string) => boolean {
  const negated = token.startsWith('[!') && token.length > 3
  const inside = token.slice(negated ? 2 : 1, -1)
  const [low = '', dash, high = ''] = inside
  const fits =
    inside.length === 3 && dash === '-'
      ? (character: string) => character >= low && character <= high
      : (character: string) => inside.replaceAll(/\\([^])/g, '$1').includes(character)
  return (character) => fits(character) !== negated
}

/** Characters and ranges, with `!` or `^` before them those that are not in it; never a slash. */
function doublestarClass(token: string): (character: string) => boolean {
  const negated = /^\[[!^]/.test(token)
  const ranges = [...token.slice(negated ? 2 : 1, -1).matchAll(/(\\[^]|[^])(?:-(\\[^]|[^]))?/g)]
  const plain = (text: string) => text.replace(/^\\/, '')
  return (character) =>
    character !== '/' &&
    ranges.some(([, low = '', high = low]) => character >= plain(low) && character <= plain(high)) !== negated
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

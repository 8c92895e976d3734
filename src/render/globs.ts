/** The patterns of two libraries that controllers use. */

export interface Pattern {
  test(path: string): boolean
}

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
 * A pattern of bmatcuk/doublestar: `*` and `?` stay within a folder's name, `**` as a whole name crosses folders.
 *
 * Rule: https://github.com/bmatcuk/doublestar (v4, Match)
 */
export function doublestar(pattern: string): Pattern {
  const token = /(?<=^|\/)\*\*(?:\/|$)|\\[^]|\*+|\[(?:\\[^]|[^\]\\])+\]|[^]/g
  return compiled(pattern, token, (text, isLast) => {
    if (text === '**/') return { kind: 'folders' }
    if (text === '**' && isLast && /(^|\/)\*\*$/.test(pattern)) return { kind: 'any', crosses: true }
    if (text.startsWith('*')) return { kind: 'any', crosses: false }
    if (text === '?') return { kind: 'one', fits: (character) => character !== '/' }
    if (text === '[') return undefined
    return text.startsWith('[') ? { kind: 'one', fits: doublestarClass(text) } : literal(text)
  })
}

/**
 * What a part of a pattern fits. A pattern is followed in the text with all places at once where it may be, so that
 * a hostile one costs no more than its length times the text's.
 */
type Part =
  | { readonly kind: 'any'; readonly crosses: boolean }
  /** Nothing, or whole names of folders with their slashes. */
  | { readonly kind: 'folders' }
  | { readonly kind: 'one'; readonly fits: (character: string) => boolean }
  | { readonly kind: 'choice'; readonly choices: Part[][] }

const NOTHING: Pattern = { test: () => false }

/** @param part undefined where the token is none, and with it the pattern */
function compiled(
  pattern: string,
  token: RegExp,
  part: (text: string, isLast: boolean) => Part | undefined,
): Pattern {
  const whole: Part[] = []
  const open: { readonly outer: Part[]; readonly choices: Part[][] }[] = []
  let current = whole
  for (const { 0: text, index } of pattern.matchAll(token)) {
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
      const next = part(text, index + text.length === pattern.length)
      if (!next) return NOTHING
      current.push(next)
    }
  }
  if (open.length > 0) return NOTHING
  return {
    test(path) {
      const text = [...path]
      return follow(whole, new Set([0]), text).has(text.length)
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

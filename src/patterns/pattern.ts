import { inputError } from '../errors.ts'

/**
 * A parsed pattern. No dialect in this folder is converted to a regular expression: matching follows all possible
 * positions in the pattern at once, so that the cost is at most the length of the pattern times that of the text.
 */
export interface Pattern {
  test(text: string): boolean
}

/** An invalid pattern, which matches nothing. */
export const NO_PATTERN: Pattern = { test: () => false }

/** A part of a pattern, and what it matches. */
export type Part =
  /** Any characters, or none; without `crosses` no slash. */
  | { readonly kind: 'any'; readonly crosses: boolean }
  /** Nothing, or whole folder names with their slashes. */
  | { readonly kind: 'folders' }
  /** One character; `is` is set if only this one matches. */
  | { readonly kind: 'one'; readonly fits: (character: string) => boolean; readonly is?: string }
  | { readonly kind: 'choice'; readonly choices: readonly (readonly Part[])[] }

/** The maximum length of a pattern, which is that of the longest path that an operating system accepts. */
export const LONGEST_PATTERN = 4096

/**
 * Returns the pattern unchanged.
 *
 * @throws FairleadError (input) if it is longer than {@link LONGEST_PATTERN} characters
 */
export function checkedPattern(pattern: string): string {
  if (pattern.length <= LONGEST_PATTERN) return pattern
  throw inputError(
    `the pattern "${pattern.slice(0, 40)}…" has ${pattern.length} characters; the limit is ${LONGEST_PATTERN}`,
    { hint: 'Use a shorter pattern, or several.' },
  )
}

/**
 * Returns the tokens of a pattern; undefined if a bracket is not closed, or a backslash is the last character. It
 * stops at the first such token, because reading on would take quadratic time for a row of them.
 *
 * @param expression matches one token at a time, and any single character if nothing else matches
 */
export function tokensOf(pattern: string, expression: RegExp): string[] | undefined {
  const tokens: string[] = []
  for (const [token] of pattern.matchAll(expression)) {
    if (token === '[' || token === '\\') return undefined
    tokens.push(token)
  }
  return tokens
}

/** Returns the pattern of several rows of parts: it matches a text if one row matches the whole text. */
export function ofParts(...rows: readonly (readonly Part[])[]): Pattern {
  // Nearly all texts differ from a pattern at their start or end, and thousands of them are tested.
  const known = rows.map((row) => ({
    row,
    start: fixed(row).join(''),
    end: fixed(row.toReversed()).toReversed().join(''),
  }))
  return {
    test(text) {
      const characters = [...text]
      return known.some(
        ({ row, start, end }) =>
          text.startsWith(start) && text.endsWith(end) && endsOf(row, characters)[characters.length] === 1,
      )
    },
  }
}

/** Returns the characters at the start of every text that a row of parts matches. */
function fixed(row: readonly Part[]): string[] {
  const characters: string[] = []
  for (const part of row) {
    if (part.kind !== 'one' || part.is === undefined) break
    characters.push(part.is)
  }
  return characters
}

/**
 * Returns the positions at which a match of a row of parts may end if it starts at the start of the text: 1 at each.
 */
export function endsOf(row: readonly Part[], characters: readonly string[]): Uint8Array {
  const start = new Uint8Array(characters.length + 1)
  start[0] = 1
  return follow(row, start, characters)
}

function follow(parts: readonly Part[], from: Uint8Array, text: readonly string[]): Uint8Array {
  let places = from
  for (const part of parts) {
    if (!places.includes(1)) return places
    if (part.kind === 'choice') {
      const all = new Uint8Array(places.length)
      for (const choice of part.choices)
        for (const [i, is] of follow(choice, places, text).entries()) if (is === 1) all[i] = 1
      places = all
    } else places = step(part, places, text)
  }
  return places
}

function step(
  part: Exclude<Part, { readonly kind: 'choice' }>,
  places: Uint8Array,
  text: readonly string[],
): Uint8Array {
  const next = new Uint8Array(places.length)
  let running = false
  for (let i = 0; i <= text.length; i++) {
    const before = text[i - 1] ?? ''
    const here = places[i] === 1
    if (part.kind === 'one') {
      if (i > 0 && places[i - 1] === 1 && part.fits(before)) next[i] = 1
    } else if (part.kind === 'any') {
      running = here || (running && (part.crosses || before !== '/'))
      if (running) next[i] = 1
    } else {
      if (here || (running && before === '/' && text[i - 2] !== '/')) next[i] = 1
      running ||= here
    }
  }
  return next
}

/** Returns the part for one character, or for an escaped one. */
export function literal(token: string): Part {
  const is = token.length > 1 && token.startsWith('\\') ? token.slice(1) : token
  return { kind: 'one', is, fits: (character) => character === is }
}

/** Returns the parts for a text without special characters. */
export function literals(text: string): Part[] {
  return [...text].map((is) => ({ kind: 'one', is, fits: (character) => character === is }))
}

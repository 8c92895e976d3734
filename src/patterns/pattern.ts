import { inputError } from '../errors.ts'

/**
 * Patterns as data. No dialect in this folder becomes a regular expression: a text is followed with all positions at
 * once where it may be in the pattern, so that the worst pattern costs its length times that of the text.
 */
export interface Pattern {
  test(text: string): boolean
}

/** Stands for a pattern that is not valid: it fits nothing. */
export const NO_PATTERN: Pattern = { test: () => false }

/** What a part of a pattern fits. */
export type Part =
  /** Any characters, or none; without `crosses` no slash. */
  | { readonly kind: 'any'; readonly crosses: boolean }
  /** Nothing, or whole names of folders with their slashes. */
  | { readonly kind: 'folders' }
  /** One character; `is` if only this one fits. */
  | { readonly kind: 'one'; readonly fits: (character: string) => boolean; readonly is?: string }
  | { readonly kind: 'choice'; readonly choices: readonly (readonly Part[])[] }

/** As long as the longest path that an operating system takes; nobody writes a longer pattern. */
export const LONGEST_PATTERN = 4096

/**
 * The pattern as it is, if it is not too long.
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
 * The tokens of a pattern; undefined if one of them is a bracket that is not closed, or a backslash with nothing behind
 * it. Nothing is read behind such a one, as a row of them would cost the square of its length.
 *
 * @param expression takes one token at a time, and every character by itself if nothing else fits
 */
export function tokensOf(pattern: string, expression: RegExp): string[] | undefined {
  const tokens: string[] = []
  for (const [token] of pattern.matchAll(expression)) {
    if (token === '[' || token === '\\') return undefined
    tokens.push(token)
  }
  return tokens
}

/** The pattern of several rows of parts: it fits what one of them fits as a whole. */
export function ofParts(...rows: readonly (readonly Part[])[]): Pattern {
  // Nearly all texts differ from a pattern at their beginning or end, and they are asked for by the thousand.
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

/** The characters that every text begins with which a row of parts fits. */
function fixed(row: readonly Part[]): string[] {
  const characters: string[] = []
  for (const part of row) {
    if (part.kind !== 'one' || part.is === undefined) break
    characters.push(part.is)
  }
  return characters
}

/** Where in the text a row of parts may end that begins at its start: 1 at each such position. */
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

/** The part for one character, or for an escaped one. */
export function literal(token: string): Part {
  const is = token.length > 1 && token.startsWith('\\') ? token.slice(1) : token
  return { kind: 'one', is, fits: (character) => character === is }
}

/** The parts for a text in which nothing has a meaning. */
export function literals(text: string): Part[] {
  return [...text].map((is) => ({ kind: 'one', is, fits: (character) => character === is }))
}

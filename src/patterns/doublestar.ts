import type { Part, Pattern } from './pattern.ts'
import { checkedPattern, literal, NO_PATTERN, ofParts, tokensOf } from './pattern.ts'

/**
 * Parses a pattern of bmatcuk/doublestar: `*` and `?` match within a folder name; `**` as a whole name matches any
 * number of folders, including none; `{a,b}` matches either alternative.
 *
 * Rule: https://github.com/bmatcuk/doublestar (v4, match.go, validate.go). An invalid pattern is `NO_PATTERN`, which
 * matches nothing: Glob accepts a pattern as a whole or not at all.
 *
 * @throws FairleadError (input) if it is too long
 */
export function doublestar(pattern: string): Pattern {
  if (!isValid(checkedPattern(pattern)) || pattern.includes(START)) return NO_PATTERN
  const rows: Part[][] = []
  for (const choice of chooseEach(pattern) ?? []) {
    // Braces ignore brackets: [a,b] in a brace is split in two. Such a choice ends the search without a match.
    const row = isValid(choice) ? wholePath(choice) : undefined
    if (!row) break
    rows.push(row)
  }
  return rows.length > 0 ? ofParts(...rows) : NO_PATTERN
}

/**
 * Marks the start of each choice of a brace: the original restarts there, as at the start of a name. No path contains
 * it.
 */
const START = '\0'

/** The maximum number of patterns that a pattern with choices may expand to. */
const MOST_CHOICES = 1000

/** Reports whether all brackets and braces are closed, and every class has characters. */
function isValid(pattern: string): boolean {
  const tokens = tokensOf(pattern, TOKENS)
  let depth = 0
  for (const token of tokens ?? []) {
    if (EMPTY_CLASS.test(token)) return false
    if (token === '{') depth++
    else if (token === '}' && --depth < 0) return false
  }
  return tokens !== undefined && depth === 0
}

/** Returns the position of the first opening brace that is not in brackets. */
function openBrace(pattern: string): number | undefined {
  let at = 0
  for (const token of tokensOf(pattern, TOKENS) ?? []) {
    if (token === '{') return at
    at += token.length
  }
  return undefined
}

/** Returns the patterns without choices that a pattern expands to, in the order in which they are tried. */
function chooseEach(pattern: string): string[] | undefined {
  const start = openBrace(pattern)
  if (start === undefined) return [pattern]
  // From here on, brackets have no meaning until a choice is expanded.
  const tokens = [pattern.slice(0, start), ...(pattern.slice(start).match(/\\[^]|[^]/g) ?? [])]
  const open = 1
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
    const more = chooseEach(`${before}${START}${inner}${after}`)
    if (!more || all.length + more.length > MOST_CHOICES) return undefined
    all.push(...more)
  }
  return all
}

/** A piece of a pattern without choices: the tokens after a slash, or after the start of a choice. */
interface Piece {
  readonly hasSlash: boolean
  readonly tokens: string[]
}

function piecesOf(tokens: readonly string[]): Piece[] {
  const pieces: Piece[] = [{ hasSlash: false, tokens: [] }]
  for (const token of tokens)
    // A slash in brackets is part of another token.
    if (token === '/' || token === '\\/') pieces.push({ hasSlash: true, tokens: [] })
    else if (token === START) pieces.push({ hasSlash: false, tokens: [] })
    else pieces.at(-1)?.tokens.push(token)
  return pieces
}

/** Parses a pattern without choices; undefined if it is not valid. */
function wholePath(pattern: string): Part[] | undefined {
  const tokens = tokensOf(pattern, TOKENS)
  if (!tokens) return undefined
  const pieces = piecesOf(tokens)
  const parts: Part[] = []
  let isParted = true
  for (const [i, piece] of pieces.entries()) {
    const before = piece.hasSlash && !isParted ? [literal('/')] : []
    const next = pieces[i + 1]
    const isAny = piece.tokens.length === 1 && piece.tokens[0] === '**' && (!next || next.hasSlash)
    // A pattern that ends with `**` or `**/` also matches the path before that.
    const isLast = !next || (i === pieces.length - 2 && next.tokens.length === 0 && next.hasSlash)
    const endsWithAny = isLast && piece.tokens.at(-1) === '**'
    const own: Part[] = isAny
      ? [...before, next ? { kind: 'folders' } : { kind: 'any', crosses: true }]
      : [...before, ...piece.tokens.map(partOf)]
    if (isAny)
      parts.push(...(isLast && before.length > 0 ? [{ kind: 'choice', choices: [[], own] } as const] : own))
    else if (endsWithAny && next)
      return [
        ...parts,
        ...own.slice(0, -1),
        { kind: 'choice', choices: [[], [...own.slice(-1), literal('/')]] },
      ]
    else parts.push(...own)
    isParted = isAny || (piece.tokens.length === 0 && !piece.hasSlash && isParted && i > 0)
  }
  return parts
}

function partOf(token: string): Part {
  if (token.startsWith('*')) return { kind: 'any', crosses: false }
  if (token === '?') return { kind: 'one', fits: (character) => character !== '/' }
  return token.length > 1 && token.startsWith('[') ? { kind: 'one', fits: classOf(token) } : literal(token)
}

const TOKENS = /\\[^]|\*+|\[[!^]?(?:\\[^]|[^\]\\])+\]|\[[!^]?\]|[^]/g
const EMPTY_CLASS = /^\[[!^]?\]$/

/** Returns the test for a class: characters and ranges; with `!` or `^` in front, all others, including a slash. */
function classOf(token: string): (character: string) => boolean {
  const negated = /^\[[!^]/.test(token)
  const ranges = [...token.slice(negated ? 2 : 1, -1).matchAll(/(\\[^]|[^])(?:-(\\[^]|[^]))?/g)]
  const plain = (text: string) => text.replace(/^\\/, '')
  return (character) =>
    // The first character of a range always matches, even if the range is reversed.
    ranges.some(
      ([, low = '', high = low]) =>
        character === plain(low) || (character >= plain(low) && character <= plain(high)),
    ) !== negated
}

/** Compares paths: the files of a folder come before those of its subfolders, each sorted by name. */
export function filesFirst(a: string, b: string): number {
  const [one, two] = [a.split('/'), b.split('/')]
  const apart = one.findIndex((name, i) => name !== two[i])
  if (apart < 0) return one.length - two.length
  const isFile = (names: readonly string[]) => names.length === apart + 1
  if (isFile(one) !== isFile(two)) return isFile(one) ? -1 : 1
  return (one[apart] ?? '') < (two[apart] ?? '') ? -1 : 1
}

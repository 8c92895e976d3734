import type { Part, Pattern } from './pattern.ts'
import { checkedPattern, literal, NO_PATTERN, ofParts } from './pattern.ts'

/**
 * Parses a pattern of gobwas/glob without separators, as Argo CD matches the files of a directory: `*` also matches
 * slashes, and `{a,b}` is a choice. An invalid pattern matches nothing.
 *
 * Rule: https://github.com/gobwas/glob v1.0.0 (older versions miss some matches); argo-cd util/glob/glob.go (Match).
 *
 * @throws FairleadError (input) if it is too long
 */
export function gobwas(pattern: string): Pattern {
  const token = /\\[^]|\*+|\[(?:!|(?!!))(?:[^]-[^]\]|(?![^]-)(?:\\[^]|[^\]\\])+\])|[^]/g
  const whole: Part[] = []
  const open: { readonly outer: Part[]; readonly choices: Part[][] }[] = []
  let current = whole
  for (const [text] of checkedPattern(pattern).matchAll(token)) {
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
      const part = partOf(text)
      if (!part) return NO_PATTERN
      current.push(part)
    }
  }
  return open.length > 0 ? NO_PATTERN : ofParts(whole)
}

/** @returns undefined if the token is invalid, which makes the pattern invalid */
function partOf(text: string): Part | undefined {
  if (text.startsWith('*')) return { kind: 'any', crosses: true }
  if (text === '?') return { kind: 'one', fits: () => true }
  if (text === '[' || text === '\\') return undefined
  if (!text.startsWith('[')) return literal(text)
  const fits = classOf(text)
  return fits && { kind: 'one', fits }
}

/** Returns the test for `[a-z]`, `[abc]`, and both with `!`; undefined for a reversed range. */
function classOf(token: string): ((character: string) => boolean) | undefined {
  const negated = token.startsWith('[!')
  const inside = token.slice(negated ? 2 : 1, -1)
  const [low = '', dash, high = ''] = inside
  const isRange = inside.length === 3 && dash === '-'
  if (isRange && high < low) return undefined
  const fits = isRange
    ? (character: string) => character >= low && character <= high
    : (character: string) => inside.replaceAll(/\\([^])/g, '$1').includes(character)
  return (character) => fits(character) !== negated
}

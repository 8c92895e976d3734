import type { Part } from './pattern.ts'
import { checkedPattern, endsOf, literal, tokensOf } from './pattern.ts'

/**
 * The lengths of those beginnings of a text, in characters and in ascending order, that a pattern of a shell fits, in
 * which `*` crosses slashes; undefined if the pattern is not valid.
 *
 * Rule: fluxcd/pkg envsubst/path/match.go
 *
 * @throws FairleadError (input) if it is too long
 */
export function shellPrefixes(pattern: string, text: readonly string[]): number[] | undefined {
  const tokens = tokensOf(checkedPattern(pattern), /\*+|\?|\\[^]|\[\^?(?:\\[^]|[^\]\\])+\]|[^]/gu)
  if (!tokens) return undefined
  const ends = endsOf(tokens.map(partOf), text)
  return [...ends.keys()].filter((i) => ends[i] === 1)
}

function partOf(token: string): Part {
  if (token.startsWith('*')) return { kind: 'any', crosses: true }
  if (token === '?') return { kind: 'one', fits: () => true }
  return token.length > 1 && token.startsWith('[') ? { kind: 'one', fits: classOf(token) } : literal(token)
}

/** Characters and ranges; with `^` before them those that are not in it. */
function classOf(token: string): (character: string) => boolean {
  const negated = token.startsWith('[^') && token.length > 3
  const ranges = [...token.slice(negated ? 2 : 1, -1).matchAll(/(\\[^]|[^])(?:-(\\[^]|[^]))?/gu)]
  const plain = (text: string) => text.replace(/^\\/, '')
  return (character) =>
    ranges.some(([, low = '', high = low]) => character >= plain(low) && character <= plain(high)) !== negated
}

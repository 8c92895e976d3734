import type { Part } from './pattern.ts'
import { checkedPattern, endsOf, literal, tokensOf } from './pattern.ts'

/**
 * Returns the lengths of the prefixes of a text that a shell pattern matches, in characters and in ascending order;
 * undefined if the pattern is not valid. `*` also matches slashes.
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

/** Returns the test for a class: characters and ranges; with `^` in front, all others. */
function classOf(token: string): (character: string) => boolean {
  const negated = token.startsWith('[^') && token.length > 3
  const ranges = [...token.slice(negated ? 2 : 1, -1).matchAll(/(\\[^]|[^])(?:-(\\[^]|[^]))?/gu)]
  const plain = (text: string) => text.replace(/^\\/, '')
  return (character) =>
    ranges.some(([, low = '', high = low]) => character >= plain(low) && character <= plain(high)) !== negated
}

import type { Part, Pattern } from './pattern.ts'
import { checkedPattern, literals, NO_PATTERN, ofParts } from './pattern.ts'

/**
 * Parses a pattern of Go's `path.Match`: `*` and `?` match within a folder name. An invalid pattern is `NO_PATTERN`.
 *
 * Rule: https://pkg.go.dev/path#Match (and path/filepath, which Flux uses); argo-cd applicationset/generators/git.go
 * (filterApps)
 *
 * @throws FairleadError (input) if it is too long
 */
export function goPath(pattern: string): Pattern {
  const characters = [...checkedPattern(pattern)]
  const parts: Part[] = []
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i] ?? ''
    if (character === '*') parts.push({ kind: 'any', crosses: false })
    else if (character === '?') parts.push({ kind: 'one', fits: (other) => other !== '/' })
    else if (character === '[') {
      const found = classAt(characters, i + 1)
      if (!found) return NO_PATTERN
      parts.push({ kind: 'one', fits: found.fits })
      i = found.end
    } else if (character === '\\') {
      const escaped = characters[++i]
      if (escaped === undefined) return NO_PATTERN
      parts.push(...literals(escaped))
    } else parts.push(...literals(character))
  }
  return ofParts(parts)
}

/** @param start the position after the bracket */
function classAt(
  characters: readonly string[],
  start: number,
): { readonly fits: (character: string) => boolean; readonly end: number } | undefined {
  const negated = characters[start] === '^'
  const ranges: (readonly [low: string, high: string])[] = []
  let at = negated ? start + 1 : start
  const next = (): string | undefined => {
    const character = characters[at++]
    if (character === '-' || character === ']') return undefined
    return character === '\\' ? characters[at++] : character
  }
  while (characters[at] !== ']' || ranges.length === 0) {
    const low = next()
    if (low === undefined) return undefined
    const isRange = characters[at] === '-'
    if (isRange) at++
    const high = isRange ? next() : low
    if (high === undefined) return undefined
    ranges.push([low, high])
  }
  const inRange = (character: string) => ranges.some(([low, high]) => low <= character && character <= high)
  return { fits: (character) => inRange(character) !== negated, end: at }
}

import type { Part, Pattern } from './pattern.ts'
import { checkedPattern, literals, ofParts } from './pattern.ts'

/**
 * Reports whether a path matches a pattern of `fairlead.yaml`: `*` and `?` match within a folder name, `**` matches
 * across folders, `{a,b}` is a choice. All other characters match themselves. A pattern that ends with `/` matches
 * everything below that folder.
 *
 * @throws FairleadError (input) if the pattern is too long
 */
export function matchesGlob(path: string, pattern: string): boolean {
  return compiled(pattern).test(path)
}

const cache = new Map<string, Pattern>()

function compiled(pattern: string): Pattern {
  let known = cache.get(pattern)
  if (!known) {
    const whole = checkedPattern(pattern)
      .replace(/^\.?\//, '')
      .replace(/\/$/, '/**')
    known = ofParts((whole.match(/\*\*\/|\*\*|[*?]|\{[^{}]*\}|[^]/gu) ?? []).flatMap(partOf))
    cache.set(pattern, known)
  }
  return known
}

function partOf(token: string): Part[] {
  if (token === '**/') return [{ kind: 'folders' }]
  if (token === '**' || token === '*') return [{ kind: 'any', crosses: token === '**' }]
  if (token === '?') return [{ kind: 'one', fits: (character) => character !== '/' }]
  if (token.startsWith('{') && token.length > 1)
    return [{ kind: 'choice', choices: token.slice(1, -1).split(',').map(literals) }]
  return literals(token)
}

/**
 * Parses a pattern in which `*` is the only special character.
 *
 * @param crosses whether `*` also matches slashes
 * @throws FairleadError (input) if the pattern is too long
 */
export function starred(pattern: string, crosses: boolean): Pattern {
  const names = (crosses ? [checkedPattern(pattern)] : checkedPattern(pattern).split('/')).map((name) =>
    name.split('*'),
  )
  return {
    test(text) {
      const own = crosses ? [text] : text.split('/')
      return own.length === names.length && own.every((name, i) => isMadeOf(name, names[i] ?? []))
    },
  }
}

/** Reports whether a text consists of these pieces in this order, with any text between them. */
function isMadeOf(text: string, [first = '', ...others]: readonly string[]): boolean {
  const last = others.pop()
  if (last === undefined) return text === first
  if (!text.startsWith(first)) return false
  let at = first.length
  for (const piece of others) {
    const found = text.indexOf(piece, at)
    if (found < 0) return false
    at = found + piece.length
  }
  return text.length - last.length >= at && text.endsWith(last)
}

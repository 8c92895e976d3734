import type { Part, Pattern } from './pattern.ts'
import { checkedPattern, literal, NO_PATTERN, ofParts, tokensOf } from './pattern.ts'

/**
 * A pattern of bmatcuk/doublestar: `*` and `?` stay within a folder's name, `**` as a whole name crosses folders, also
 * none; `{a,b}` stands for one pattern with each.
 *
 * Rule: https://github.com/bmatcuk/doublestar (v4, Match). An invalid pattern is `NO_PATTERN`, which fits nothing.
 *
 * @throws FairleadError (input) if it is too long
 */
export function doublestar(pattern: string): Pattern {
  const choices = chooseEach(checkedPattern(pattern))?.map(wholePath)
  const parts = choices?.filter((choice) => choice !== undefined)
  return parts && parts.length === choices?.length ? ofParts(...parts) : NO_PATTERN
}

/** So many patterns one with choices may stand for. */
const MOST_CHOICES = 1000

/** The patterns without choices that one with choices stands for; undefined where a brace is not closed. */
function chooseEach(pattern: string): string[] | undefined {
  const tokens = tokensOf(pattern, TOKENS)
  if (!tokens) return undefined
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

/** A pattern without choices; undefined if it is not valid. */
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
  for (const token of tokensOf(name, TOKENS) ?? []) {
    if (token.startsWith('*')) parts.push({ kind: 'any', crosses: false })
    else if (token === '?') parts.push({ kind: 'one', fits: (character) => character !== '/' })
    else if (token.length > 1 && token.startsWith('[')) parts.push({ kind: 'one', fits: classOf(token) })
    else parts.push(literal(token))
  }
  return parts
}

const TOKENS = /\\[^]|\*+|\[(?:\\[^]|[^\]\\])+\]|[^]/g

/** Characters and ranges, with `!` or `^` before them those that are not in it; never a slash. */
function classOf(token: string): (character: string) => boolean {
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

import type { Part, Pattern } from './pattern.ts'
import { checkedPattern, literals, NO_PATTERN, ofParts } from './pattern.ts'

/**
 * Parses a pathspec of git, as `git ls-files` accepts it: `*` and `?` also match slashes, unless the pathspec starts
 * with `:(glob)`. A file or folder with exactly this name also matches, and so does everything below it.
 *
 * Rule: argo-cd util/git/client.go (LsFiles); https://git-scm.com/docs/gitglossary (pathspec); git dir.c
 * (match_pathspec_item), wildmatch.c
 *
 * @throws FairleadError (input) if it is too long
 */
export function pathspec(pattern: string): Pattern {
  const [, signature, rest = pattern] = /^:\((glob|top|literal)\)([^]*)$/.exec(checkedPattern(pattern)) ?? []
  const bare = trimmed(rest)
  const isBelow = (path: string) => path === bare || bare === '' || path.startsWith(`${bare}/`)
  const wild = signature === 'literal' ? NO_PATTERN : wildmatch(bare, signature === 'glob')
  return { test: (path) => isBelow(path) || wild.test(path) }
}

/** Removes `./` at the start and slashes at the end. */
function trimmed(path: string): string {
  let [start, end] = [0, path.length]
  if (path.startsWith('./')) for (start = 1; path[start] === '/';) start++
  while (end > start && path[end - 1] === '/') end--
  return path.slice(start, end)
}

/** @param names whether only a slash and `**` match a slash (WM_PATHNAME) */
function wildmatch(pattern: string, names: boolean): Pattern {
  const characters = [...pattern]
  const parts: Part[] = []
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i] ?? ''
    if (character === '*') {
      let end = i
      while (characters[end] === '*') end++
      const isWhole =
        end - i === 2 &&
        (i === 0 || characters[i - 1] === '/') &&
        (end === characters.length || characters[end] === '/')
      if (names && isWhole && characters[end] === '/') {
        parts.push({ kind: 'choice', choices: [[], [{ kind: 'any', crosses: true }, ...literals('/')]] })
        i = end
      } else {
        parts.push({ kind: 'any', crosses: !names || isWhole })
        i = end - 1
      }
    } else if (character === '?') parts.push({ kind: 'one', fits: (other) => !names || other !== '/' })
    else if (character === '[') {
      const found = classAt(characters, i + 1)
      if (!found) return NO_PATTERN
      parts.push({ kind: 'one', fits: (other) => !(names && other === '/') && found.fits(other) })
      i = found.end
    } else if (character === '\\') {
      const escaped = characters[++i]
      if (escaped === undefined) return NO_PATTERN
      parts.push(...literals(escaped))
    } else parts.push(...literals(character))
  }
  return ofParts(parts)
}

const POSIX: Readonly<Record<string, RegExp>> = {
  alnum: /[A-Za-z0-9]/,
  alpha: /[A-Za-z]/,
  blank: /[ \t]/,
  cntrl: /[\0-\x1f\x7f]/,
  digit: /\d/,
  graph: /[!-~]/,
  lower: /[a-z]/,
  print: /[ -~]/,
  punct: /[!-/:-@[-`{-~]/,
  space: /[\t-\r ]/,
  upper: /[A-Z]/,
  xdigit: /[0-9A-Fa-f]/,
}

/** @param start the position after the bracket */
function classAt(
  characters: readonly string[],
  start: number,
): { readonly fits: (character: string) => boolean; readonly end: number } | undefined {
  const negated = characters[start] === '!' || characters[start] === '^'
  const tests: ((character: string) => boolean)[] = []
  let at = negated ? start + 1 : start
  const first = at
  while (characters[at] !== ']' || at === first) {
    let low = characters[at++]
    if (low === undefined) return undefined
    if (low === '[' && characters[at] === ':') {
      const end = characters.indexOf(']', at)
      const name = characters.slice(at + 1, end - 1).join('')
      if (end < 0) return undefined
      if (characters[end - 1] === ':') {
        const known = POSIX[name]
        if (!known) return undefined
        tests.push((character) => known.test(character))
        at = end + 1
        continue
      }
    }
    if (low === '\\') low = characters[at++]
    if (low === undefined) return undefined
    let high = low
    if (characters[at] === '-' && characters[at + 1] !== ']' && characters[at + 1] !== undefined) {
      high = characters[at + 1] ?? ''
      at += 2
      if (high === '\\') high = characters[at++] ?? ''
    }
    const [from, to] = [low, high]
    tests.push((character) => from <= character && character <= to)
  }
  return { fits: (character) => tests.some((test) => test(character)) !== negated, end: at }
}

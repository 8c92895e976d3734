import { doublestar } from '../patterns/doublestar.ts'
import type { Pattern } from '../patterns/pattern.ts'

/** The locations where GitHub and GitLab look for the file. The first existing one is used. */
export const OWNERS_FILES = [
  '.github/CODEOWNERS',
  'CODEOWNERS',
  'docs/CODEOWNERS',
  '.gitlab/CODEOWNERS',
] as const

/** One line of a CODEOWNERS file. */
interface Rule {
  readonly fits: Pattern
  readonly owners: readonly string[]
  /** On GitLab, each section has its own last rule. */
  readonly section: string
}

/** The owners of files. */
export interface CodeOwners {
  /** Returns the owners of a path; empty if nobody has to review it. */
  ownersOf(path: string): readonly string[]
}

/**
 * Reads a CODEOWNERS file. In each section, the last line that matches a path counts. A line without owners removes
 * them.
 *
 * Rules: https://docs.github.com/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
 * and https://docs.gitlab.com/user/project/codeowners/reference/
 */
export function readCodeOwners(text: string): CodeOwners {
  const rules: Rule[] = []
  let section = ''
  let defaults: readonly string[] = []
  for (const raw of text.split(/\r?\n/)) {
    const line = withoutComment(raw).trim()
    if (line === '') continue
    const [, optional, name, rest = ''] = /^(\^?)\[([^\]]+)\](?:\[\d+\])?(.*)$/.exec(line) ?? []
    if (name !== undefined) {
      section = name.toLowerCase()
      // A section with ^ is optional and requires no approval.
      defaults = optional === '^' ? [] : wordsOf(rest)
      continue
    }
    const [pattern = '', ...owners] = wordsOf(line)
    if (pattern.startsWith('!')) continue
    rules.push({ fits: patternOf(pattern), owners: owners.length > 0 ? owners : defaults, section })
  }
  return {
    ownersOf(path) {
      const last = new Map<string, readonly string[]>()
      for (const { fits, owners, section: own } of rules) if (fits.test(path)) last.set(own, owners)
      return [...new Set([...last.values()].flat())]
    },
  }
}

/** Removes a comment: it starts at the beginning of the line, or after a blank. */
function withoutComment(line: string): string {
  const at = /^\s*#|\s#/.exec(line)
  return at ? line.slice(0, at.index) : line
}

/** Returns the words of a line. A blank after a backslash is part of a word. */
function wordsOf(line: string): string[] {
  const words = line.match(/(?:\\.|[^\s\\])+/g) ?? []
  return words.map((word) => word.replaceAll(/\\(.)/g, '$1'))
}

/** Converts a pattern as in a .gitignore, except that `docs/*` does not match files in subfolders. */
function patternOf(text: string): Pattern {
  const name = text.replace(/^\//, '')
  const isAnchored = text.startsWith('/') || name.replace(/\/$/, '').includes('/')
  const whole = `${isAnchored ? '' : '**/'}${name}`
  const folder = whole.replace(/\/$/, '')
  const below = doublestar(`${folder}/**`)
  if (text.endsWith('/')) return below
  const own = doublestar(whole)
  if (isAnchored && /(?:^|\/)\*$/.test(name)) return own
  return { test: (path) => own.test(path) || below.test(path) }
}

import { doublestar } from '../patterns/doublestar.ts'
import type { Pattern } from '../patterns/pattern.ts'

/** Where GitHub and GitLab look for the file, the first counts. */
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
  /** On GitLab each section has a last rule of its own. */
  readonly section: string
}

/** Who owns which files. */
export interface CodeOwners {
  /** Those of a path; empty where nobody has to review it. */
  ownersOf(path: string): readonly string[]
}

/**
 * Reads a CODEOWNERS file: of each section the last line that fits a path counts, and one without owners takes them away.
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
      // A section with ^ asks for nobody's approval.
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

/** A comment begins the line, or stands behind a blank. */
function withoutComment(line: string): string {
  const at = /^\s*#|\s#/.exec(line)
  return at ? line.slice(0, at.index) : line
}

/** The words of a line, in which a blank behind a backslash is part of one. */
function wordsOf(line: string): string[] {
  const words = line.match(/(?:\\.|[^\s\\])+/g) ?? []
  return words.map((word) => word.replaceAll(/\\(.)/g, '$1'))
}

/** As in a .gitignore, but that `docs/*` means no files of folders below. */
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

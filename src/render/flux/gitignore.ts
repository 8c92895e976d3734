import { goPath } from '../../patterns/go-path.ts'
import type { Pattern } from '../../patterns/pattern.ts'

/**
 * A pattern of a `.sourceignore` file as Flux reads it. In contrast to Git, a later pattern can include a file again
 * even if an earlier one excludes its folder.
 *
 * Rule: fluxcd/pkg sourceignore/gitignore (pattern.go, matcher.go), sourceignore/sourceignore.go (ReadPatterns)
 */
export interface IgnorePattern {
  /** The folder that it applies to, as names. */
  readonly domain: readonly string[]
  readonly parts: readonly { readonly text: string; readonly fits: Pattern }[]
  /** Whether it includes again what an earlier pattern excludes. */
  readonly isInclusion: boolean
  readonly onlyFolders: boolean
}

/**
 * Parses the patterns of a `.sourceignore` file or of `spec.ignore`.
 *
 * @param folder the folder that the patterns apply to; empty for the root
 */
export function ignorePatterns(text: string, folder: string): IgnorePattern[] {
  const domain = namesOf(folder)
  return text
    .split('\n')
    .map((line) => line.replace(/\r$/, ''))
    .filter((line) => !line.startsWith('#') && line.trim() !== '')
    .map((line) => {
      const isInclusion = line.startsWith('!')
      const bare = isInclusion ? line.slice(1) : line
      const trimmed = bare.endsWith('\\ ') ? bare : bare.replace(/(?<! ) +$/, '')
      const onlyFolders = trimmed.endsWith('/')
      const parts = (onlyFolders ? trimmed.slice(0, -1) : trimmed).split('/')
      return {
        domain,
        parts: parts.map((part) => ({ text: part, fits: goPath(part) })),
        isInclusion,
        onlyFolders,
      }
    })
}

/** Reports whether a path is excluded. The last matching pattern decides. */
export function isLeftOut(patterns: readonly IgnorePattern[], path: string, isFolder: boolean): boolean {
  const names = namesOf(path)
  const last = patterns.findLast((pattern) => fits(pattern, names, isFolder))
  return last !== undefined && !last.isInclusion
}

function fits(pattern: IgnorePattern, path: readonly string[], isFolder: boolean): boolean {
  const { domain, parts, onlyFolders } = pattern
  if (path.length <= domain.length || domain.some((name, i) => path[i] !== name)) return false
  const names = path.slice(domain.length)
  const [first] = parts
  if (parts.length > 1 || !first) return fitsPath(pattern, names, isFolder)
  const at = names.findIndex((name) => first.fits.test(name))
  return at >= 0 && !(onlyFolders && !isFolder && at === names.length - 1)
}

function fitsPath(
  { parts, onlyFolders }: IgnorePattern,
  names: readonly string[],
  isFolder: boolean,
): boolean {
  let at = 0
  let matched = false
  let skips = false
  for (const [i, { text, fits: expected }] of parts.entries()) {
    if (text === '') {
      skips = false
      continue
    }
    if (text === '**') {
      if (i === parts.length - 1) break
      skips = true
      continue
    }
    if (text.includes('**') || at >= names.length) return false
    if (skips) {
      skips = false
      const found = names.findIndex((name, j) => j >= at && expected.test(name))
      matched = found >= 0
      at = found < 0 ? names.length : found + 1
    } else {
      if (!expected.test(names[at] ?? '')) return false
      matched = true
      at++
    }
  }
  return matched && !(onlyFolders && !isFolder && at >= names.length)
}

function namesOf(path: string): string[] {
  return path === '' ? [] : path.split('/')
}

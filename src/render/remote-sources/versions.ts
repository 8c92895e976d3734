import semver from 'semver'

/**
 * Versions and ranges as Helm, Argo CD and Flux read them. All three use the same library. It differs from npm's:
 * commas join conditions, there is `!=`, and a pre-release matches only if each condition contains one.
 *
 * Rules: https://github.com/Masterminds/semver (version.go, constraints.go)
 */

/** Parses a version as tolerantly as they do: `v1`, `1.2`. Undefined if it is not a version. */
export function readVersion(text: string): semver.SemVer | undefined {
  const match = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/.exec(text)
  if (!match) return undefined
  const [, major, minor = '0', patch = '0', pre = '', build = ''] = match
  return semver.parse(`${major}.${minor}.${patch}${pre}${build}`) ?? undefined
}

/** Maximum length of a range. A longer one was not written by a person. */
const LONGEST = 1000

/**
 * Returns a function that reports whether a version is in a range; undefined if the text is not a range, or longer
 * than {@link LONGEST}. A single version is also a range.
 */
export function readRange(text: string): ((version: semver.SemVer) => boolean) | undefined {
  if (text.length > LONGEST) return undefined
  const groups = text.split('||').map(readGroup)
  const known = groups.filter((group) => group !== undefined)
  return known.length === groups.length ? (version) => known.some((fits) => fits(version)) : undefined
}

const condition = /\s*(=|==|!=|>=|=>|<=|=<|>|<|~|~>|\^)?\s*(v?[0-9xX*][0-9A-Za-z.*+-]*)\s*,?/y

function readGroup(text: string): ((version: semver.SemVer) => boolean) | undefined {
  // `1.2 - 1.4` is a range that includes both ends.
  const plain = text.trim().replaceAll(/(\S+)\s+-\s+(\S+)/g, '>=$1 <=$2')
  const conditions: ((version: semver.SemVer) => boolean)[] = []
  condition.lastIndex = 0
  while (condition.lastIndex < plain.length) {
    const match = condition.exec(plain)
    if (!match) return undefined
    const fits = readCondition(match[1] ?? '', match[2] ?? '')
    if (!fits) return undefined
    conditions.push(fits)
  }
  return conditions.length === 0 ? undefined : (version) => conditions.every((fits) => fits(version))
}

function readCondition(operator: string, text: string): ((version: semver.SemVer) => boolean) | undefined {
  const bare = text.replace(/^v/, '').replaceAll(/[xX](?=\.|$)/g, '*')
  if (!/^(\*|\d+)(\.(\*|\d+)){0,2}(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/.test(bare)) return undefined
  const hasPre = bare.includes('-')
  const same: Record<string, string> = { '=>': '>=', '=<': '<=', '==': '=', '~>': '~', '!=': '=' }
  let range: semver.Range
  try {
    range = new semver.Range(`${same[operator] ?? operator}${bare}`, { includePrerelease: true })
  } catch {
    return undefined
  }
  const isNot = operator === '!='
  return (version) => (hasPre || version.prerelease.length === 0) && range.test(version) !== isNot
}

/**
 * Returns the highest version in a range, as it is written; undefined if there is none.
 *
 * @param versions names; names that are not versions are ignored
 */
export function newest(versions: Iterable<string>, range: string): string | undefined {
  const fits = readRange(range)
  if (!fits) return undefined
  let best: { name: string; version: semver.SemVer } | undefined
  for (const name of versions) {
    const version = readVersion(name)
    if (!version || !fits(version)) continue
    if (!best || version.compare(best.version) > 0) best = { name, version }
  }
  return best?.name
}

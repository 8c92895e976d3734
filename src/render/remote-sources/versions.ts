import semver from 'semver'

/**
 * Versions and ranges as Helm, Argo CD and Flux read them, which all use one library. It differs from npm's: commas
 * join conditions, there is `!=`, and a pre-release fits only where each condition names one.
 *
 * Rules: https://github.com/Masterminds/semver (version.go, constraints.go)
 */

/** Reads a version as leniently as they do: `v1`, `1.2`. Undefined where it is none. */
export function readVersion(text: string): semver.SemVer | undefined {
  const match = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/.exec(text)
  if (!match) return undefined
  const [, major, minor = '0', patch = '0', pre = '', build = ''] = match
  return semver.parse(`${major}.${minor}.${patch}${pre}${build}`) ?? undefined
}

/** A longer range is not one that a person wrote. */
const LONGEST = 1000

/** Whether versions fit; undefined where the text is no range, or longer than {@link LONGEST}. A version alone is a range, too. */
export function readRange(text: string): ((version: semver.SemVer) => boolean) | undefined {
  if (text.length > LONGEST) return undefined
  const groups = text.split('||').map(readGroup)
  const known = groups.filter((group) => group !== undefined)
  return known.length === groups.length ? (version) => known.some((fits) => fits(version)) : undefined
}

const condition = /\s*(=|==|!=|>=|=>|<=|=<|>|<|~|~>|\^)?\s*(v?[0-9xX*][0-9A-Za-z.*+-]*)\s*,?/y

function readGroup(text: string): ((version: semver.SemVer) => boolean) | undefined {
  // `1.2 - 1.4` is a range with both ends in it.
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
 * The greatest of these that fits a range, as it is written; undefined where none does.
 *
 * @param versions names; those that are no versions are left out
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

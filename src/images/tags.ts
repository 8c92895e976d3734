import semver from 'semver'

/**
 * Tags that name no fixed build but whatever was pushed last. The list is fixed, so that nobody has to guess
 * what counts: the whole tag must be one of these words, in any case. `main-1a2b3c4` is not floating.
 */
export const FLOATING_TAGS: readonly string[] = [
  'latest',
  'main',
  'master',
  'trunk',
  'head',
  'develop',
  'development',
  'dev',
  'test',
  'testing',
  'qa',
  'staging',
  'stage',
  'prod',
  'production',
  'release',
  'stable',
  'unstable',
  'edge',
  'nightly',
  'canary',
  'snapshot',
  'beta',
  'alpha',
  'rc',
  'next',
  'current',
  'lts',
  'rolling',
]

export function isFloating(tag: string): boolean {
  return FLOATING_TAGS.includes(tag.toLowerCase())
}

/**
 * How a tag stands to another: -1 older, 0 the same, 1 newer, undefined where the tags alone do not tell.
 * Versions are compared as semver (a leading `v` does not matter; missing parts count as zero), dotted
 * numbers that are no semver (`2024.01.15`, `1.2.3.4`) part by part. Any other pair is unknown: which of two
 * commit ids is newer stands in the app's history, not in the tag.
 *
 * Rule: https://semver.org/#spec-item-11
 */
export function compareTags(a: string, b: string): -1 | 0 | 1 | undefined {
  if (a === b) return 0
  const versions = [asVersion(a), asVersion(b)] as const
  if (versions[0] && versions[1]) {
    const order = semver.compare(versions[0], versions[1])
    if (order !== 0) return order
    return a.includes('+') || b.includes('+') ? undefined : 0
  }
  const numbers = [asNumbers(a), asNumbers(b)] as const
  if (!numbers[0] || !numbers[1]) return undefined
  for (let i = 0; i < Math.max(numbers[0].length, numbers[1].length); i++) {
    const difference = (numbers[0][i] ?? 0) - (numbers[1][i] ?? 0)
    if (difference !== 0) return difference < 0 ? -1 : 1
  }
  return 0
}

/** A tag as semver; `1.2` and `v1` are filled up with zeros, a bare number is none (a build number, a date). */
function asVersion(tag: string): semver.SemVer | undefined {
  const match = /^v?(\d+)(\.\d+)?(\.\d+)?([-+].*)?$/.exec(tag)
  if (!match || (!tag.startsWith('v') && match[2] === undefined)) return undefined
  const [, major, minor = '.0', patch = '.0', rest = ''] = match
  return semver.parse(`${major}${minor}${patch}${rest}`) ?? undefined
}

function asNumbers(tag: string): number[] | undefined {
  if (!/^v?\d+(\.\d+)+$/.test(tag)) return undefined
  return tag.replace(/^v/, '').split('.').map(Number)
}

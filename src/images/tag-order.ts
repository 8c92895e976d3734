import parse from 'semver/functions/parse.js'
import type { Field } from './tag-fields.ts'
import { fieldsOf } from './tag-fields.ts'
import { FLOATING_TAGS } from './tags.ts'

/** The order of two tags: -1 older, 0 the same, 1 newer, undefined if it is not known. */
export type Order = -1 | 0 | 1 | undefined

/** The maximum number of characters of a tag in a registry. */
const LONGEST = 128

/**
 * Compares two tags, as far as the tags alone determine the order with certainty. Strict versions are compared by
 * semver, all other tags by their fields.
 */
export function compareTags(a: string, b: string): Order {
  if (a === b) return 0
  if (Math.max(a.length, b.length) > LONGEST) return undefined
  return compareStrict(a, b) ?? compareByForm(a, b)
}

/**
 * Versions that mean the same to semver and to people who tag images: three numbers, followed by nothing but a stage
 * and its numbers. It excludes a first number that may be a date, numbers that may be commit ids, and suffixes that
 * name the variant of an image (`-alpine`), which semver would sort alphabetically.
 */
const STRICT = /^v?\d{1,7}\.\d{1,15}\.\d{1,15}(?:-(?:alpha|beta|rc)(?:\.\d{1,6})*)?$/

/** Compares two strict versions; undefined if one of them is not strict, or semver does not accept it. */
export function compareStrict(a: string, b: string): Order {
  if (!STRICT.test(a) || !STRICT.test(b)) return undefined
  const [one, other] = [parse(a), parse(b)]
  return one && other ? one.compare(other) : undefined
}

/**
 * Compares two tags by their fields:
 *
 * - **Versions**, `1.2.3` with or without a `v`, and longer ones (`2024.01.15`, `1.2.3.4`), part by part; missing
 *   parts count as zero. The words before them must be the same: `web-v1.9.0` is older than `web-v1.10.0`, and cannot
 *   be compared with `api-v1.10.0`. The words `pr` and `mr` refer to requests, not versions.
 * - **Suffixes of the same version**: a pre-release (`-rc.1`, `-beta2`, `-dev.5`) is older than the version; alpha is
 *   older than beta, and beta is older than rc; their numbers are compared as numbers, and fewer numbers are older.
 *   The suffix of `git describe` (`-5-g1a2b3c4`) makes a tag newer. Any other suffix is a variant (`-alpine`,
 *   `-amd64`): only two of the same shape can be compared, as described below.
 * - **Times** (`20261123`, `main-202611231530-1a2b3c4`, `2026-11-23T15-30-00Z`, Unix time), in tags of the same
 *   shape.
 * - **Build numbers** (`build-1234`, `main-123-1a2b3c4`, `1234`), in tags of the same shape. They may only follow no
 *   word, a word for builds (build, ci, run, r …) or one of the floating tags, because the 12 of `pr-12` or
 *   `debian-12` does not indicate an order. A time after a number must not contradict it.
 *
 * Two tags have the same shape if they differ only in such fields and commit ids. Everything else is unknown: the
 * app's history shows which of two commit ids is newer, the tags do not.
 *
 * This differs from semver if the tag of an image uses the same characters for something else: by the specification,
 * `1.2.3-alpine` would come before `1.2.3`, `-rc10` before `-rc2`, and commit ids would be sorted alphabetically.
 *
 * Rules: https://semver.org/#spec-item-11, https://git-scm.com/docs/git-describe
 */
export function compareByForm(a: string, b: string): Order {
  const versions = [asVersion(a), asVersion(b)] as const
  if (versions[0] && versions[1]) return compareVersions(versions[0], versions[1])
  if (versions[0] || versions[1]) return undefined
  return compareShapes(fieldsOf(a), fieldsOf(b))
}

interface Version {
  /** The words before it, without the `v`. */
  readonly prefix: string
  readonly numbers: readonly number[]
  /** The suffix, with its separator if it has one; may be empty. */
  readonly rest: string
  /** Semver's build metadata, which has no order. */
  readonly build: string
}

/**
 * Parses a tag that starts with a version, after words without digits. `v1` is a version; a bare number is a build
 * number.
 */
function asVersion(tag: string): Version | undefined {
  const match =
    /^((?:[A-Za-z]+[-_])*)(v?)(\d{1,15}(?:\.\d{1,15})*)((?:[-_]|\.?(?=[A-Za-z]))[^+]*)?(?:\+(.*))?$/.exec(tag)
  if (!match) return undefined
  const [, prefix = '', v, core = '', rest = '', build = ''] = match
  if (!core.includes('.') && (v === '' || /^[A-Za-z]/.test(rest))) return undefined
  if (/(^|[-_])(pr|mr|pull|merge)[-_]/i.test(prefix)) return undefined
  // If several versions follow words, the first may not be the version of the app: `python-3.11-1.2.3`.
  if (prefix !== '' && fieldsOf(rest).some((field) => field.kind === 'version')) return undefined
  return { prefix, numbers: core.split('.').map(Number), rest, build }
}

function compareVersions(a: Version, b: Version): Order {
  if (a.prefix !== b.prefix) return undefined
  const order = compareNumbers(a.numbers, b.numbers)
  if (order !== 0) {
    // A date is not a version: which of `20261123.5` and `1.2.3` came first depends on when the scheme changed.
    return isDate(a.numbers[0]) === isDate(b.numbers[0]) ? order : undefined
  }
  const rest = compareRests(a.rest, b.rest)
  return rest === 0 && a.build !== b.build ? undefined : rest
}

/** Compares numbers part by part; missing parts count as zero. */
function compareNumbers(a: readonly number[], b: readonly number[]): -1 | 0 | 1 {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0)
    if (difference !== 0) return difference < 0 ? -1 : 1
  }
  return 0
}

function isDate(number = 0): boolean {
  return number >= 19_000_101
}

/** Compares the suffixes of two tags with the same version. */
function compareRests(a: string, b: string): Order {
  if (a === b) return 0
  const known = [asKnownRest(a), asKnownRest(b)] as const
  if (known[0] && known[1]) {
    const order = comparePreReleases(known[0].preRelease, known[1].preRelease)
    if (order !== 0) return order
    const commits = known[0].commits - known[1].commits
    if (commits !== 0) return commits < 0 ? -1 : 1
    return known[0].commits === 0 ? 0 : undefined
  }
  if (known[0] || known[1]) return undefined
  return compareShapes(fieldsOf(a), fieldsOf(b))
}

interface PreRelease {
  readonly word: string
  readonly numbers: readonly number[]
  readonly commit: string
}

interface KnownRest {
  readonly preRelease: PreRelease | undefined
  /** The number of commits after the version, as counted by `git describe`. */
  readonly commits: number
}

/**
 * Other names of a stage. A single letter right after the number is the Python form
 * (https://peps.python.org/pep-0440/).
 */
const stages: Readonly<Record<string, string>> = {
  a: 'alpha',
  b: 'beta',
  c: 'rc',
  cr: 'rc',
  m: 'milestone',
  pre: 'preview',
}
const stageOrder = ['alpha', 'beta', 'rc']

/** Parses a suffix that is empty, a pre-release, or the addition of `git describe` to either. */
function asKnownRest(rest: string): KnownRest | undefined {
  const described = /^(.*?)-(\d{1,6})-g[0-9a-f]{4,40}$/.exec(rest)
  const [before, commits] = described ? [described[1] ?? '', Number(described[2])] : [rest, 0]
  if (before === '') return { preRelease: undefined, commits }
  const match =
    /^(?:[-_.]?(alpha|beta|rc|cr|preview|pre|milestone|dev|snapshot)|[-_.](m)|([abc])(?=\d))((?:[-_.]?\d{1,15}(?!\d))*)((?:[-_.](?:g|sha)?[0-9a-f]{7,40})?)$/i.exec(
      before,
    )
  if (!match) return undefined
  const [, long, milestone, short, numbers = '', commit = ''] = match
  const word = long ?? milestone ?? short ?? ''
  const own = word.toLowerCase()
  const counted = numbers.match(/\d+/g) ?? []
  // Seven digits at the end may also be a commit id.
  const isUnsure = fieldsOf(numbers).some((field) => field.kind === 'commit')
  if (isUnsure) return undefined
  return { preRelease: { word: stages[own] ?? own, numbers: counted.map(Number), commit }, commits }
}

function comparePreReleases(a: PreRelease | undefined, b: PreRelease | undefined): Order {
  if (!a || !b) return a === b ? 0 : a ? -1 : 1
  if (a.word !== b.word) {
    const [first, second] = [stageOrder.indexOf(a.word), stageOrder.indexOf(b.word)]
    return first < 0 || second < 0 ? undefined : first < second ? -1 : 1
  }
  const isOneShape = (a.commit === '') === (b.commit === '')
  if (!isOneShape) return undefined
  // With commit ids, a different number of numbers means that they count something else.
  if (a.commit !== '' && a.numbers.length !== b.numbers.length) return undefined
  const order = compareNumbers(a.numbers, b.numbers) || compareNumbers([a.numbers.length], [b.numbers.length])
  return order || (a.commit === b.commit ? 0 : undefined)
}

const buildWords = new Set([...FLOATING_TAGS, 'build', 'b', 'ci', 'run', 'r', 'rev', 'revision', 'v'])

/** Compares two lists of fields that differ only in times, build numbers and commit ids. */
function compareShapes(a: readonly Field[], b: readonly Field[]): Order {
  if (a.length !== b.length) return undefined
  let order: -1 | 0 | 1 = 0
  let isByNumber = false
  let isSame = true
  for (const [i, one] of a.entries()) {
    const other = b[i]
    const difference = other && compareFields(one, other)
    if (difference === undefined) return undefined
    if (difference === 'unordered') isSame = false
    else if (difference !== 0) {
      if (one.kind === 'number' && !countsBuilds(a[i - 1])) return undefined
      if (order === 0) {
        order = difference
        isByNumber = one.kind === 'number'
      } else if (isByNumber && one.kind === 'time' && difference !== order) return undefined
    }
  }
  if (order !== 0) return order
  return isSame ? 0 : undefined
}

/** Compares two fields; undefined if their shapes differ. */
function compareFields(a: Field, b: Field): -1 | 0 | 1 | 'unordered' | undefined {
  if (a.kind === 'text' && b.kind === 'text') return a.text === b.text ? 0 : undefined
  if (a.kind === 'commit' && b.kind === 'commit') return a.text === b.text ? 0 : 'unordered'
  if (a.kind === 'number' && b.kind === 'number') return compareNumbers([a.number], [b.number])
  if (a.kind === 'version' && b.kind === 'version')
    return compareNumbers(a.numbers, b.numbers) === 0 ? 0 : undefined
  if (a.kind === 'time' && b.kind === 'time') {
    if (a.form !== b.form) return undefined
    return a.digits === b.digits ? 0 : a.digits < b.digits ? -1 : 1
  }
  return undefined
}

/** Reports whether a number is a build number, based on the word before it. */
function countsBuilds(before: Field | undefined): boolean {
  if (before?.kind !== 'text') return true
  const word = /(?<![A-Za-z0-9])([A-Za-z0-9]*)[-_.]?$/.exec(before.text)?.[1] ?? ''
  return word === '' || buildWords.has(word.toLowerCase())
}

/** The differences between versions of Argo CD, as far as a verdict depends on them. */

/** A version, such as 3.5.7. */
export interface Version {
  readonly major: number
  readonly minor: number
  readonly patch: number
}

/** The versions that the rules were verified with: 3.5.7 by tests against it, the others by their source code. */
export const KNOWN = { oldest: '2.14', newest: '3.6' } as const

/** A difference that begins with a version. */
interface Difference {
  readonly since: string
  /** The change, and what it means for a verdict: a sentence for the documentation. */
  readonly what: string
}

/**
 * All differences. The rules use them by name, and the documentation has a table of them.
 *
 * Source: the tags of github.com/argoproj/argo-cd, compared; docs/operator-manual/upgrading
 */
export const DIFFERENCES = {
  'status-updates-ignored': {
    since: '3.0',
    what: 'Argo CD does not store a change that affects only an object’s `status`, unless its health changes. The state that it shows of a workload may be outdated, so Fairlead asks for another comparison.',
  },
  'cronjob-health': {
    since: '3.2',
    what: 'A CronJob whose last job failed makes its app Degraded until the next job ends. If that was already so before the sync, the outcome is `unknown`, not `failed`.',
  },
  'dry-commits-without-changes': {
    since: '3.3',
    what: 'A dry commit that changes no manifest creates no hydrated commit, only a note in Git. The previous hydrated commit counts.',
  },
  'missing-is-out-of-sync': {
    since: '3.4',
    what: 'An app that lacks some of its objects is no longer Missing. It may be Healthy, but is OutOfSync. Fairlead checks both.',
  },
  'compared-dry-revision': {
    since: '3.5',
    what: 'The status has the dry commit that was compared last, even if nothing was hydrated for it. It counts only if the commit changes no object.',
  },
  'impersonated-reads': {
    since: '3.5',
    what: 'If impersonation is on, logs, events and live objects are read with the permissions of the project’s service account. Fairlead reports what it could not read.',
  },
  'refresh-timestamps': {
    since: '3.6',
    what: 'There are annotations with a timestamp next to `refresh` and `hydrate`. They change nothing here: what counts is the commit that was compared.',
  },
} as const satisfies Record<string, Difference>

/** Returns the version from the server's text, such as `v3.5.7+a1b2c3d`; undefined for builds without one. */
export function versionOf(text: string): Version | undefined {
  const [, major, minor, patch] = /^v?(\d+)\.(\d+)(?:\.(\d+))?(?![\d.])/.exec(text.trim()) ?? []
  return major === undefined
    ? undefined
    : { major: Number(major), minor: Number(minor), patch: Number(patch ?? 0) }
}

/** Reports whether a version has a difference. An unknown version counts as the newest known one. */
export function has(version: Version | undefined, difference: keyof typeof DIFFERENCES): boolean {
  return version === undefined || !isBefore(version, DIFFERENCES[difference].since)
}

/**
 * Reports whether a commit during a sync may leave an app OutOfSync forever: fixed in 3.4.5, and reverted for 3.6.
 *
 * Source: https://github.com/argoproj/argo-cd/issues/27875 and its pull request 28692
 */
export function mayPassOver(version: Version | undefined): boolean {
  return version === undefined || isBefore(version, '3.4.5') || !isBefore(version, '3.6')
}

/**
 * Returns a note about a server's version; undefined if the rules were verified with it.
 *
 * @param text the version as the server reports it
 * @returns a sentence
 */
export function versionNote(text: string): string | undefined {
  const version = versionOf(text)
  const { oldest, newest } = KNOWN
  if (version === undefined)
    return `Argo CD does not report a known version (${JSON.stringify(text.slice(0, 40))}), so it is treated like ${newest}.`
  const [, said = ''] = /^v?([\w.+-]+)/.exec(text) ?? []
  if (isBefore(version, oldest))
    return `Argo CD ${said} is older than ${oldest}, the oldest version that the rules were verified with.`
  const [major = 0, minor = 0] = newest.split('.').map(Number)
  const isNewer = version.major > major || (version.major === major && version.minor > minor)
  return isNewer
    ? `Argo CD ${said} is newer than ${newest}, the newest version that the rules were verified with.`
    : undefined
}

function isBefore({ major, minor, patch }: Version, other: string): boolean {
  const [a = 0, b = 0, c = 0] = other.split('.').map(Number)
  return major !== a ? major < a : minor !== b ? minor < b : patch < c
}

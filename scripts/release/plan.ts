import semver from 'semver'

/** What a release depends on, as it stands in a checkout and on its remote. */
export interface ReleaseState {
  /** The commit to release. */
  readonly commit: string
  /** The version in package.json. */
  readonly manifestVersion: string
  /** The text of CHANGELOG.md. */
  readonly changelog: string
  /** The commit of each tag of the remote. */
  readonly tags: ReadonlyMap<string, string>
  /** Files that are not as in the commit. */
  readonly changedFiles: readonly string[]
}

export interface ReleasePlan {
  readonly version: string
  readonly commit: string
  /** `v1.2.3`. It never moves. */
  readonly tag: string
  /** The branch of the major version, which users name; nothing where it does not move. */
  readonly branch: string | undefined
  readonly prerelease: boolean
  /** Whether it is the newest release of all. */
  readonly latest: boolean
  /** The tag of the npm package. */
  readonly npmTag: string
  readonly image: string
  /** The changelog's section. */
  readonly notes: string
}

/**
 * What a release of a version would do, and what stands against it, each in one sentence.
 *
 * - A version is released once: a tag that exists elsewhere is a fault, a tag at this very commit is a run that
 *   goes on where it had ended.
 * - It is higher than each release of its major version, so that a fix of an older major version can be released.
 * - A pre-release moves no branch, and neither does what is lower than the branch's release.
 */
export function planRelease(version: string, state: ReleaseState): { plan: ReleasePlan; faults: string[] } {
  const parsed = semver.parse(version)
  if (parsed === null || parsed.raw !== parsed.version || parsed.build.length > 0)
    throw new Error(`${version} is no version such as 1.2.3 or 1.2.3-rc.1`)
  const tag = `v${version}`
  const released = releasedVersions(state.tags).filter((other) => other !== version)
  const rivals = released.filter((other) => semver.major(other) === parsed.major)
  const higher = rivals.find((other) => semver.gt(other, version))
  const prerelease = parsed.prerelease.length > 0
  const stable = (versions: readonly string[]) =>
    versions.filter((other) => semver.parse(other)?.prerelease.length === 0)
  const highestOf = (versions: readonly string[]) =>
    !prerelease && stable(versions).every((other) => semver.lt(other, version))
  const latest = highestOf(released)
  const notes = sectionOf(state.changelog, version)
  const at = state.tags.get(tag)

  const faults: string[] = []
  if (at !== undefined && at !== state.commit)
    faults.push(`${tag} is at ${at}, not at ${state.commit}; a tag never moves, so release a higher version`)
  if (at === undefined && higher !== undefined)
    faults.push(`${version} is not higher than ${higher}, which is released`)
  if (state.manifestVersion !== version)
    faults.push(`package.json is at ${state.manifestVersion}; run npm run release -- prepare ${version}`)
  if (notes === '') faults.push(`CHANGELOG.md says nothing under "## ${version}"`)
  if (state.changedFiles.length > 0)
    faults.push(`these files are not committed: ${state.changedFiles.join(', ')}`)

  const plan = {
    version,
    commit: state.commit,
    tag,
    branch: highestOf(rivals) ? `v${parsed.major}` : undefined,
    prerelease,
    latest,
    // npm takes no tag that could be read as a version, such as `v1`.
    npmTag: prerelease ? 'next' : latest ? 'latest' : `release-${parsed.major}`,
    image: `ghcr.io/fairlead-dev/fairlead:${version}`,
    notes: notes || sectionOf(state.changelog, 'Unreleased'),
  }
  return { plan, faults }
}

/** The version that comes next: that of package.json, or the next patch where it is released. */
export function nextVersion({ manifestVersion, tags }: ReleaseState): string {
  return tags.has(`v${manifestVersion}`)
    ? (semver.inc(manifestVersion, 'patch') ?? manifestVersion)
    : manifestVersion
}

/** The versions of all tags `v1.2.3`. */
function releasedVersions(tags: ReadonlyMap<string, string>): string[] {
  return [...tags.keys()].flatMap((name) => (name.startsWith('v') ? (semver.valid(name.slice(1)) ?? []) : []))
}

/** The text below `## title` or `## title - date`, up to the next heading of that level. */
function sectionOf(changelog: string, title: string): string {
  const lines = changelog.split('\n')
  const start = lines.findIndex((line) => line === `## ${title}` || line.startsWith(`## ${title} `))
  if (start === -1) return ''
  const end = lines.findIndex((line, at) => at > start && line.startsWith('## '))
  return lines
    .slice(start + 1, end === -1 ? undefined : end)
    .join('\n')
    .trim()
}

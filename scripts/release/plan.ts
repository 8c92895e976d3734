import semver from 'semver'

/** The state of a checkout and its remote that a release depends on. */
export interface ReleaseState {
  /** The commit to release. */
  readonly commit: string
  /** The version in package.json. */
  readonly manifestVersion: string
  /** The text of CHANGELOG.md. */
  readonly changelog: string
  /** The commit of each tag of the remote. */
  readonly tags: ReadonlyMap<string, string>
  /** Files that differ from the commit. */
  readonly changedFiles: readonly string[]
}

export interface ReleasePlan {
  readonly version: string
  readonly commit: string
  /** `v1.2.3`. It never moves. */
  readonly tag: string
  /** The branch of the major version, which users refer to; undefined if it does not move. */
  readonly branch: string | undefined
  readonly prerelease: boolean
  /** True if it is the newest of all releases. */
  readonly latest: boolean
  /** The tag of the npm package. */
  readonly npmTag: string
  readonly image: string
  /** The changelog's section. */
  readonly notes: string
}

/**
 * Plans the release of a version. Returns the plan, and the reasons against it, each in one sentence.
 *
 * - A version is released only once. If its tag exists at another commit, that is an error; if it exists at this
 *   commit, the run continues a previous one.
 * - The version must be higher than each release of its major version. A fix of an older major version can therefore
 *   be released.
 * - The branch does not move for a pre-release, or for a version that is lower than the branch's release.
 */
export function planRelease(version: string, state: ReleaseState): { plan: ReleasePlan; faults: string[] } {
  const parsed = semver.parse(version)
  if (parsed === null || parsed.raw !== parsed.version || parsed.build.length > 0)
    throw new Error(`${version} is not a version such as 1.2.3 or 1.2.3-rc.1`)
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
  if (notes === '') faults.push(`CHANGELOG.md has no text under "## ${version}"`)
  if (state.changedFiles.length > 0)
    faults.push(`these files are not committed: ${state.changedFiles.join(', ')}`)

  const plan = {
    version,
    commit: state.commit,
    tag,
    branch: highestOf(rivals) ? `v${parsed.major}` : undefined,
    prerelease,
    latest,
    // npm does not allow a tag that could be read as a version, such as `v1`.
    npmTag: prerelease ? 'next' : latest ? 'latest' : `release-${parsed.major}`,
    image: `ghcr.io/fairlead-dev/fairlead:${version}`,
    notes: notes || sectionOf(state.changelog, 'Unreleased'),
  }
  return { plan, faults }
}

/** Returns the next version: that of package.json, or the next patch version if it is already released. */
export function nextVersion({ manifestVersion, tags }: ReleaseState): string {
  return tags.has(`v${manifestVersion}`)
    ? (semver.inc(manifestVersion, 'patch') ?? manifestVersion)
    : manifestVersion
}

/** Returns the versions of all tags such as `v1.2.3`. */
function releasedVersions(tags: ReadonlyMap<string, string>): string[] {
  return [...tags.keys()].flatMap((name) => (name.startsWith('v') ? (semver.valid(name.slice(1)) ?? []) : []))
}

/** Returns the text below `## title` or `## title - date`, up to the next heading of that level. */
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

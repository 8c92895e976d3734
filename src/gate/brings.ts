import { canonicalRepository, formatReference, isDigest } from '../images/reference.ts'
import type { AppChange } from '../review/model.ts'

/** An image or a chart that a change introduces in an environment. Removed ones are not included. */
export interface Brought {
  readonly app: string
  readonly artifact: 'image' | 'chart'
  readonly repository: string
  /** The version in the change: `1.4.0`, `1.4.0@sha256:…`, `sha256:…`. */
  readonly version: string
}

/** Returns the images and charts that the changes of some apps introduce. */
export function broughtBy(apps: readonly AppChange[]): Brought[] {
  return apps.flatMap(({ app, images }) =>
    images.flatMap(({ artifact, repository, to }) =>
      to === undefined ? [] : [{ app: app.name, artifact, repository, version: to }],
    ),
  )
}

/** Returns each image and chart once, regardless of the app. */
export function distinct(brought: readonly Brought[]): Brought[] {
  return [...new Map(brought.map((one) => [shownArtifact(one), one])).values()]
}

/** Returns its digest, if it has one. */
export function digestOf({ version }: Pick<Brought, 'version'>): string | undefined {
  const digest = version.slice(version.lastIndexOf('@') + 1)
  return isDigest(digest) ? digest : undefined
}

/**
 * Returns the name that records use. For a tag without a digest, it is not known what the tag meant then. Only the
 * digest that the registry returns now can identify the image.
 *
 * @param pinned the digests that tags have now, by `repository:tag`
 * @returns undefined if the digest of an image is not known
 */
export function recordedName(one: Brought, pinned: ReadonlyMap<string, string>): string | undefined {
  const reference = `${one.repository}:${one.version}`
  if (one.artifact === 'chart') return reference
  const digest = digestOf(one) ?? pinned.get(reference)
  return digest === undefined ? undefined : imageName(one.repository, digest)
}

/** Returns the name of an image by its content, whatever its tag is. */
export function imageName(repository: string, digest: string): string {
  return `${canonicalRepository(repository)}@${digest}`
}

/** Returns the name for users. */
export function shownArtifact(brought: Pick<Brought, 'artifact' | 'repository' | 'version'>): string {
  const { artifact, repository, version } = brought
  if (artifact === 'chart') return `the chart ${repository} ${version}`
  const digest = digestOf(brought)
  if (digest === undefined) return `${repository}:${version}`
  const [tag] = version === digest ? [] : [version.slice(0, -digest.length - 1)]
  return formatReference({ repository, ...(tag && { tag }), digest })
}

/** Reports whether a chart's version identifies one release: it is not a range or a word. */
export function isWholeVersion(version: string): boolean {
  return /^v?\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?$/.test(version)
}

import { canonicalRepository, formatReference, isDigest } from '../images/reference.ts'
import type { AppChange } from '../review/model.ts'

/** An image or a chart that a change brings to an environment: what was there before is none. */
export interface Brought {
  readonly app: string
  readonly artifact: 'image' | 'chart'
  readonly repository: string
  /** As the change names it: `1.4.0`, `1.4.0@sha256:…`, `sha256:…`. */
  readonly version: string
}

/** The images and charts that come with a change of some apps, each once an app. */
export function broughtBy(apps: readonly AppChange[]): Brought[] {
  return apps.flatMap(({ app, images }) =>
    images.flatMap(({ artifact, repository, to }) =>
      to === undefined ? [] : [{ app: app.name, artifact, repository, version: to }],
    ),
  )
}

/** Each image and chart once, whichever app has it. */
export function distinct(brought: readonly Brought[]): Brought[] {
  return [...new Map(brought.map((one) => [shownArtifact(one), one])).values()]
}

/** Its digest, where it is named by one. */
export function digestOf({ version }: Pick<Brought, 'version'>): string | undefined {
  const digest = version.slice(version.lastIndexOf('@') + 1)
  return isDigest(digest) ? digest : undefined
}

/**
 * As records name it. Of a tag alone nobody knows what it meant then, but for what a registry says it is now.
 *
 * @param pinned what tags mean now, by `repository:tag`
 * @returns undefined where nothing tells the digest of an image
 */
export function recordedName(one: Brought, pinned: ReadonlyMap<string, string>): string | undefined {
  const reference = `${one.repository}:${one.version}`
  if (one.artifact === 'chart') return reference
  const digest = digestOf(one) ?? pinned.get(reference)
  return digest === undefined ? undefined : imageName(one.repository, digest)
}

/** An image by what it is, whatever its tag is called. */
export function imageName(repository: string, digest: string): string {
  return `${canonicalRepository(repository)}@${digest}`
}

/** As people write it. */
export function shownArtifact(brought: Pick<Brought, 'artifact' | 'repository' | 'version'>): string {
  const { artifact, repository, version } = brought
  if (artifact === 'chart') return `the chart ${repository} ${version}`
  const digest = digestOf(brought)
  if (digest === undefined) return `${repository}:${version}`
  const [tag] = version === digest ? [] : [version.slice(0, -digest.length - 1)]
  return formatReference({ repository, ...(tag && { tag }), digest })
}

/** Whether a chart's version names one release: no range, no word. */
export function isWholeVersion(version: string): boolean {
  return /^v?\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?$/.test(version)
}

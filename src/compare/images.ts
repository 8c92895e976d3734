import type { ImageUse } from '../images/place.ts'
import { canonicalRepository, parseReference } from '../images/reference.ts'
import type { Json } from '../yaml/value.ts'
import { isObject, listAt, textAt, valueAt } from '../yaml/value.ts'
import { containersOf, podSpec } from '../kube/workload.ts'

export interface ImageChange {
  /** An image of a container, or a chart from another source. */
  readonly artifact: 'image' | 'chart'
  readonly repository: string
  /** Tags or digests; undefined if there was or is none. */
  readonly from: string | undefined
  readonly to: string | undefined
}

/**
 * Returns the tags (or digests) of images by repository: those of containers and volumes, and those in custom
 * resources.
 */
export function imagesOf(objects: Iterable<Json>): Map<string, Set<string>> {
  const images = new Map<string, Set<string>>()
  for (const object of objects)
    for (const text of [...imagesOfPods(object), ...imagesOfCustom(object)]) {
      const reference = parseReference(text)
      if (!reference) continue
      const versions = images.get(reference.repository) ?? new Set<string>()
      versions.add(versionOf(reference))
      images.set(reference.repository, versions)
    }
  return images
}

function imagesOfPods(object: Json): string[] {
  const ofVolumes = listAt(podSpec(object), 'volumes').map((volume) => textAt(volume, 'image', 'reference'))
  return [...containersOf(object).map(({ content }) => textAt(content, 'image')), ...ofVolumes].filter(
    (text) => text !== undefined,
  )
}

/** Groups without kinds of operators. Their fields with these names mean something else, or are already found. */
const KNOWN_GROUPS = /(^|\.)(k8s\.io|argoproj\.io|toolkit\.fluxcd\.io|openshift\.io)$/

/** The maximum depth to which custom resources are searched. */
const DEEPEST = 12

/**
 * Returns the images that an operator runs: the fields `image` and `imageName` of a custom resource, at any depth.
 */
function imagesOfCustom(object: Json): string[] {
  const [group = '', version] = (textAt(object, 'apiVersion') ?? '').split('/')
  if (version === undefined || !group.includes('.') || KNOWN_GROUPS.test(group)) return []
  if (podSpec(object) !== undefined) return []
  const found: string[] = []
  const visit = (value: Json | undefined, depth: number): void => {
    if (depth > DEEPEST || value === undefined) return
    if (Array.isArray(value)) for (const item of value) visit(item, depth + 1)
    else if (isObject(value))
      for (const [key, below] of Object.entries(value)) {
        if ((key === 'image' || key === 'imageName') && typeof below === 'string') {
          // Without a tag or a digest, it may be the name of something else.
          const { tag, digest } = parseReference(below) ?? {}
          if (tag !== undefined || digest !== undefined) found.push(below)
        } else visit(below, depth + 1)
      }
  }
  visit(valueAt(object, 'spec'), 0)
  return found
}

/** Returns the version of an image: its tag, its digest, or both. */
function versionOf({ tag, digest }: { tag?: string; digest?: string }): string {
  if (tag !== undefined && digest !== undefined) return `${tag}@${digest}`
  return tag ?? digest ?? 'latest'
}

/**
 * Returns the changes of an app's images, by repository. Versions that are on both sides are omitted. The others are
 * paired in order.
 */
export function imageChanges(before: Iterable<Json>, after: Iterable<Json>): ImageChange[] {
  return versionChanges(imagesOf(before), imagesOf(after))
}

/** Returns the image changes from the values in an app's files, for an app that could not be rendered. */
export function declaredImageChanges(before: readonly ImageUse[], after: readonly ImageUse[]): ImageChange[] {
  const versions = (uses: readonly ImageUse[]) => {
    const images = new Map<string, Set<string>>()
    for (const { artifact, repository, tag, digest } of uses) {
      if (artifact !== 'image' || repository === undefined || (tag === undefined && digest === undefined))
        continue
      const known = images.get(repository) ?? new Set<string>()
      images.set(repository, known.add(versionOf({ ...(tag && { tag }), ...(digest && { digest }) })))
    }
    return images
  }
  return versionChanges(versions(before), versions(after))
}

function versionChanges(
  old: ReadonlyMap<string, ReadonlySet<string>>,
  next: ReadonlyMap<string, ReadonlySet<string>>,
): ImageChange[] {
  return [...new Set([...old.keys(), ...next.keys()])].toSorted().flatMap((repository) => {
    const [was, is] = [old.get(repository) ?? new Set<string>(), next.get(repository) ?? new Set<string>()]
    const [from, to] = [[...was].filter((v) => !is.has(v)), [...is].filter((v) => !was.has(v))]
    return Array.from({ length: Math.max(from.length, to.length) }, (_, i) => ({
      artifact: 'image' as const,
      repository,
      from: from[i],
      to: to[i],
    }))
  })
}

/** Returns the registry of a repository. That of Docker Hub is written in full. */
export function registryOf(repository: string): string {
  return canonicalRepository(repository).split('/')[0] ?? ''
}

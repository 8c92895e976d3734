import type { ImageUse } from '../images/place.ts'
import { canonicalRepository, parseReference } from '../images/reference.ts'
import type { Json } from '../yaml/value.ts'
import { isObject, listAt, textAt, valueAt } from '../yaml/value.ts'
import { containersOf, podSpec } from '../kube/workload.ts'

export interface ImageChange {
  /** An image of a container, or a chart from elsewhere. */
  readonly artifact: 'image' | 'chart'
  readonly repository: string
  /** Tags or digests; undefined where there was or is none. */
  readonly from: string | undefined
  readonly to: string | undefined
}

/**
 * What containers run and volumes hold, and what custom resources name as an image: tags (or digests) by repository.
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

/** Groups of which no kind is an operator's: their fields of that name mean something else, or what is seen already. */
const KNOWN_GROUPS = /(^|\.)(k8s\.io|argoproj\.io|toolkit\.fluxcd\.io|openshift\.io)$/

/** How deep custom resources are looked into. */
const DEEPEST = 12

/** What an operator is told to run: the fields `image` and `imageName` of a custom resource, wherever they stand in it. */
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
          // Without a tag or a digest it may be the name of anything.
          const { tag, digest } = parseReference(below) ?? {}
          if (tag !== undefined || digest !== undefined) found.push(below)
        } else visit(below, depth + 1)
      }
  }
  visit(valueAt(object, 'spec'), 0)
  return found
}

/** What tells two builds of a repository apart: the tag, or where there is none the digest. */
function versionOf({ tag, digest }: { tag?: string; digest?: string }): string {
  if (tag !== undefined && digest !== undefined) return `${tag}@${digest}`
  return tag ?? digest ?? 'latest'
}

/**
 * How the images of an app change, by repository. Versions that are on both sides are left out; of the others the
 * first goes with the first.
 */
export function imageChanges(before: Iterable<Json>, after: Iterable<Json>): ImageChange[] {
  return versionChanges(imagesOf(before), imagesOf(after))
}

/** The same by what the files of an app set, for one that could not be rendered. */
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

/** The registry of a repository, Docker Hub's in full. */
export function registryOf(repository: string): string {
  return canonicalRepository(repository).split('/')[0] ?? ''
}

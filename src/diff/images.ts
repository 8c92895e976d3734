import { canonicalRepository, parseReference } from '../images/reference.ts'
import type { Json } from '../yaml/value.ts'
import { textAt } from '../yaml/value.ts'
import type { ImageChange } from './model.ts'
import { containersOf } from './workload.ts'

/** What containers run: tags (or digests) by repository. */
export function imagesOf(objects: Iterable<Json>): Map<string, Set<string>> {
  const images = new Map<string, Set<string>>()
  for (const object of objects)
    for (const { content } of containersOf(object)) {
      const reference = parseReference(textAt(content, 'image') ?? '')
      if (!reference) continue
      const versions = images.get(reference.repository) ?? new Set<string>()
      versions.add(versionOf(reference))
      images.set(reference.repository, versions)
    }
  return images
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
  const [old, next] = [imagesOf(before), imagesOf(after)]
  return [...new Set([...old.keys(), ...next.keys()])].toSorted().flatMap((repository) => {
    const [was, is] = [old.get(repository) ?? new Set<string>(), next.get(repository) ?? new Set<string>()]
    const [from, to] = [[...was].filter((v) => !is.has(v)), [...is].filter((v) => !was.has(v))]
    return Array.from({ length: Math.max(from.length, to.length) }, (_, i) => ({
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

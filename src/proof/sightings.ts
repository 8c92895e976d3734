import { containersOf, templatePath } from '../kube/workload.ts'
import type { ImageReference } from '../images/reference.ts'
import { isSameRepository, isTag, parseReference } from '../images/reference.ts'
import { oneLine } from '../text/markdown.ts'
import type { Manifest } from '../kube/manifests.ts'
import { plannerFor } from '../render/planners.ts'
import type { Json } from '../yaml/value.ts'
import { isObject, textAt } from '../yaml/value.ts'

/** An image in the manifests of an app. */
export interface Sighting extends ImageReference {
  /** Such as `Deployment web, container web`. */
  readonly where: string
  /** Whether it is the image of a container, or in a field or a text that may lead to one. */
  readonly kind: 'container' | 'field' | 'text'
}

const LISTS = {
  containers: 'container',
  initContainers: 'init container',
  ephemeralContainers: 'ephemeral container',
} as const

/** Keys under which a custom resource holds a repository, and the keys of its version. */
const REPOSITORY_KEYS = ['image', 'repository', 'repo', 'imageName'] as const
const VERSION_KEYS = ['tag', 'imageTag', 'version', 'newTag'] as const

/**
 * Returns the images that objects run, and those that objects contain elsewhere: in a field of a custom resource, an
 * argument, or a variable. Objects that are apps themselves are skipped, because their own manifests contain the
 * images.
 */
export function sightings(manifests: readonly Manifest[]): Sighting[] {
  return manifests.flatMap(({ kind, name, content }): Sighting[] => {
    // Nothing in a Secret may be reported.
    if (plannerFor(content) || kind === 'Secret') return []
    const subject = oneLine(`${kind} ${name}`)
    const containers = containersOf(content).flatMap(({ list, name: container, content: own }) => {
      const reference = parseReference(textAt(own, 'image') ?? '')
      return reference
        ? [
            {
              ...reference,
              where: oneLine(`${subject}, ${LISTS[list]} ${container}`),
              kind: 'container' as const,
            },
          ]
        : []
    })
    const isWorkload = templatePath(kind) !== undefined
    return [...containers, ...mentions(content, subject, isWorkload)]
  })
}

/** Returns the images outside of the `image` of containers. */
function mentions(content: Json, subject: string, isWorkload: boolean): Sighting[] {
  const found: Sighting[] = []
  const visit = (value: Json, path: string): void => {
    if (typeof value === 'string') {
      for (const one of inText(value, `${subject}, ${path}`)) found.push(one)
      return
    }
    if (Array.isArray(value))
      return void (value as readonly Json[]).forEach((item, i) => visit(item, `${path}[${i}]`))
    if (!isObject(value)) return
    const split = splitReference(value)
    if (split) found.push({ ...split, where: `${subject}, ${path || 'its fields'}`, kind: 'field' })
    for (const [key, item] of Object.entries(value)) {
      const below = oneLine(path === '' ? key : `${path}.${key}`)
      if (typeof item !== 'string' || !/image$/i.test(key)) visit(item, below)
      // The container search already finds these in a workload.
      else if (!(isWorkload && key === 'image')) {
        const reference = parseReference(item)
        if (reference) found.push({ ...reference, where: `${subject}, ${below}`, kind: 'field' })
      }
    }
  }
  visit(content, '')
  return found
}

/**
 * Returns references within a text, as in an argument `--image=ghcr.io/acme/web:1.2.3`; only those with a version.
 */
function inText(text: string, where: string): Sighting[] {
  if (text.length > 100_000 || !/[:@]/.test(text)) return []
  return text.split(/[\s"'=,;()[\]{}]+/).flatMap((word) => {
    const reference = /[:@]/.test(word) ? parseReference(word) : undefined
    return reference && (reference.tag ?? reference.digest) !== undefined
      ? [{ ...reference, where, kind: 'text' as const }]
      : []
  })
}

/** Returns a reference that is split into several fields: `image: ghcr.io/acme/web`, `version: 1.2.3`. */
function splitReference(value: Readonly<Record<string, Json>>): ImageReference | undefined {
  const textOf = (keys: readonly string[]) =>
    keys.map((key) => value[key]).find((text): text is string => typeof text === 'string')
  const [name, tag] = [textOf(REPOSITORY_KEYS), textOf(VERSION_KEYS)]
  const reference = name === undefined ? undefined : parseReference(name)
  if (!reference || tag === undefined || !isTag(tag) || reference.tag !== undefined) return undefined
  const registry = value['registry']
  return {
    repository: typeof registry === 'string' ? `${registry}/${reference.repository}` : reference.repository,
    tag,
  }
}

/**
 * Reports whether two repositories contain the same image: they are equal, or have the same path in different
 * registries, as with a mirror that a chart adds in front.
 */
export function isSameImage(a: string, b: string): boolean {
  if (isSameRepository(a, b)) return true
  const [one, other] = [pathOf(a), pathOf(b)]
  return one === other || one.endsWith(`/${other}`) || other.endsWith(`/${one}`)
}

/**
 * Reports whether two repositories may contain the same image under different names, as with a team prefix: `web` and
 * `shop-web`.
 */
export function looksLike(a: string, b: string): boolean {
  const [one, other] = [a, b].map((repository) => repository.split('/').at(-1) ?? repository)
  return one !== undefined && other !== undefined && (one.includes(other) || other.includes(one))
}

function pathOf(repository: string): string {
  const [first = '', ...rest] = repository.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '').split('/')
  const hasRegistry = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost')
  return hasRegistry ? rest.join('/') : [first, ...rest].join('/')
}

/** Returns the version for users: the tag, or the digest if there is no tag. */
export function versionOf({ tag, digest }: Pick<ImageReference, 'tag' | 'digest'>): string {
  return tag ?? digest?.slice(0, 19) ?? 'latest'
}

import { isRepository } from './reference.ts'

/**
 * Finds the names of images in values. Charts split a name over several values and join them again. There is no
 * standard; the rules here follow real charts, such as Bitnami's (`registry` + `repository`), Istio's (`hub` +
 * `image`) and the many custom ones (`repo` + `image`, `repository` + `name`).
 */

/** Keys that contain the beginning of a name, and never a whole name. */
const REGISTRY_KEYS = ['registry', 'imageRegistry', 'hub', 'dockerRegistry', 'containerRegistry'] as const
/** Keys that contain a whole name, or the beginning of one if the map also has a key of NAME_KEYS. */
const REPOSITORY_KEYS = ['repository', 'repo', 'imageRepository', 'imageRepo'] as const
/** Keys that contain a whole name, or the end of one. */
const NAME_KEYS = ['image', 'imageName'] as const

/** All keys that contain a part of a name. */
export const PARTS_OF_NAMES: readonly string[] = [...REGISTRY_KEYS, ...REPOSITORY_KEYS, ...NAME_KEYS, 'name']

/** The texts in a map of values: returns the text of a scalar; undefined if there is none. */
export type TextAt = (key: string) => string | undefined

/** The name of an image. */
export interface ImageName {
  /** Joined as the chart does it; without a registry if none is known. */
  readonly repository: string
  /** Other ways in which the chart may join the same parts. */
  readonly alsoKnownAs: readonly string[]
  /** The keys that contain its parts, the most specific one first. */
  readonly keys: readonly [string, ...string[]]
}

/** The values of a chart that apply to all of its images. */
export interface Globals {
  /** Takes precedence over the registry of the image: Bitnami's `global.imageRegistry`. */
  readonly forced: string | undefined
  /** Used if the image has no registry of its own: `global.hub`, `global.registry`. */
  readonly fallback: string | undefined
}

/**
 * Returns the name of the image that a map of values contains; undefined if there is none.
 *
 * @param isImageKey whether the map is the value of a key such as `image`: then `name` is the name of the image, and
 *   not that of a container
 */
export function nameIn(text: TextAt, isImageKey: boolean, globals: Globals): ImageName | undefined {
  const registryKey = REGISTRY_KEYS.find((key) => isPrefix(text(key)))
  const registry = registryKey === undefined ? undefined : text(registryKey)
  const part = (keys: readonly string[]) =>
    keys.find((key) => {
      const value = text(key)
      return value !== undefined && isRepository(value)
    })
  const repositoryKey = part(REPOSITORY_KEYS) ?? REPOSITORY_KEYS.find((key) => isHost(text(key)))
  const nameKey =
    part(NAME_KEYS) ??
    (isImageKey || repositoryKey !== undefined || registry !== undefined ? part(['name']) : undefined)
  const [first, second] = [valueOf(text, repositoryKey), valueOf(text, nameKey)]
  const keys = [repositoryKey, nameKey, registryKey].filter((key) => key !== undefined)
  const [main, ...others] = keys
  const found = joined(first, second, nameKey === 'name' && !isImageKey)
  if (main === undefined || !found) return undefined
  const isFirst = found.from !== 'second'
  const own: [string, ...string[]] = isFirst ? [main, ...others] : [nameKey ?? main, ...keys]
  const spellings = [found.name, ...found.others].flatMap((name) => withRegistries(name, registry, globals))
  const [repository = found.name, ...rest] = [...new Set(spellings)]
  return { repository, alsoKnownAs: rest, keys: own }
}

/**
 * Returns the spellings of an image that is written as a whole, with the registry beside it: `registry` and
 * `image: web:1.0`.
 */
export function behindRegistry(name: string, text: TextAt, globals: Globals): string[] {
  const registryKey = [...REGISTRY_KEYS, ...REPOSITORY_KEYS].find((key) => isPrefix(text(key)))
  return [...new Set(withRegistries(name, valueOf(text, registryKey), globals))]
}

function valueOf(text: TextAt, key: string | undefined): string | undefined {
  return key === undefined ? undefined : text(key)
}

interface Joined {
  readonly name: string
  readonly others: readonly string[]
  readonly from: 'first' | 'second' | 'both'
}

/**
 * @param first the value of a key such as `repository`
 * @param second the value of a key such as `image` or `name`
 * @param isUnsure whether the second may be the name of something else, such as a container
 */
function joined(
  first: string | undefined,
  second: string | undefined,
  isUnsure: boolean,
): Joined | undefined {
  if (first === undefined)
    return second === undefined ? undefined : { name: second, others: [], from: 'second' }
  if (second === undefined) return { name: first, others: [], from: 'first' }
  const both = `${withoutEnd(first)}/${second}`
  if (isHost(first)) return { name: hasHost(second) ? second : both, others: [], from: 'both' }
  // `repo` may be a Git repository beside a whole name.
  if (hasHost(second) || second.startsWith(`${first}/`))
    return { name: second, others: [first], from: 'second' }
  if (first === second || first.endsWith(`/${second}`)) return { name: first, others: [], from: 'first' }
  if (isUnsure) return { name: first, others: [both], from: 'first' }
  return { name: both, others: [first], from: 'both' }
}

function withRegistries(name: string, registry: string | undefined, { forced, fallback }: Globals): string[] {
  const own = registry ?? (hasHost(name) ? undefined : fallback)
  return [forced, own, ''].flatMap((host) => (host === undefined ? [] : [withRegistry(host, name)]))
}

/** Returns a repository with its registry in front, unless it already contains the registry. */
export function withRegistry(registry: string, repository: string): string {
  return registry === '' || repository.startsWith(`${withoutEnd(registry)}/`)
    ? repository
    : `${withoutEnd(registry)}/${repository}`
}

function withoutEnd(text: string): string {
  return text.replace(/(?<!\/)\/+$/, '')
}

/** Reports whether a text can be the beginning of a name: a host, with or without a path. */
function isPrefix(text: string | undefined): boolean {
  return text !== undefined && text !== '' && (isHost(text) || isRepository(withoutEnd(text)))
}

/** Reports whether a text is only a host. */
export function isHost(text: string | undefined): boolean {
  return (
    text !== undefined &&
    /^(?:localhost|[a-z0-9-]+(?:\.[a-z0-9-]+)+|[a-z0-9.-]+:\d+)(?::\d+)?\/?$/i.test(text)
  )
}

/** Reports whether a name starts with a registry. */
export function hasHost(name: string): boolean {
  const [first = '', ...rest] = name.split('/')
  return rest.length > 0 && (/[.:]/.test(first) || first === 'localhost')
}

/** Returns the last part of a name. */
export function lastPart(repository: string): string {
  return repository.split('/').pop() ?? repository
}

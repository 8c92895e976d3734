import { isRepository } from './reference.ts'

/**
 * How charts split the name of an image over several values, and how they join it again. There is no standard; the
 * rules here follow what charts really do, such as Bitnami's (`registry` + `repository`), Istio's (`hub` + `image`) and
 * the many home-made ones (`repo` + `image`, `repository` + `name`).
 */

/** Keys that hold what comes before a name, and never a whole name. */
const REGISTRY_KEYS = ['registry', 'imageRegistry', 'hub', 'dockerRegistry', 'containerRegistry'] as const
/** Keys that may hold a whole name, or what comes before one where a key of NAMES stands beside them. */
const REPOSITORY_KEYS = ['repository', 'repo', 'imageRepository', 'imageRepo'] as const
/** Keys that hold a name, whole or the end of one. */
const NAME_KEYS = ['image', 'imageName'] as const

/** All keys that hold a part of a name. */
export const PARTS_OF_NAMES: readonly string[] = [...REGISTRY_KEYS, ...REPOSITORY_KEYS, ...NAME_KEYS, 'name']

/** What stands in a map of values: the text of a scalar, undefined where there is none. */
export type TextAt = (key: string) => string | undefined

/** The name of an image. */
export interface ImageName {
  /** Joined as the chart would; without a registry where none is told. */
  readonly repository: string
  /** Other ways in which the chart may join the same parts. */
  readonly alsoKnownAs: readonly string[]
  /** The keys that hold its parts, the one that says most first. */
  readonly keys: readonly [string, ...string[]]
}

/** What the values of a whole chart say for all of its images. */
export interface Globals {
  /** Goes before a registry of the image's own: Bitnami's `global.imageRegistry`. */
  readonly forced: string | undefined
  /** Counts where the image has none of its own: `global.hub`, `global.registry`. */
  readonly fallback: string | undefined
}

/**
 * The name of the image that a map of values tells; undefined where it tells none.
 *
 * @param isImageKey whether the map stands below a key such as `image`: then `name` is the image's, and not that of a
 *   container
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
 * The name of an image that stands as a whole, behind the registry that stands beside it: `registry` and `image: web:1.0`.
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
 * @param first what a key such as `repository` holds
 * @param second what a key such as `image` or `name` holds
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

/** A repository behind its registry, where it is not written with it already. */
export function withRegistry(registry: string, repository: string): string {
  return registry === '' || repository.startsWith(`${withoutEnd(registry)}/`)
    ? repository
    : `${withoutEnd(registry)}/${repository}`
}

function withoutEnd(text: string): string {
  return text.replace(/(?<!\/)\/+$/, '')
}

/** Whether a text can stand before a name: a host, with or without a path. */
function isPrefix(text: string | undefined): boolean {
  return text !== undefined && text !== '' && (isHost(text) || isRepository(withoutEnd(text)))
}

/** Whether a text is a host and no more. */
export function isHost(text: string | undefined): boolean {
  return (
    text !== undefined &&
    /^(?:localhost|[a-z0-9-]+(?:\.[a-z0-9-]+)+|[a-z0-9.-]+:\d+)(?::\d+)?\/?$/i.test(text)
  )
}

/** Whether a name begins with a registry. */
export function hasHost(name: string): boolean {
  const [first = '', ...rest] = name.split('/')
  return rest.length > 0 && (/[.:]/.test(first) || first === 'localhost')
}

/** The last part of a name. */
export function lastPart(repository: string): string {
  return repository.split('/').pop() ?? repository
}

/**
 * Image references: `[registry/]repository[:tag][@digest]`.
 *
 * Source: https://github.com/distribution/reference/blob/main/reference.go (the grammar)
 */

export interface ImageReference {
  /** With its registry, as written: `ghcr.io/acme/web`, `nginx`. */
  readonly repository: string
  readonly tag?: string
  /** `sha256:…`, or another algorithm. */
  readonly digest?: string
}

const TAG = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/
const DIGEST = /^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[0-9a-fA-F]{32,}$/
const REGISTRY = /^(?:[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*|\[[0-9a-fA-F:]+\])(?::[0-9]+)?$/
const PATH_COMPONENT = /^[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*$/

/** Reports whether the text can be a tag. */
export function isTag(text: string): boolean {
  return TAG.test(text)
}

/** Reports whether the text is a digest, such as `sha256:` and 64 hexadecimal digits. */
export function isDigest(text: string): boolean {
  return DIGEST.test(text) && (!text.startsWith('sha256:') || text.length === 'sha256:'.length + 64)
}

/** Reports whether the text can be a repository, with or without a registry. */
export function isRepository(text: string): boolean {
  const parts = text.split('/')
  const [first = '', ...rest] = parts
  const hasRegistry = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost' || /[A-Z]/.test(first))
  const path = hasRegistry ? rest : parts
  return (
    path.length > 0 &&
    path.every((part) => PATH_COMPONENT.test(part)) &&
    (!hasRegistry || REGISTRY.test(first))
  )
}

/** Parses a reference; undefined if the text is not a valid reference. */
export function parseReference(text: string): ImageReference | undefined {
  const [name = '', digest, ...more] = text.split('@')
  if (more.length > 0 || (digest !== undefined && !isDigest(digest))) return undefined
  const colon = name.indexOf(':', name.lastIndexOf('/') + 1)
  const repository = colon < 0 ? name : name.slice(0, colon)
  const tag = colon < 0 ? undefined : name.slice(colon + 1)
  if (!isRepository(repository) || (tag !== undefined && !isTag(tag))) return undefined
  return { repository, ...(tag === undefined ? {} : { tag }), ...(digest === undefined ? {} : { digest }) }
}

/** Returns the text of a reference. */
export function formatReference({ repository, tag, digest }: ImageReference): string {
  return `${repository}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`
}

/**
 * Returns the canonical spelling of a repository, for comparisons: Docker Hub's short names in full (`nginx` is
 * `docker.io/library/nginx`), the registry in lower case, no scheme, no `.git`.
 */
export function canonicalRepository(repository: string): string {
  const bare = repository
    .trim()
    .replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')
    .replace(/^git@([^:]+):/, '$1/')
    .replace(/(?<!\/)\/+$/, '')
    .replace(/\.git$/, '')
  const [first = '', ...rest] = bare.split('/')
  const hasRegistry = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost')
  if (!hasRegistry) return `docker.io/${rest.length === 0 ? `library/${first}` : bare}`
  const registry = first.toLowerCase().replace(/^(index|registry-1)\.docker\.io$/, 'docker.io')
  const path = registry === 'docker.io' && rest.length === 1 ? `library/${rest[0]}` : rest.join('/')
  return `${registry}/${path}`
}

/** Reports whether two spellings identify the same repository. */
export function isSameRepository(a: string, b: string): boolean {
  return canonicalRepository(a) === canonicalRepository(b)
}

import { inputError } from '../errors.ts'
import { canonicalRepository, isRepository } from '../images/reference.ts'
import { isLoopback } from '../net/proxy.ts'

/** The address of a repository. */
export interface Address {
  /** The registry as it appears in image names and credentials: `docker.io`, `ghcr.io`, `localhost:5000`. */
  readonly registry: string
  /** The repository in the registry: `acme/web`. */
  readonly path: string
  /** The origin that requests are sent to: `https://registry-1.docker.io`. */
  readonly origin: string
}

/**
 * Returns the address of a repository. Docker Hub has another host name than its images, and only a registry on this
 * machine is used without TLS, as docker does: https://docs.docker.com/reference/cli/dockerd/#insecure-registries
 *
 * @throws FairleadError (input) if the text is not a valid repository
 */
export function addressOf(repository: string): Address {
  const bare = repository.replace(/^oci:\/\//i, '')
  const [registry = '', ...rest] = canonicalRepository(bare).split('/')
  const path = rest.join('/')
  const origin = originOf(registry)
  if (origin === undefined || !isRepository(path) || /^[a-z][a-z0-9+.-]*:\/\//i.test(bare))
    throw inputError(`${JSON.stringify(repository)} is not a valid repository of a container registry`, {
      hint: 'Write it like ghcr.io/acme/web.',
    })
  return { registry, path, origin }
}

function originOf(registry: string): string | undefined {
  const host = registry === 'docker.io' ? 'registry-1.docker.io' : registry
  const secure = `https://${host}`
  if (!URL.canParse(secure)) return undefined
  const { hostname } = new URL(secure)
  return isLoopback(hostname) ? `http://${host}` : secure
}

import type { RegistryOptions } from './options.ts'
import { createHash } from 'node:crypto'
import { inputError, remoteError } from '../errors.ts'
import { isDigest } from '../images/reference.ts'
import { ManifestAnswer, readAnswer } from './answers.ts'
import { Authorizer } from './authorize.ts'
import { explainDenial } from './explain.ts'
import { addressOf } from './name.ts'
import type { Address } from './name.ts'
import { bodyOf, Transport } from './transport.ts'

/** The manifest of a tag or digest. */
export interface Manifest {
  /** The digest of the manifest itself: for a multi-platform image, the digest of its index. */
  readonly digest: string
}

/** The part of a container registry that is needed to write a version. */
export interface Registry {
  /**
   * Finds a manifest. The answer is cached for the whole run.
   *
   * @param repository with or without its registry: `ghcr.io/acme/web`, `nginx`
   * @param reference a tag or a digest
   * @returns undefined if the registry reports that there is no such manifest
   * @throws FairleadError (input) if the registry denies access; (remote) if it cannot be reached or its answer is
   *   not valid
   */
  find(repository: string, reference: string): Promise<Manifest | undefined>
}

/**
 * The accepted media types of manifests. An index comes first, so that a registry returns the index of a
 * multi-platform image. https://github.com/opencontainers/image-spec/blob/main/media-types.md
 */
export const accepted = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ')

/** The largest manifest in bytes. Registries must accept manifests up to this size; anything larger is rejected. */
export const manifestLimit = 4 * 1024 * 1024

/**
 * Opens the registries of images. It sends no request before the first lookup.
 *
 * Protocol: https://github.com/opencontainers/distribution-spec/blob/main/spec.md
 */
export function openRegistry(options: RegistryOptions): Registry {
  const transport = new Transport(options)
  const authorizer = new Authorizer(transport, options)
  const known = new Map<string, Promise<Manifest | undefined>>()
  return {
    find(repository, reference) {
      const address = addressOf(repository)
      const key = `${address.registry}/${address.path} ${reference}`
      const answer = known.get(key) ?? fetchManifest(transport, authorizer, address, reference)
      known.set(key, answer)
      return answer
    },
  }
}

async function fetchManifest(
  transport: Transport,
  authorizer: Authorizer,
  address: Address,
  reference: string,
): Promise<Manifest | undefined> {
  const url = new URL(`/v2/${address.path}/manifests/${reference}`, address.origin)
  const ask = (method: 'HEAD' | 'GET') =>
    authorizer.send(address, (authorization) =>
      transport.send(url, { method, headers: { accept: accepted, ...authorization } }),
    )
  const head = await ask('HEAD')
  const told = head.headers.get('docker-content-digest')
  if (head.status === 200 && told !== null && isDigest(told)) {
    confirm(address, reference, told)
    return { digest: told }
  }
  // The response to HEAD has no body with a reason, and not every registry sends the digest or supports HEAD.
  const answer = await ask('GET')
  const body = await bodyOf(answer, manifestLimit)
  if (answer.status === 404) return undefined
  if (answer.status === 401 || answer.status === 403)
    throw explainDenial(address, answer.status, body, authorizer.usedFor(address))
  if (answer.status !== 200)
    throw remoteError(`${address.registry} answers ${answer.status} for ${address.path}:${reference}`, {
      hint: 'Try again later, and check that this is a container registry.',
    })
  return { digest: digestOf(address, reference, answer.headers, body) }
}

/** Returns the digest of a manifest, after checking it against the digest that the registry reports. */
export function digestOf(address: Address, reference: string, headers: Headers, body: Buffer): string {
  manifestOf(address, body)
  const told = headers.get('docker-content-digest') ?? undefined
  const wanted = isDigest(reference) ? reference : (told ?? 'sha256:')
  const algorithm = /^sha(256|512):/.exec(wanted)?.[0].slice(0, -1)
  if (algorithm === undefined)
    throw inputError(`the digest ${wanted} uses an unsupported algorithm`, {
      hint: 'Supported: sha256 and sha512.',
    })
  const digest = `${algorithm}:${createHash(algorithm).update(body).digest('hex')}`
  confirm(address, reference, digest)
  if (told?.startsWith(`${algorithm}:`) === true && told.toLowerCase() !== digest)
    throw remoteError(
      `${address.registry} reports the digest ${told} for a manifest, but its digest is ${digest}`,
      {
        hint: 'The content was changed in transit: check the proxy.',
      },
    )
  return digest
}

/** Checks that a manifest that was requested by digest has that digest. */
function confirm(address: Address, reference: string, digest: string): void {
  if (isDigest(reference) && reference.toLowerCase() !== digest.toLowerCase())
    throw remoteError(`${address.registry} returned ${digest} instead of ${reference}`, {
      hint: 'The content was changed in transit: check the registry and the proxy.',
    })
}

/**
 * Reads a manifest.
 *
 * @throws FairleadError (remote) if the body is not a manifest
 */
export function manifestOf({ registry }: Address, body: Buffer) {
  return readAnswer(ManifestAnswer, body, { registry, what: 'a manifest' })
}

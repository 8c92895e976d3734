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

/** What a registry has under a tag or digest. */
export interface Manifest {
  /** Of the manifest itself: for an image of several platforms that of its index. */
  readonly digest: string
}

/** Container registries, as far as writing a version needs them. */
export interface Registry {
  /**
   * Looks a manifest up. The answer to the same question is kept for the whole run.
   *
   * @param repository with or without its registry: `ghcr.io/acme/web`, `nginx`
   * @param reference a tag or a digest
   * @returns undefined where the registry says that there is none
   * @throws FairleadError (input) where the registry does not let us in; (remote) where it cannot be reached or
   *   answers what no registry may
   */
  find(repository: string, reference: string): Promise<Manifest | undefined>
}

/**
 * The kinds of manifests that are asked for; an index comes first, so that a registry hands out that where an
 * image has several platforms. https://github.com/opencontainers/image-spec/blob/main/media-types.md
 */
export const accepted = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ')

/** The bytes that a registry must take for a manifest; more is none. */
export const manifestLimit = 4 * 1024 * 1024

/**
 * Opens the registries that images name. Nothing is asked before the first look.
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
  // A HEAD has no body to say why, and not every registry sends the digest or answers to HEAD at all.
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

/** The digest of a body that was read; what the registry says of it must agree. */
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

/** What was asked for by its digest is that very manifest. */
function confirm(address: Address, reference: string, digest: string): void {
  if (isDigest(reference) && reference.toLowerCase() !== digest.toLowerCase())
    throw remoteError(`${address.registry} returned ${digest} instead of ${reference}`, {
      hint: 'The content was changed in transit: check the registry and the proxy.',
    })
}

/** @throws FairleadError (remote) where a body is no manifest */
export function manifestOf({ registry }: Address, body: Buffer) {
  return readAnswer(ManifestAnswer, body, { registry, what: 'a manifest' })
}

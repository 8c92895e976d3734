import { createHash } from 'node:crypto'
import { inputError, remoteError } from '../errors.ts'
import { isTag } from '../images/reference.ts'
import { Authorizer } from './authorize.ts'
import { explainDenial } from './explain.ts'
import { addressOf } from './name.ts'
import type { Address } from './name.ts'
import { readAnswer, TagsAnswer } from './answers.ts'
import { accepted, digestOf, manifestLimit, manifestOf } from './registry.ts'
import type { RegistryOptions } from './options.ts'
import { bodyOf, Transport } from './transport.ts'

/** A layer of an artifact. */
export interface Layer {
  readonly mediaType: string
  readonly digest: string
  /** The size in bytes that the manifest reports. */
  readonly size: number
}

/** The artifact of a tag or digest. */
export interface Artifact {
  readonly digest: string
  readonly layers: readonly Layer[]
}

/** Registries that store packages: Helm charts and artifacts that contain manifests. */
export interface ArtifactRegistry {
  /**
   * Returns the tags of a repository.
   *
   * @throws FairleadError (input) if the repository does not exist or access is denied; (remote) if the registry
   *   fails
   */
  tags(repository: string): Promise<readonly string[]>
  /**
   * Returns the manifest of a tag or digest.
   *
   * @returns undefined if there is no such manifest
   */
  manifest(repository: string, reference: string): Promise<Artifact | undefined>
  /**
   * Returns the content of a layer, after checking it against the digest.
   *
   * @param limit in bytes
   */
  layer(repository: string, layer: Layer, limit: number): Promise<Buffer>
}

const tagsLimit = 4 * 1024 * 1024
const MAX_PAGES = 100

/**
 * Opens registries for packages. It sends no request.
 *
 * Protocol: https://github.com/opencontainers/distribution-spec/blob/main/spec.md
 */
export function openArtifacts(options: RegistryOptions): ArtifactRegistry {
  const transport = new Transport(options)
  const authorizer = new Authorizer(transport, options)

  async function get(address: Address, path: string, limit: number, accept?: string) {
    const url = new URL(path, address.origin)
    const answer = await authorizer.send(address, (authorization) =>
      transport.send(url, { method: 'GET', headers: { ...(accept ? { accept } : {}), ...authorization } }),
    )
    const body = await bodyOf(answer, limit)
    if (answer.status === 401 || answer.status === 403)
      throw explainDenial(address, answer.status, body, authorizer.usedFor(address))
    if (answer.status !== 200 && answer.status !== 404)
      throw remoteError(`${address.registry} answers ${answer.status} for ${address.path}`, {
        hint: 'Try again later, and check that this is a container registry.',
      })
    return { status: answer.status, headers: answer.headers, body }
  }

  return {
    async tags(repository) {
      const address = addressOf(repository)
      const tags: string[] = []
      let path: string | undefined = `/v2/${address.path}/tags/list?n=1000`
      for (let page = 0; path !== undefined && page < MAX_PAGES; page++) {
        const { status, headers, body } = await get(address, path, tagsLimit)
        if (status === 404)
          throw inputError(`${address.registry} has no ${address.path}`, { hint: 'Check the name.' })
        const answer = readAnswer(TagsAnswer, body, { registry: address.registry, what: 'a list of tags' })
        tags.push(...(answer.tags ?? []).filter(isTag))
        path = nextPage(headers, address)
      }
      return tags
    },
    async manifest(repository, reference) {
      const address = addressOf(repository)
      const path = `/v2/${address.path}/manifests/${reference}`
      const { status, headers, body } = await get(address, path, manifestLimit, accepted)
      if (status === 404) return undefined
      return {
        digest: digestOf(address, reference, headers, body),
        layers: manifestOf(address, body).layers ?? [],
      }
    },
    async layer(repository, { digest, size }, limit) {
      const address = addressOf(repository)
      const algorithm = /^sha(?:256|512)(?=:)/.exec(digest)?.[0]
      if (algorithm === undefined)
        throw inputError(`the digest ${digest} uses an unsupported algorithm`, {
          hint: 'Supported: sha256 and sha512.',
        })
      const tooLarge = () =>
        inputError(`${address.registry}/${address.path} is larger than ${limit / 1024 / 1024} MiB`)
      if (size > limit) throw tooLarge()
      const { status, body } = await get(address, `/v2/${address.path}/blobs/${digest}`, limit)
      if (status === 404)
        throw remoteError(`${digest}, a part of ${address.path}, is missing in ${address.registry}`)
      const actual = `${algorithm}:${createHash(algorithm).update(body).digest('hex')}`
      if (actual !== digest.toLowerCase())
        throw remoteError(`${address.registry} returned ${actual} instead of ${digest}`, {
          hint: 'The content was changed in transit: check the registry and the proxy.',
        })
      return body
    },
  }
}

/**
 * Returns the next page of a long list: `Link: </v2/…?last=x>; rel="next"`. An address on another server is ignored.
 */
function nextPage(headers: Headers, { origin }: Address): string | undefined {
  const target = /<([^<>]*)>\s*;[^,]*rel="?next"?/i.exec(headers.get('link') ?? '')?.[1]
  const url = target !== undefined && URL.canParse(target, origin) ? new URL(target, origin) : undefined
  return url?.origin === new URL(origin).origin ? `${url.pathname}${url.search}` : undefined
}

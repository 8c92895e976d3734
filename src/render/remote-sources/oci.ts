import { inputError, suggestion } from '../../errors.ts'
import { isDigest, isTag } from '../../images/reference.ts'
import { addressOf } from '../../registry/name.ts'
import { openArtifacts } from '../../registry/artifacts.ts'
import type { Artifact, ArtifactRegistry, Layer } from '../../registry/artifacts.ts'
import type { RegistryOptions } from '../../registry/options.ts'
import type { Fetcher } from './fetcher.ts'
import type { Hosts } from './hosts.ts'
import type { RemoteSourcesLimits } from './limits.ts'
import type { Store } from './store.ts'
import { newest, readRange, readVersion } from './versions.ts'

export interface OciOptions extends Pick<RegistryOptions, 'environment' | 'hide' | 'log' | 'second'> {
  readonly hosts: Hosts
  readonly fetcher: Fetcher
  readonly store: Store
  readonly limits: RemoteSourcesLimits
}

/** A package of a registry. */
export interface Pulled {
  readonly content: Buffer
  /** The tag that was found, or the requested digest. */
  readonly reference: string
  readonly digest: string
}

const CHART = 'application/vnd.cncf.helm.chart.content.v1.tar+gzip'
const FLUX = 'application/vnd.cncf.flux.content.v1.tar+gzip'

/** Charts and artifacts in OCI registries. */
export class OciRegistries {
  readonly #options: OciOptions
  readonly #registries = new Map<string, ArtifactRegistry>()

  constructor(options: OciOptions) {
    this.#options = options
  }

  /**
   * Pulls a chart's package.
   *
   * Rule: helm pkg/registry/client.go (Pull): the layer of a chart; `+` in a version is `_` in its tag
   *
   * @param repository the repository, including the chart's own name
   */
  async chart(repository: string, reference: string): Promise<Pulled> {
    return this.#pull(repository, reference, (layers) => layers.find(({ mediaType }) => mediaType === CHART))
  }

  /**
   * Pulls an artifact's files: the layer of the given media type; otherwise Flux's or Helm's layer; otherwise the
   * first packed layer.
   *
   * Rules: source-controller docs/spec/v1/ocirepositories.md (layer selector), argo-cd util/oci/client.go
   */
  async artifact(repository: string, reference: string, mediaType: string | undefined): Promise<Pulled> {
    const wanted = mediaType === undefined ? [FLUX, CHART] : [mediaType]
    return this.#pull(repository, reference, (layers) => {
      const named = wanted.flatMap((type) => layers.find((layer) => layer.mediaType === type) ?? [])
      const packed = layers.find((layer) => /tar(\+|\.)gzip$/.test(layer.mediaType))
      return named[0] ?? (mediaType === undefined ? packed : undefined)
    })
  }

  async #pull(
    repository: string,
    reference: string,
    choose: (layers: readonly Layer[]) => Layer | undefined,
  ): Promise<Pulled> {
    const { limits } = this.#options
    const registry = this.#registryOf(repository)
    // Content that needs credentials is not stored in a cache, where others may find it.
    const store = this.#isTrusted(repository) ? undefined : this.#options.store
    const { name, artifact } = await resolve(registry, repository, reference)
    const layer = choose(artifact.layers)
    if (!layer) {
      const types = artifact.layers.map(({ mediaType }) => mediaType)
      throw inputError(`${repository} at ${name} does not contain such a package`, {
        hint: `Its layers are: ${types.slice(0, 10).join(', ') || 'none'}.`,
      })
    }
    const hex = layer.digest.replace(/^sha256:/i, '').toLowerCase()
    const kept = /^[0-9a-f]{64}$/.test(hex) ? await store?.get(hex) : undefined
    const content = kept ?? (await registry.layer(repository, layer, limits.download))
    if (!kept) await store?.put(content)
    return { content, reference: name, digest: artifact.digest }
  }

  /**
   * Returns the client for a registry. Clients of registries that may receive credentials find them in the
   * environment; the others find none.
   */
  #registryOf(repository: string): ArtifactRegistry {
    const { registry } = addressOf(repository)
    const { hosts, fetcher, environment, ...others } = this.#options
    const trusted = this.#isTrusted(repository)
    const key = `${registry} ${trusted}`
    const known = this.#registries.get(key)
    if (known) return known
    const opened = openArtifacts({
      ...others,
      environment: trusted ? environment : {},
      // All repositories of the registry use this client, so errors do not name the first repository.
      fetchFor: () => fetcher.fetchFor(registry),
      trusts: (server) =>
        server.host === registry ||
        (registry === 'docker.io' && server.host === 'auth.docker.io') ||
        hosts.mayHaveCredentials(server),
    })
    this.#registries.set(key, opened)
    return opened
  }

  #isTrusted(repository: string): boolean {
    const { registry, origin, path } = addressOf(repository)
    return this.#options.hosts.mayHaveCredentials(new URL(`${new URL(origin).protocol}//${registry}/${path}`))
  }
}

/** Resolves a reference: a digest, the newest version of a range, a tag, or a version with or without its `v`. */
async function resolve(
  registry: ArtifactRegistry,
  repository: string,
  reference: string,
): Promise<{ name: string; artifact: Artifact }> {
  const find = async (name: string) => {
    const tag = isDigest(name) ? name : name.replaceAll('+', '_')
    const artifact = isDigest(tag) || isTag(tag) ? await registry.manifest(repository, tag) : undefined
    return artifact && { name, artifact }
  }
  const versions = async () => (await registry.tags(repository)).map((tag) => tag.replaceAll('_', '+'))
  const isVersion = readVersion(reference) !== undefined
  const range = isVersion || isDigest(reference) ? undefined : newestIn(reference)
  const first = range && range(await versions())
  const found =
    (first === undefined ? await find(reference) : await find(first)) ??
    (isVersion ? await find(newest(await versions(), reference) ?? '') : undefined)
  if (found) return found
  const hint = isDigest(reference)
    ? 'Check the digest.'
    : suggestion(reference, await versions().catch(() => []))
  throw inputError(`${repository} has no ${reference}`, { hint })
}

/**
 * Returns a function that finds the newest version in a range; undefined if the text is not a range, so that the tags
 * are not requested.
 */
function newestIn(range: string): ((versions: readonly string[]) => string | undefined) | undefined {
  return readRange(range) && ((versions) => newest(versions, range))
}

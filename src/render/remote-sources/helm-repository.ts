import { FAILSAFE_SCHEMA, load } from 'js-yaml'
import { inputError, remoteError, suggestion } from '../../errors.ts'
import { isObject, textAt } from '../../yaml/value.ts'
import type { Json } from '../../yaml/value.ts'
import type { Answer, Fetcher } from './fetcher.ts'
import { readUrl } from './hosts.ts'
import type { RemoteSourcesLimits } from './limits.ts'
import { sha256 } from './store.ts'
import type { Store } from './store.ts'
import { newest } from './versions.ts'

export interface HelmRepositoriesOptions {
  readonly fetcher: Fetcher
  readonly store: Store
  readonly limits: RemoteSourcesLimits
  /** Returns the `Authorization` header for a host; undefined if the host gets none. */
  readonly authorization: (url: URL) => string | undefined
}

/** A packed chart. */
export interface PackedChart {
  readonly content: Buffer
  readonly version: string
}

/** The entries of an index by chart name. They are not validated, because an index may contain anything. */
type Index = ReadonlyMap<string, readonly Json[]>

/**
 * Helm repositories: an `index.yaml` and packages.
 *
 * Format: https://helm.sh/docs/topics/chart_repository
 */
export class HelmRepositories {
  readonly #options: HelmRepositoriesOptions
  readonly #indexes = new Map<string, Promise<Index>>()

  constructor(options: HelmRepositoriesOptions) {
    this.#options = options
  }

  /**
   * Downloads a chart: in exactly this version, otherwise the newest one in the range.
   *
   * Rule: helm pkg/repo/index.go (Get), pkg/downloader/chart_downloader.go (ResolveChartVersion)
   *
   * @throws FairleadError as `RemoteSources.chart`
   */
  async pull(repository: string, name: string, version: string): Promise<PackedChart> {
    const subject = `the chart ${name} ${version} of ${repository}`
    const url = readUrl(repository.endsWith('/') ? repository : `${repository}/`, subject)
    // All charts of the repository use the index, so its errors do not name this chart.
    const known = this.#indexes.get(url.href) ?? this.#readIndex(url, `the index of ${repository}`)
    this.#indexes.set(url.href, known)
    const index = await known
    const entries = index.get(name)
    if (!entries)
      throw inputError(`${url.host}${url.pathname} has no chart ${name}`, {
        hint: suggestion(name, index.keys()),
      })
    const versions = entries.flatMap((entry) => textAt(entry, 'version') ?? [])
    const found = versions.includes(version) ? version : newest(versions, version)
    const entry = entries.find((candidate) => textAt(candidate, 'version') === found)
    if (found === undefined || entry === undefined)
      throw inputError(`${url.host}${url.pathname} has no version ${version} of ${name}`, {
        hint: suggestion(version, versions),
      })
    return { content: await this.#download(url, entry, subject), version: found }
  }

  async #readIndex(repository: URL, subject: string): Promise<Index> {
    const { fetcher, store, limits, authorization } = this.#options
    const url = below(repository, 'index.yaml')
    const secret = authorization(url)
    // Content that needs credentials is not stored in a cache, where others may find it.
    const before = secret === undefined ? await store.recall(url.href) : undefined
    const answer = await fetcher.get(url, {
      subject,
      limit: limits.index,
      headers: before ? { 'if-none-match': before.etag } : {},
      authorization: secret,
    })
    if (before && answer.status === 304) return readIndex(before.content, url)
    const content = contentOf(answer, subject, 'index.yaml', secret !== undefined)
    const index = readIndex(content, url)
    const etag = answer.headers.get('etag')
    if (etag !== null && secret === undefined) await store.remember(url.href, { etag, content })
    return index
  }

  async #download(repository: URL, entry: Json, subject: string): Promise<Buffer> {
    const { fetcher, store, limits, authorization } = this.#options
    const urls = isObject(entry) ? entry['urls'] : undefined
    const [address] = Array.isArray(urls) ? urls : []
    if (typeof address !== 'string' || !URL.canParse(address, repository.href))
      throw remoteError(`${subject}: the index has no URL for it`, {
        hint: 'Rebuild the index of the repository.',
      })
    const digest = textAt(entry, 'digest')
      ?.replace(/^sha256:/i, '')
      .toLowerCase()
    const isKnown = digest !== undefined && /^[0-9a-f]{64}$/.test(digest)
    const kept = isKnown ? await store.get(digest) : undefined
    if (kept) return kept
    const url = /^[a-z][a-z0-9+.-]*:/i.test(address) ? new URL(address) : below(repository, address)
    const secret = url.origin === repository.origin ? authorization(url) : undefined
    const answer = await fetcher.get(url, { subject, limit: limits.download, authorization: secret })
    const content = contentOf(answer, subject, url.pathname, secret !== undefined)
    const actual = sha256(content)
    if (digest !== undefined && digest !== '' && actual !== digest)
      throw remoteError(
        `${subject}: its digest in the index is ${digest}, but the actual digest is ${actual}`,
        {
          hint: 'It was changed after it was published. Ask the owner of the repository.',
        },
      )
    if (isKnown && secret === undefined) await store.put(content)
    return content
  }
}

/**
 * Returns an address in a repository. The query of the repository (some contain a key) also applies to addresses
 * below it.
 */
function below(repository: URL, path: string): URL {
  const url = new URL(path, repository)
  if (url.search === '') url.search = repository.search
  return url
}

/**
 * Returns the body of a response.
 *
 * @param what the description of the request, for messages
 * @throws FairleadError (input) if access is denied or it does not exist, (remote) if the server fails
 */
export function contentOf(
  { status, body, url }: Answer,
  subject: string,
  what: string,
  hadSecret: boolean,
): Buffer {
  if (status === 200) return body
  if (status === 401 || status === 403)
    throw inputError(`${subject}: ${url.host} denied access to ${what} (${status})`, {
      hint: hadSecret
        ? 'Check that the credentials are valid and have read access.'
        : 'No credentials were sent: none are configured for the host, or fairlead.yaml on the base branch does not list the host with credentials: true (fetch.hosts).',
    })
  if (status === 404)
    throw inputError(`${subject}: ${url.host} has no ${what}`, { hint: 'Check the address.' })
  throw remoteError(`${subject}: ${url.host} returned ${status} for ${what}`, { hint: 'Try again later.' })
}

function readIndex(content: Buffer, url: URL): Index {
  let entries: Json | undefined
  try {
    // Every scalar is read as text, because a version such as 1.10 is not a number.
    const root = load(content.toString('utf8'), { schema: FAILSAFE_SCHEMA }) as Json
    entries = isObject(root) ? root['entries'] : undefined
  } catch (error) {
    throw remoteError(`${url.host}${url.pathname} is not valid YAML`, {
      cause: error,
      hint: 'Check the address.',
    })
  }
  if (!isObject(entries))
    throw remoteError(`${url.host}${url.pathname} is not the index of a Helm repository`, {
      hint: 'Check the address.',
    })
  return new Map(
    Object.entries(entries).map(([name, list]) => [name, Array.isArray(list) ? (list as Json[]) : []]),
  )
}

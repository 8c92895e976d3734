import type { LookupAddress } from 'node:dns'
import { isIP } from 'node:net'
import { CONFIG_FILE } from '../../config/config.ts'
import type { HostConfig } from '../../config/config.ts'
import { inputError, remoteError } from '../../errors.ts'
import type { FairleadError } from '../../errors.ts'
import { mask } from '../../git/mask.ts'
import { isPublicAddress } from '../../net/addresses.ts'
import { plainPath } from '../../net/plain-path.ts'
import { isLoopback, proxyOf } from '../../net/proxy.ts'

/** A function that returns all addresses of a host, as `dns.lookup` with `all` does. */
export type Lookup = (host: string) => Promise<readonly LookupAddress[]>

export interface HostsOptions {
  /** `fetch.hosts` of fairlead.yaml on the **base**: a change must not allow hosts for itself. */
  readonly hosts: Readonly<Record<string, HostConfig>>
  /** The environment variables that contain the proxy. */
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly lookup: Lookup
}

/**
 * The rules for connections to hosts. A change contains the addresses, so it could contain any address: it must not
 * reach the network that the job runs in or the metadata service of its cloud, and no credentials may go to a host of
 * its choice.
 */
export class Hosts {
  readonly #options: HostsOptions
  readonly #listed: ReadonlyMap<string, HostConfig>

  constructor(options: HostsOptions) {
    this.#options = options
    this.#listed = new Map(
      Object.entries(options.hosts).map(([name, host]) => [name.toLowerCase().replace(/\.$/, ''), host]),
    )
  }

  /** Returns the entry of fairlead.yaml for the host of a URL; an entry with the port takes precedence. */
  find(url: URL): HostConfig | undefined {
    const host = hostOf(url)
    const ports: Record<string, string> = { 'https:': '443', 'http:': '80', 'ssh:': '22' }
    const port = url.port || ports[url.protocol]
    return this.#listed.get(`${host}:${port}`) ?? this.#listed.get(host)
  }

  /**
   * Reports whether the credentials of the job for this host may be used for an address. A change contains the
   * address of the repository. If the host is listed with paths, a change must not show other repositories that only
   * the job can read.
   */
  mayHaveCredentials(url: URL): boolean {
    const isSecret = url.protocol !== 'http:' || isLoopback(url.hostname)
    const { credentials, paths } = this.find(url) ?? {}
    const path = paths && plainPath(url)
    const isMeant = paths?.some(
      (own) => path !== undefined && isAtOrBelow(path, own.replaceAll(/^\/+|(?<!\/)\/+$/g, '')),
    )
    return isSecret && isMeant !== false && credentials === true
  }

  /**
   * Checks an address as far as possible without a DNS lookup.
   *
   * @param subject the description of the request, for messages
   * @throws FairleadError (input) if it may not be reached, with the line of fairlead.yaml that allows it
   */
  check(url: URL, subject: string): void {
    const host = this.find(url)
    if (url.protocol !== 'https:' && url.protocol !== 'http:' && url.protocol !== 'ssh:')
      throw inputError(`${subject}: ${url.protocol}// is not supported`, {
        hint: 'Use an address that begins with https://, oci:// or ssh://.',
      })
    if (url.password !== '')
      throw inputError(`${subject}: the address contains a password`, {
        hint: 'Remove it: a password in Git is no longer a secret.',
      })
    if (url.protocol === 'http:' && host === undefined)
      throw this.#denied(
        url,
        {},
        `${subject}: ${url.host} would be contacted over http, which anyone can modify in transit`,
      )
    if (url.protocol === 'ssh:' && !this.mayHaveCredentials(url))
      throw inputError(
        `${subject}: ssh needs a key or token of the job, which ${url.host} is not allowed to receive`,
        {
          hint: this.accessHint(url, false),
        },
      )
    const proxy = url.protocol === 'ssh:' ? undefined : proxyOf(url, this.#options.environment)
    if (proxy !== undefined && host === undefined)
      throw this.#denied(
        url,
        {},
        `${subject}: ${url.host} is reached through a proxy, so its address cannot be checked`,
      )
    if (host?.private !== true && isIP(hostOf(url)) !== 0) this.#checkAddress(url, hostOf(url), subject)
  }

  /**
   * Returns the addresses of the host, all of them checked. Only these may be connected to, because a second DNS
   * lookup may return others.
   *
   * @throws FairleadError (input) if one of them is not public, (remote) if the host is unknown
   */
  async addresses(url: URL, subject: string): Promise<readonly LookupAddress[]> {
    const host = hostOf(url)
    const family = isIP(host)
    if (family !== 0) {
      if (this.find(url)?.private !== true) this.#checkAddress(url, host, subject)
      return [{ address: host, family }]
    }
    const found = await this.#lookup(host, subject)
    if (this.find(url)?.private !== true)
      for (const { address } of found) this.#checkAddress(url, address, subject)
    return found
  }

  /**
   * Returns the instructions for a repository that denies access. Rendering only needs read access.
   *
   * @param hasToken whether a token of the job was sent
   */
  accessHint(url: URL, hasToken: boolean): string {
    const right =
      'read access to this repository and no other permission (GitHub: contents: read; GitLab: Reporter, read_repository)'
    if (this.mayHaveCredentials(url))
      return hasToken
        ? `The token that was sent (source-token) needs ${right}.`
        : `If it is private, set source-token to a token with ${right}.`
    const listed = this.find(url)?.paths ?? []
    const own = (plainPath(url) ?? '').replace(/\.git$/, '')
    const paths = own === '' ? {} : { paths: [...new Set([...listed, own])] }
    return `Check the address. If it is private, set source-token to a token with ${right}. ${allowing(url, { ...this.find(url), credentials: true, ...paths })}`
  }

  /** Reports whether the connection goes through a proxy, which resolves the name itself. */
  isProxied(url: URL): boolean {
    return proxyOf(url, this.#options.environment) !== undefined
  }

  /** Returns the error for a request that a line of fairlead.yaml would allow. */
  #denied(url: URL, entry: HostConfig, message: string): FairleadError {
    return inputError(message, { hint: allowing(url, { ...this.find(url), ...entry }) })
  }

  #checkAddress(url: URL, address: string, subject: string): void {
    if (isPublicAddress(address)) return
    const where = address === hostOf(url) ? url.host : `${url.host} leads to ${address}, which`
    throw this.#denied(url, { private: true }, `${subject}: ${where} is not a public address`)
  }

  async #lookup(host: string, subject: string): Promise<readonly LookupAddress[]> {
    try {
      const found = await this.#options.lookup(host)
      if (found.length > 0) return found
    } catch (error) {
      throw remoteError(`${subject}: the host ${host} is unknown`, {
        cause: error,
        hint: 'Check the address, the network and the proxy.',
      })
    }
    throw remoteError(`${subject}: the host ${host} has no address`, { hint: 'Check the address.' })
  }
}

function isAtOrBelow(path: string, own: string): boolean {
  return path === own || path === `${own}.git` || path.startsWith(`${own}/`)
}

/** Returns the instructions to allow a host in fairlead.yaml. */
export function allowing(url: URL, entry: HostConfig): string {
  const keys = Object.entries(entry).map(([key, value]) => `${key}: ${JSON.stringify(value)}`)
  const line = `fetch: {hosts: {${JSON.stringify(url.host)}: {${keys.join(', ')}}}}`
  return `If this is intended, allow it with this line in ${CONFIG_FILE} on the base branch: ${line}`
}

/** Returns the host of a URL in lowercase, an IPv6 address without its brackets. */
export function hostOf(url: URL): string {
  return url.hostname
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
}

/**
 * Parses an address.
 *
 * @throws FairleadError (input) if it is not valid
 */
export function readUrl(text: string, subject: string): URL {
  if (!URL.canParse(text))
    throw inputError(`${subject}: ${JSON.stringify(mask(text))} is not a valid address`, {
      hint: 'Use an address such as https://charts.example.com.',
    })
  return new URL(text)
}

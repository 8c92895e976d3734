/** The address of a repository, or several addresses of the same repository; undefined if none is known. */
export type RepositoryAddresses = string | readonly string[] | undefined

/** Returns all addresses of a repository. */
export function addressesOf(addresses: RepositoryAddresses): readonly string[] {
  return addresses === undefined ? [] : typeof addresses === 'string' ? [addresses] : addresses
}

/** Reports whether an address is one of a repository's addresses. */
export function isOneOf(addresses: RepositoryAddresses, address: string): boolean {
  return addressesOf(addresses).some((own) => own === address || plainAddress(own) === plainAddress(address))
}

/**
 * Returns an address in a form that can be compared: `git@github.com:Acme/Infra.git` and
 * `https://github.com/acme/infra/` become `github.com/acme/infra`.
 */
export function plainAddress(url: string): string {
  return url
    .trim()
    .toLowerCase()
    .replace(/^[a-z][a-z0-9+.-]*:\/\//, '')
    .replace(/^[^@/]+@/, '')
    .replace(/^(alt)?ssh\./, '')
    .replace(/^([^/:]+):(\d+)\//, '$1/')
    .replace(/^([^/:]+):/, '$1/')
    .replace(/(?<!\/)\/+$/, '')
    .replace(/\.git$/, '')
}

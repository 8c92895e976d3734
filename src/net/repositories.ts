/** A repository's address, or several that are all of that one; undefined where none is known. */
export type RepositoryAddresses = string | readonly string[] | undefined

/** All addresses of a repository. */
export function addressesOf(addresses: RepositoryAddresses): readonly string[] {
  return addresses === undefined ? [] : typeof addresses === 'string' ? [addresses] : addresses
}

/** Whether an address is one of a repository. */
export function isOneOf(addresses: RepositoryAddresses, address: string): boolean {
  return addressesOf(addresses).some((own) => own === address || plainAddress(own) === plainAddress(address))
}

/** `git@github.com:Acme/Infra.git` and `https://github.com/acme/infra/` as `github.com/acme/infra`. */
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

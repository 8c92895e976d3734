/** A repository's address, or several that are all of that one; undefined where none is known. */
export type Identity = string | readonly string[] | undefined

/** All addresses of a repository. */
export function addressesOf(identity: Identity): readonly string[] {
  return identity === undefined ? [] : typeof identity === 'string' ? [identity] : identity
}

/** Whether an address is one of a repository. */
export function isOneOf(identity: Identity, address: string): boolean {
  return addressesOf(identity).some((own) => own === address || plainAddress(own) === plainAddress(address))
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

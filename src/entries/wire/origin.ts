import { plainAddress } from '../../inventory/context.ts'

/** `owner/name` of an address on this server; undefined where it is on another one. */
export function repositoryOf(address: string | undefined, serverUrl: string): string | undefined {
  if (address === undefined) return undefined
  const server = plainAddress(`${serverUrl}/`)
  const [host, ...path] = plainAddress(address).split('/')
  if (host !== server || path.length !== 2) return undefined
  // As it is written: the plain address is in small letters.
  return /([^/:]+\/[^/:]+?)(\.git)?\/*$/.exec(address.trim())?.[1]
}

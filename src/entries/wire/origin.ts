import { plainAddress } from '../../net/repositories.ts'

/**
 * `owner/name` of an address on this server; undefined where it is on another one.
 *
 * @param deep whether the path may have more parts, as with the groups of GitLab
 */
export function repositoryOf(
  address: string | undefined,
  serverUrl: string,
  deep = false,
): string | undefined {
  if (address === undefined) return undefined
  const server = plainAddress(`${serverUrl}/`)
  const plain = plainAddress(address)
  if (!plain.startsWith(`${server}/`)) return undefined
  const path = plain.slice(server.length + 1)
  const depth = path.split('/').length
  if (depth < 2 || (depth > 2 && !deep)) return undefined
  // As it is written: the plain address is in small letters.
  return address
    .trim()
    .replace(/(?<!\/)\/+$/, '')
    .replace(/\.git$/, '')
    .slice(-path.length)
}

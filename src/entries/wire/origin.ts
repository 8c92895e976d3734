import { inputError } from '../../errors.ts'
import { mask } from '../../git/mask.ts'
import { plainAddress } from '../../net/repositories.ts'

/**
 * Returns the `owner/name` of an address on this server; undefined if it is on another one.
 *
 * @param deep whether the path may have more parts, like the groups of GitLab
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
  // Returns the original spelling, because the plain address is in lower case.
  return address
    .trim()
    .replace(/(?<!\/)\/+$/, '')
    .replace(/\.git$/, '')
    .slice(-path.length)
}

/**
 * Matches an address: with a scheme, in SSH form (`git@host:path`), or a host with a dot before a path of two parts.
 */
const ADDRESS = /^(?:[a-z][a-z0-9+.-]*:\/\/|[^/@\s]+@[^/:\s]+:|[\w-]+(?:\.[\w-]+)+\/[^/]+\/[^/]+\/?$)/i

/** Reports whether a text is the address of a repository, and not its name on a server. */
export function isAddress(text: string): boolean {
  return ADDRESS.test(text)
}

/**
 * Returns the `owner/name` of a GitHub repository that an input names, either in this form or as the full address
 * from a browser or a clone.
 *
 * @throws FairleadError (input) if the address is on another server, or not that of a repository
 */
export function githubName(text: string, serverUrl: string, input = 'repository'): string {
  if (!isAddress(text)) return text
  const name = repositoryOf(text, serverUrl)
  if (name !== undefined) return name
  const [host = ''] = plainAddress(text).split('/')
  const [own = ''] = plainAddress(serverUrl).split('/')
  if (host === own)
    throw inputError(`${input} is ${mask(text)}, which is not the address of a repository`, {
      hint: `Write it like ${serverUrl}/owner/name.`,
    })
  throw inputError(`${input} is on ${host}, but forge is github, which is ${serverUrl} here`, {
    hint: 'Set forge to gitlab for a GitLab project, or to local for any other git remote.',
  })
}

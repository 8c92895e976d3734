import { inputError } from '../../errors.ts'
import { mask } from '../../git/mask.ts'
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

/** With a scheme, as ssh writes it (`git@host:path`), or a host with a dot before a path of two parts. */
const ADDRESS = /^(?:[a-z][a-z0-9+.-]*:\/\/|[^/@\s]+@[^/:\s]+:|[\w-]+(?:\.[\w-]+)+\/[^/]+\/[^/]+\/?$)/i

/** Whether a text is the address of a repository, and not its name on a server. */
export function isAddress(text: string): boolean {
  return ADDRESS.test(text)
}

/**
 * `owner/name` of a repository of GitHub that an input names: by that, or by its whole address as a browser or a clone
 * has it.
 *
 * @throws FairleadError (input) where the address is one on another server, or of something in the repository
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

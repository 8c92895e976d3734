import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inputError } from '../errors.ts'
import { mask } from './mask.ts'

/** The location of a repository, with the credentials removed from the address. */
export interface Location {
  /** The address for git: an absolute path, or a URL without credentials. */
  readonly address: string
  /** The folder, if the repository is on this machine (a path, not a `file:` URL). */
  readonly path?: string
  /** The name in messages. */
  readonly display: string
  /** The user name of an http URL without a password: git requests the password from the credential helpers. */
  readonly username?: string
  /** The value of the `Authorization` header, from the user and password of an http URL. */
  readonly authorization?: string
}

const protocols = new Set(['http:', 'https:', 'ssh:', 'git:', 'git+ssh:', 'ssh+git:', 'file:'])

/**
 * Reads the name of a repository: a path, `file://`, `https://`, `ssh://` or `git@host:path`.
 *
 * Transport helpers (`ext::sh -c …`) are rejected, because they run programs.
 *
 * @throws FairleadError (input) if it is none of these
 */
export function parseLocation(repository: string): Location {
  if (repository === '' || repository.startsWith('-') || /[\0\n\r]/.test(repository))
    throw inputError(`"${mask(repository)}" is not a repository`, { hint: 'Use a path or a URL.' })
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(repository)) return parseUrl(repository)
  if (/^[a-z0-9+.-]+::/i.test(repository))
    throw inputError(`"${mask(repository)}" names a transport helper, which is not supported`, {
      hint: 'Use a path, or a URL with https, ssh or file.',
    })
  // git's own rule: a colon before the first slash makes it host:path, except for a Windows drive.
  if (/^[^/\\:]{2,}:/.test(repository)) return { address: repository, display: repository }
  const path = resolve(repository)
  return { address: path, path, display: path }
}

function parseUrl(repository: string): Location {
  let url: URL
  try {
    url = new URL(repository)
  } catch {
    throw inputError(`"${mask(repository)}" is not a valid URL`)
  }
  if (!protocols.has(url.protocol))
    throw inputError(`"${mask(repository)}": ${url.protocol.slice(0, -1)} is not supported`, {
      hint: 'Use a path, or a URL with https, ssh or file.',
    })
  if (url.protocol === 'file:') fileURLToPath(url)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    if (url.password !== '')
      throw inputError(`"${mask(repository)}" contains a password, which ${url.protocol}// cannot use`)
    return { address: repository, display: repository }
  }
  const username = decodeURIComponent(url.username)
  const password = decodeURIComponent(url.password)
  url.username = ''
  url.password = ''
  const place = { address: url.href, display: url.href }
  if (password !== '') {
    const pair = Buffer.from(`${username}:${password}`).toString('base64')
    return { ...place, authorization: `Basic ${pair}` }
  }
  return username === '' ? place : { ...place, username }
}

/** Returns the address of a repository if it has a host; a path on this machine does not identify a repository. */
export function addressOnHost(address: string): string | undefined {
  return /^(https?|ssh|git|git\+ssh|ssh\+git):\/\/|^[^/\\:]{2,}:(?!\/\/)/.test(address) ? address : undefined
}

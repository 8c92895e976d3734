/** Finds the API of a GitLab server if only the address of one of its projects is known. */
import * as v from 'valibot'
import { FairleadError, inputError, remoteError } from '../../errors.ts'
import type { Shape } from '../../shapes/answer.ts'
import { parseJsonIfValid } from '../../shapes/answer.ts'
import { fetchFor } from '../../net/proxy.ts'
import { cureOfUnreachable, reasonOfUnreachable } from '../../net/unreachable.ts'

export interface FoundServer {
  /** The address of the server, without a trailing slash. */
  readonly serverUrl: string
  /** The project's path below the address. */
  readonly path: string
}

export interface FindOptions {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Authorities to trust in addition to the public ones, as PEM. */
  readonly certificates?: readonly string[] | undefined
  /** Default: Node's fetch, through the proxy of the environment. */
  readonly fetch?: typeof globalThis.fetch | undefined
}

const Found = v.object({ path_with_namespace: v.string() })
const NotFound = v.object({ message: v.literal('404 Project Not Found') })

/** The timeout of a request in milliseconds. */
const SILENCE = 30_000

/**
 * Finds the GitLab server of a project. The server may run below a path, which looks like a group of a GitLab at the
 * root. Each possible address is asked for the project **without a token**, since the root may belong to somebody
 * else. A project without subgroups is not ambiguous, so no request is sent.
 *
 * @param origin scheme and host
 * @param path the path after the origin: the path below which GitLab runs, if any, and the project with its groups
 * @throws FairleadError (input) if no GitLab answers, (remote) if no server answers
 */
export async function findServer(origin: string, path: string, options: FindOptions): Promise<FoundServer> {
  const parts = path.split('/')
  if (parts.length < 3) return { serverUrl: origin, path }
  const ask = options.fetch ?? fetchFor(new URL(origin), options.environment, options.certificates)
  const tried: string[] = []
  for (let depth = 0; depth <= parts.length - 2; depth++) {
    const found = {
      serverUrl: [origin, ...parts.slice(0, depth)].join('/'),
      path: parts.slice(depth).join('/'),
    }
    if (await isGitlab(found, ask)) return found
    tried.push(`${found.serverUrl}/api/v4`)
  }
  throw inputError(`no GitLab server responds at ${tried.join(', ')}`, {
    hint: 'Check the address of the project. If GitLab runs below a path, set CI_SERVER_URL: https://gitlab.example.com/path.',
  })
}

/**
 * Reports whether GitLab's API is at this address: it returns the project if that is public, and otherwise GitLab's
 * own message that it was not found. All its responses have its header, but a proxy may remove it.
 *
 * Source: https://docs.gitlab.com/api/rest/ and gitlab-org/gitlab lib/api/helpers.rb
 */
async function isGitlab({ serverUrl, path }: FoundServer, ask: typeof globalThis.fetch): Promise<boolean> {
  const address = `${serverUrl}/api/v4/projects/${encodeURIComponent(path)}`
  try {
    const answer = await ask(address, { redirect: 'manual', signal: AbortSignal.timeout(SILENCE) })
    const text = await answer.text()
    if (answer.headers.has('x-gitlab-meta')) return true
    const shape: Shape<unknown> = answer.ok ? Found : NotFound
    return (answer.ok || answer.status === 404) && parseJsonIfValid(shape, text) !== undefined
  } catch (error) {
    if (error instanceof FairleadError) throw error
    const reason = reasonOfUnreachable(error)
    throw remoteError(`${new URL(serverUrl).origin} cannot be reached: ${reason}`, {
      cause: error,
      hint: cureOfUnreachable(reason),
    })
  }
}

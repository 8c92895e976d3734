import { bodyUpTo } from '../net/body.ts'
import { cureOfUnreachable, reasonOfUnreachable } from '../net/unreachable.ts'
import { FairleadError, remoteError } from '../errors.ts'
import { plainPath } from '../net/plain-path.ts'
import { fetchFor, isLoopback } from '../net/proxy.ts'
import type { RegistryOptions } from './options.ts'

/** A request; the names of its headers are in lower case. */
export interface Request {
  readonly method: 'HEAD' | 'GET' | 'POST'
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

/** The number of attempts, and the seconds that all waits of a run may take in total. */
const patience = { tries: 4, seconds: 60 }
/** The timeout of a request in milliseconds. */
const timeout = 30_000
const redirectLimit = 5

/** Sends requests through the proxy of the environment, retries failed ones, and follows only safe redirects. */
export class Transport {
  readonly #options: RegistryOptions
  readonly #fetches = new Map<string, typeof globalThis.fetch>()
  readonly #second: number
  #waited = 0

  constructor(options: RegistryOptions) {
    this.#options = options
    this.#second = options.second ?? 1000
  }

  /**
   * Sends a request, and retries it if the server fails (5xx) or is rate-limiting (429), up to the limits of
   * `patience`.
   *
   * @throws FairleadError (remote) if the last attempt fails
   */
  async send(url: URL, request: Request): Promise<Response> {
    for (let attempt = 1; ; attempt++) {
      let answer: Response | undefined
      let failure: unknown
      try {
        answer = await this.#follow(url, request)
        if (answer.status !== 429 && answer.status < 500) return answer
      } catch (error) {
        if (error instanceof FairleadError) throw error
        if (isFinal(error)) throw unreachable(url, error)
        failure = error
      }
      const seconds = retryAfter(answer) ?? 2 ** (attempt - 2) * (0.5 + Math.random())
      const goesOn = attempt < patience.tries && this.#waited + seconds <= patience.seconds
      if (!goesOn) {
        if (answer) throw failed(url, answer.status)
        throw unreachable(url, failure)
      }
      await answer?.body?.cancel()
      if (answer?.status === 429)
        this.#options.log?.(`${url.host} asks to retry later: waiting ${Math.ceil(seconds)} s`)
      this.#waited += seconds
      await new Promise((resolve) => setTimeout(resolve, seconds * this.#second))
    }
  }

  /**
   * Follows redirects. The authorization header is sent only to the server that it is meant for, and only for the
   * same repository.
   */
  async #follow(url: URL, request: Request): Promise<Response> {
    let at = url
    for (let i = 0; i <= redirectLimit; i++) {
      const { authorization, ...others } = request.headers
      const headers = authorization !== undefined && isMeant(at, url) ? request.headers : others
      const answer = await this.#fetchOf(at)(at.href, {
        method: request.method,
        headers: { 'user-agent': 'fairlead', ...headers },
        redirect: 'manual',
        signal: AbortSignal.timeout(timeout),
        ...(request.body === undefined ? {} : { body: request.body }),
      })
      const location = answer.headers.get('location')
      if (![301, 302, 303, 307, 308].includes(answer.status) || location === null) return answer
      await answer.body?.cancel()
      const next = URL.canParse(location, at.href) ? new URL(location, at) : undefined
      if (request.method === 'POST' || !next || !isSafe(next, url))
        throw remoteError(`${at.host} redirects the request to an address that is not followed`, {
          hint: 'Check the name of the registry. A redirect from https to http is not followed.',
        })
      at = next
    }
    throw remoteError(`too many redirects from ${url.host}`, {
      hint: 'Check the name of the registry.',
    })
  }

  #fetchOf(url: URL): typeof globalThis.fetch {
    const known =
      this.#fetches.get(url.origin) ??
      this.#options.fetchFor?.(url) ??
      fetchFor(url, this.#options.environment)
    this.#fetches.set(url.origin, known)
    return known
  }
}

/**
 * Reports whether the authorization of a request may be sent to the address of a redirect: only if it belongs to the
 * same repository. The credentials may not be allowed for other repositories on the server (`paths` of a host).
 *
 * Source: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#endpoints
 */
function isMeant(at: URL, url: URL): boolean {
  if (at === url) return true
  const repository = /^\/v2\/.+\/(?=(?:blobs|manifests|tags|referrers)\/)/.exec(url.pathname)?.[0].slice(1)
  return (
    at.origin === url.origin &&
    repository !== undefined &&
    plainPath(new URL(at.pathname, at))?.startsWith(repository) === true
  )
}

/** Reports whether a registry may refer requests to this address: over https, or within this machine. */
export function isSafe(url: URL, from: URL): boolean {
  if (url.username !== '' || url.password !== '') return false
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(from.hostname))
}

/**
 * Returns the body of a response.
 *
 * @param limit in bytes
 * @throws FairleadError (remote) if the body is longer than the limit, or is interrupted
 */
export async function bodyOf(answer: Response, limit: number): Promise<Buffer> {
  let body: Buffer | undefined
  try {
    body = await bodyUpTo(answer, limit)
  } catch (error) {
    throw remoteError(`the response of ${hostOf(answer)} was interrupted`, {
      cause: error,
      hint: 'Try again later.',
    })
  }
  if (body === undefined)
    throw remoteError(`the response of ${hostOf(answer)} is longer than ${limit} bytes`, {
      hint: 'Check that this is a container registry.',
    })
  return body
}

function hostOf({ url }: Response): string {
  return URL.canParse(url) ? new URL(url).host : 'the registry'
}

/** Reads `Retry-After` as seconds: the header is a number of seconds, or a date. */
function retryAfter(answer: Response | undefined): number | undefined {
  const text = answer?.headers.get('retry-after')
  if (text === null || text === undefined) return undefined
  const seconds = /^\d+$/.test(text) ? Number(text) : (Date.parse(text) - Date.now()) / 1000
  return Number.isFinite(seconds) ? Math.max(0, seconds) : undefined
}

/** Reports whether a retry cannot help: the host is unknown, or its certificate is not trusted. */
function isFinal(error: unknown): boolean {
  const { code = '' } = (error as { cause?: { code?: string } }).cause ?? {}
  return code === 'ENOTFOUND' || /CERT|^ERR_TLS|UNABLE_TO_(GET_ISSUER|VERIFY)/.test(code)
}

function failed({ host }: URL, status: number) {
  return status === 429
    ? remoteError(`the rate limit of ${host} is reached (429)`, {
        hint: 'Log in, which raises the limit of most registries, or try again later.',
      })
    : remoteError(`${host} fails with ${status}`, { hint: 'Try again later.' })
}

function unreachable({ host }: URL, error: unknown) {
  const why = reasonOfUnreachable(error)
  return remoteError(`the registry ${host} cannot be reached: ${why}`, {
    cause: error,
    hint: cureOfUnreachable(why),
  })
}

import { bodyUpTo } from '../../net/body.ts'
import { cureOfUnreachable, reasonOfUnreachable } from '../../net/unreachable.ts'
import type { LookupAddress } from 'node:dns'
import type { Agent, ProxyAgent } from 'undici'
import { FairleadError, inputError, remoteError } from '../../errors.ts'
import { proxyOf, withAuthorities } from '../../net/proxy.ts'
import type { Hosts } from './hosts.ts'

/** The rules for connections; for the sources of a change, these are `Hosts`. */
export type Doors = Pick<Hosts, 'check' | 'addresses' | 'mayHaveCredentials'>

export interface FetcherOptions {
  readonly hosts: Doors
  readonly environment: Readonly<Record<string, string | undefined>>
  /** The certificates of authorities to trust in addition to the public ones, as PEM. */
  readonly certificates?: readonly string[] | undefined
  /** Milliseconds for one response with its body. */
  readonly deadline: number
  /** Milliseconds before the second attempt. */
  readonly pause: number
}

export interface Question {
  /** The description of the request, for messages. */
  readonly subject: string
  /** Maximum bytes of the body. */
  readonly limit: number
  readonly headers?: Readonly<Record<string, string>>
  /** The value of `Authorization`; only sent to the host of the URL. */
  readonly authorization?: string | undefined
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: Buffer
  /** The address of the response, after redirects. */
  readonly url: URL
}

const MAX_REDIRECTS = 5
const MAX_TRIES = 3

/** A client for the servers that a change refers to. Each address is checked at every step, and when it connects. */
export class Fetcher {
  readonly #options: FetcherOptions
  readonly #dispatchers = new Map<string, Promise<Agent | ProxyAgent>>()

  constructor(options: FetcherOptions) {
    this.#options = options
  }

  /**
   * Sends a GET request to an address. Redirects are followed one by one: each is checked like the address itself,
   * none leads from https to http, and none takes credentials to another origin, or to a path that may not receive
   * them.
   *
   * @throws FairleadError (input) if an address may not be reached; (remote) if there is no response, or it is too
   *   long
   */
  async get(url: URL, question: Question): Promise<Answer> {
    for (let attempt = 1; ; attempt++) {
      let failure: unknown
      try {
        const answer = await this.#follow(url, question)
        if (answer.status < 500 && answer.status !== 429) return answer
        failure = remoteError(`${question.subject}: ${answer.url.host} returned ${answer.status}`, {
          hint: 'Try again later.',
        })
      } catch (error) {
        if (error instanceof FairleadError) throw error
        failure = unreachable(url, question.subject, error)
      }
      if (attempt === MAX_TRIES) throw failure
      await new Promise((resolve) => setTimeout(resolve, this.#options.pause * attempt))
    }
  }

  /** Returns a fetch function that does not follow redirects, for clients that follow them themselves, hop by hop. */
  fetchFor(subject: string): typeof globalThis.fetch {
    const fetch = (input: string, init: object = {}) => this.#ask(new URL(input), subject, init)
    return fetch as unknown as typeof globalThis.fetch
  }

  async close(): Promise<void> {
    const made = [...this.#dispatchers.values()]
    await Promise.all(made.map(async (dispatcher) => (await dispatcher).destroy()))
  }

  async #follow(url: URL, { subject, limit, headers, authorization }: Question): Promise<Answer> {
    let at = url
    for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
      // Credentials are not passed on automatically even within one server, because they may be limited to some of
      // its paths.
      const isMeant = at === url || (at.origin === url.origin && this.#options.hosts.mayHaveCredentials(at))
      const secret = isMeant && authorization !== undefined ? { authorization } : {}
      const answer = await this.#ask(at, subject, {
        headers: { ...headers, ...secret },
        signal: AbortSignal.timeout(this.#options.deadline),
      })
      const location = answer.headers.get('location')
      if (![301, 302, 303, 307, 308].includes(answer.status) || location === null)
        return {
          status: answer.status,
          headers: answer.headers,
          body: await bodyOf(answer, limit, subject, at),
          url: at,
        }
      await answer.body?.cancel()
      if (!URL.canParse(location, at.href))
        throw remoteError(`${subject}: ${at.host} redirects the request to an invalid address`)
      const next = new URL(location, at)
      if (at.protocol === 'https:' && next.protocol !== 'https:')
        throw inputError(
          `${subject}: ${at.host} redirects the request to an address without https, which is not followed`,
        )
      next.hash = ''
      at = next
    }
    throw remoteError(`${subject}: ${url.host} redirects the request too many times`, {
      hint: 'Check the address.',
    })
  }

  async #ask(url: URL, subject: string, init: object): Promise<Response> {
    this.#options.hosts.check(url, subject)
    try {
      // Node's fetch may not accept the agent of another version of undici, so undici's own fetch is used. It is
      // imported only here, because it is large and most runs fetch nothing.
      const { fetch } = await import('undici')
      const dispatcher = await this.#dispatcherFor(url, subject)
      const answer = await fetch(url.href, { ...init, redirect: 'manual', dispatcher })
      return answer as unknown as Response
    } catch (error) {
      throw (error as Error).cause instanceof FairleadError ? (error as Error).cause : error
    }
  }

  /**
   * Returns the dispatcher of an origin. Connections are reused by origin, and each was checked when it was created.
   */
  #dispatcherFor(url: URL, subject: string): Promise<Agent | ProxyAgent> {
    const known = this.#dispatchers.get(url.origin) ?? this.#dispatcherTo(url, subject)
    this.#dispatchers.set(url.origin, known)
    return known
  }

  async #dispatcherTo(url: URL, subject: string): Promise<Agent | ProxyAgent> {
    const { certificates = [], environment, hosts } = this.#options
    const { Agent, ProxyAgent } = await import('undici')
    const tls = await withAuthorities(certificates)
    const proxy = proxyOf(url, environment)
    const lookup = (_host: string, { all }: { all?: boolean }, done: Done) => {
      hosts.addresses(url, subject).then(
        // oxlint-disable promise/no-callback-in-promise -- this is where node's callbacks begin
        (found) => (all === true ? done(null, found) : done(null, found[0]?.address, found[0]?.family)),
        (error: Error) => done(error),
        // oxlint-enable promise/no-callback-in-promise
      )
    }
    return proxy === undefined
      ? new Agent({ connect: { ...tls, lookup: lookup as never } })
      : new ProxyAgent({ uri: proxy, requestTls: tls })
  }
}

type Done = (error: Error | null, found?: string | readonly LookupAddress[], family?: number) => void

/** Reads a body. @throws FairleadError (remote) if it is too long */
async function bodyOf(answer: Response, limit: number, subject: string, { host }: URL): Promise<Buffer> {
  const body = await bodyUpTo(answer, limit)
  if (body !== undefined) return body
  throw remoteError(
    `${subject}: the response of ${host} is larger than ${Math.max(1, Math.round(limit / 1024 / 1024))} MiB`,
    {
      hint: 'Check the address.',
    },
  )
}

function unreachable({ host }: URL, subject: string, error: unknown): FairleadError {
  const isSlow = error instanceof Error && error.name === 'TimeoutError'
  const why = isSlow ? 'the request timed out' : reasonOfUnreachable(error)
  return remoteError(`${subject}: ${host} cannot be reached: ${why}`, {
    cause: error,
    hint: cureOfUnreachable(why),
  })
}

import type { Shape } from '../../shapes/answer.ts'
import { held, ifHeld } from '../../shapes/answer.ts'
import { cureOfUnreachable, reasonOfUnreachable } from '../../net/unreachable.ts'
import { NoAnswer, ServerRefusal } from './failure.ts'
import type { Refused } from './failure.ts'
import { parsed } from './items.ts'
import { Refusal } from './shapes.ts'

/**
 * An answer, and the server's time when it gave it: in milliseconds since 1970, cut to whole seconds. Undefined where it
 * does not say: the time of this machine is no substitute.
 */
export interface Answer<T> {
  readonly data: T
  readonly date: number | undefined
}

export interface ServerOptions {
  /** With the root path, if there is one. */
  readonly url: URL
  readonly token: string
  /** Of each request, beside our own: for servers behind a proxy that knows people. */
  readonly headers?: Readonly<Record<string, string>>
  readonly fetch: typeof globalThis.fetch
  readonly userAgent?: string
}

export type Query = Readonly<Record<string, string | readonly string[]>>

/** What one request may be told beside what it asks. */
export interface RequestOptions {
  readonly signal?: AbortSignal | undefined
  /** Milliseconds until the whole answer must be there. */
  readonly patience?: number
}

/** Milliseconds until an answer must be there; a refresh renders first. */
export const PATIENCE = { read: 15_000, list: 30_000, refresh: 60_000, log: 5_000 }

/** Requests to one API server of Argo CD. All are GETs; none follows a redirect, so the token stays with its host. */
export class Requests {
  readonly #options: ServerOptions

  constructor(options: ServerOptions) {
    this.#options = options
  }

  get url(): URL {
    return this.#options.url
  }

  /**
   * An answer that is JSON of this shape.
   *
   * @throws ServerRefusal and NoAnswer
   */
  async get<T>(shape: Shape<T>, path: string, query: Query, options: RequestOptions): Promise<Answer<T>> {
    const response = await this.send(path, query, withLimit(options))
    const data = readAs(shape, parsed(await textOf(response)), response.status)
    return { data, date: dateOf(response) }
  }

  /**
   * An answer that is none of a refusal; its body is not read yet.
   *
   * @throws ServerRefusal and NoAnswer
   */
  async send(path: string, query: Query, signal: AbortSignal): Promise<Response> {
    const { url, token, headers, fetch, userAgent = 'fairlead' } = this.#options
    const at = new URL(url)
    at.pathname = `${url.pathname.replace(/\/$/, '')}${path}`
    for (const [key, value] of Object.entries(query))
      for (const one of typeof value === 'string' ? [value] : value) at.searchParams.append(key, one)
    let response: Response
    try {
      response = await fetch(at.href, {
        headers: {
          ...headers,
          accept: 'application/json',
          'user-agent': userAgent,
          authorization: `Bearer ${token}`,
        },
        // A page of a login is elsewhere, and the token must not follow.
        redirect: 'manual',
        signal,
      })
    } catch (error) {
      throw unanswered(error, signal)
    }
    if (response.ok) return response
    throw new ServerRefusal(refusedBy(response.status, await textOf(response).catch(() => '')))
  }
}

/** Ends a request when its patience is over, or when what it is for ends. */
export function withLimit({ signal, patience = PATIENCE.read }: RequestOptions): AbortSignal {
  const limit = AbortSignal.timeout(patience)
  return signal ? AbortSignal.any([limit, signal]) : limit
}

/** The error of a request that got no answer; where the wait itself has ended, that one. */
function unanswered(error: unknown, signal: AbortSignal): unknown {
  const isTooLong = signal.reason instanceof DOMException && signal.reason.name === 'TimeoutError'
  if (signal.aborted && !isTooLong) return error
  const reason = signal.aborted ? 'it takes too long' : reasonOfUnreachable(error)
  const cure = signal.aborted ? 'Is it the right address?' : cureOfUnreachable(reason)
  return new NoAnswer(`${reason}. ${cure}`, { cause: error })
}

/** @throws NoAnswer where it does not arrive whole */
export async function textOf(response: Response): Promise<string> {
  try {
    return await response.text()
  } catch (error) {
    throw brokeOff('the answer', error)
  }
}

/** The error of what did not arrive whole. */
export function brokeOff(what: string, error: unknown): NoAnswer {
  return new NoAnswer(`${what} broke off: ${reasonOfUnreachable(error)}`, { cause: error })
}

/** @throws ServerRefusal for what is no JSON, and NoAnswer for JSON of another shape */
export function readAs<T>(shape: Shape<T>, data: unknown, status: number): T {
  if (data === undefined) throw new ServerRefusal({ status, code: undefined, message: '', isPage: true })
  const read = held(shape, data, 'its answer')
  if ('data' in read) return read.data
  throw new NoAnswer(read.fault)
}

function refusedBy(status: number, text: string): Refused {
  const said = ifHeld(Refusal, text)
  if (said === undefined) {
    // A bare word, such as of a load balancer, is no page.
    const isPage = status < 400 || /<html|<!doctype/i.test(text.slice(0, 1000))
    return { status, code: undefined, message: isPage ? '' : text.slice(0, 500), isPage }
  }
  const { code, message, error } = said
  return { status, code: code ?? undefined, message: message || error || 'no reason', isPage: false }
}

/** The server's time, in milliseconds since 1970; undefined where it does not tell it. */
export function dateOf(response: Response): number | undefined {
  const date = Date.parse(response.headers.get('date') ?? '')
  return Number.isNaN(date) ? undefined : date
}

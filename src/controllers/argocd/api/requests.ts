import type { ReadableStream } from 'node:stream/web'
import type { Shape } from '../../../shapes/answer.ts'
import { parseAnswer, parseJsonIfValid } from '../../../shapes/answer.ts'
import { cureOfUnreachable, reasonOfUnreachable } from '../../../net/unreachable.ts'
import type { Credential } from '../access/credential.ts'
import { NoAnswer, ServerRefusal } from '../faults/failure.ts'
import type { Refused } from '../faults/failure.ts'
import { parsed, refuseTooLarge } from './items.ts'
import type { Got } from './items.ts'
import { Refusal } from './answers.ts'

/**
 * An answer with the server's time, in milliseconds since 1970, truncated to whole seconds. The time is undefined if
 * the server does not report it. The time of this machine is not a substitute.
 */
export interface Answer<T> {
  readonly data: T
  readonly date: number | undefined
}

export interface ServerOptions {
  /** With the root path, if there is one. */
  readonly url: URL
  /** The source of the token that each request sends. */
  readonly credential: Credential
  /** Headers to add to each request, for servers behind a proxy that authenticates users. */
  readonly headers?: Readonly<Record<string, string>>
  readonly fetch: typeof globalThis.fetch
  readonly userAgent?: string
}

export type Query = Readonly<Record<string, string | readonly string[]>>

/** The options of a request besides its query. */
export interface RequestOptions {
  readonly signal?: AbortSignal | undefined
  /** Milliseconds until the whole answer must have arrived. */
  readonly patience?: number
}

/** Milliseconds until an answer must have arrived. A refresh renders first. */
export const PATIENCE = { read: 15_000, list: 30_000, refresh: 60_000, log: 5_000 }

/**
 * Requests to one API server of Argo CD. All are GETs. None follows a redirect, so the token is sent to this host
 * only.
 */
export class Requests {
  readonly #options: ServerOptions

  constructor(options: ServerOptions) {
    this.#options = options
  }

  get url(): URL {
    return this.#options.url
  }

  /**
   * Returns a JSON answer of this shape.
   *
   * @throws ServerRefusal and NoAnswer
   */
  async get<T>(shape: Shape<T>, path: string, query: Query, options: RequestOptions): Promise<Answer<T>> {
    const response = await this.send(path, query, withLimit(options))
    const data = readAs(shape, jsonIn(await textOf(response), gotOf(response)))
    return { data, date: dateOf(response) }
  }

  /**
   * Returns a response that is not a refusal. Its body is not read yet.
   *
   * @throws ServerRefusal and NoAnswer
   */
  async send(path: string, query: Query, signal: AbortSignal): Promise<Response> {
    const { url, credential } = this.#options
    const at = new URL(url)
    at.pathname = `${url.pathname.replace(/\/$/, '')}${path}`
    for (const [key, value] of Object.entries(query))
      for (const one of typeof value === 'string' ? [value] : value) at.searchParams.append(key, one)
    for (;;) {
      const token = await credential.token()
      const response = await this.#ask(at, token, signal)
      if (response.ok) return response
      const refused = refusedBy(response, await textOf(response).catch(() => ''))
      if (refused.status !== 401 || !credential.giveUp(token)) throw new ServerRefusal(refused)
    }
  }

  async #ask(at: URL, token: string, signal: AbortSignal): Promise<Response> {
    const { headers, fetch, userAgent = 'fairlead' } = this.#options
    try {
      return await fetch(at.href, {
        headers: {
          ...headers,
          accept: 'application/json',
          'user-agent': userAgent,
          authorization: `Bearer ${token}`,
        },
        // A redirect may lead to a login page on another host, which must not receive the token.
        redirect: 'manual',
        signal,
      })
    } catch (error) {
      throw unanswered(error, signal)
    }
  }
}

/** Returns the status and content type of a response. */
export function gotOf({ status, headers }: Response): Got {
  return { status, type: headers.get('content-type') ?? undefined }
}

/** Returns a signal that aborts a request when its time limit is over or when its caller ends. */
export function withLimit({ signal, patience = PATIENCE.read }: RequestOptions): AbortSignal {
  const limit = AbortSignal.timeout(patience)
  return signal ? AbortSignal.any([limit, signal]) : limit
}

/** Returns the error of a request without an answer. If the wait itself has ended, it is the original error. */
function unanswered(error: unknown, signal: AbortSignal): unknown {
  const isTooLong = signal.reason instanceof DOMException && signal.reason.name === 'TimeoutError'
  if (signal.aborted && !isTooLong) return error
  const reason = signal.aborted ? 'it takes too long' : reasonOfUnreachable(error)
  const cure = signal.aborted ? 'Check the address.' : cureOfUnreachable(reason)
  return new NoAnswer(`${reason}. ${cure}`, { cause: error })
}

/** Reads a whole body. @throws NoAnswer if it does not arrive completely or is too large */
export async function textOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of bodyOf(response)) {
    size += chunk.length
    refuseTooLarge(size)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** Yields the body as it arrives. @throws NoAnswer if it breaks off */
export async function* bodyOf(response: Response): AsyncGenerator<Uint8Array> {
  try {
    yield* (response.body ?? []) as ReadableStream<Uint8Array>
  } catch (error) {
    throw brokeOff('the response', error)
  }
}

/** Returns the error of an answer that did not arrive completely. */
export function brokeOff(what: string, error: unknown): NoAnswer {
  if (error instanceof NoAnswer) return error
  if (error instanceof DOMException && error.name === 'TimeoutError')
    return new NoAnswer(`${what} takes too long`, { cause: error })
  return new NoAnswer(`${what} was interrupted: ${reasonOfUnreachable(error)}`, { cause: error })
}

/**
 * Parses an answer, or a line of one.
 *
 * @throws NoAnswer if it is JSON that was cut off, and ServerRefusal if it is no JSON, such as a web page
 */
export function jsonIn(text: string, got: Got): unknown {
  const data = parsed(text)
  if (data !== undefined) return data
  // Some proxies end an answer that their server broke off as if it were complete.
  if (/^\s*\{/.test(text)) throw new NoAnswer('its response was interrupted: it is not complete JSON')
  throw new ServerRefusal({
    ...got,
    code: undefined,
    message: '',
    isPage: true,
    isEmpty: text.trim() === '',
  })
}

/** Checks data against a shape. @throws NoAnswer if it has another shape */
export function readAs<T>(shape: Shape<T>, data: unknown): T {
  const read = parseAnswer(shape, data, 'its response')
  if ('data' in read) return read.data
  throw new NoAnswer(read.fault)
}

function refusedBy({ status, headers }: Response, text: string): Refused {
  const about = {
    status,
    location: (status >= 300 && status < 400 && headers.get('location')) || undefined,
    type: headers.get('content-type') ?? undefined,
  }
  const said = parseJsonIfValid(Refusal, text)
  if (said === undefined) {
    // A bare word, such as one from a load balancer, is not a page. The API also answers with bare text for a route
    // that it does not have.
    const isPage = status < 400 || /<html|<!doctype/i.test(text.slice(0, 1000))
    const isOfApi = status === 415 && text.trim() === 'Invalid content type'
    return { ...about, code: undefined, message: isPage ? '' : text.slice(0, 500), isPage, isOfApi }
  }
  const { code, message, error } = said
  const whole =
    typeof error === 'string' ? { code, message: message || error } : { code: error.grpc_code, ...error }
  const isOfApi = whole.code != null
  return {
    ...about,
    code: whole.code ?? undefined,
    message: whole.message || 'no reason',
    isPage: false,
    isOfApi,
  }
}

/** Returns the server's time, in milliseconds since 1970; undefined if it does not report it. */
export function dateOf(response: Response): number | undefined {
  const date = Date.parse(response.headers.get('date') ?? '')
  return Number.isNaN(date) ? undefined : date
}

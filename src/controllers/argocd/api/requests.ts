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
  /** Whom it is shown as. */
  readonly credential: Credential
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
    const data = readAs(shape, parsed(await textOf(response)), gotOf(response))
    return { data, date: dateOf(response) }
  }

  /**
   * An answer that is none of a refusal; its body is not read yet.
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
        // A page of a login is elsewhere, and the token must not follow.
        redirect: 'manual',
        signal,
      })
    } catch (error) {
      throw unanswered(error, signal)
    }
  }
}

/** How an answer came. */
export function gotOf({ status, headers }: Response): Got {
  return { status, type: headers.get('content-type') ?? undefined }
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
  const cure = signal.aborted ? 'Check the address.' : cureOfUnreachable(reason)
  return new NoAnswer(`${reason}. ${cure}`, { cause: error })
}

/** @throws NoAnswer where it does not arrive whole, or is too large */
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

/** The body as it arrives. @throws NoAnswer where it breaks off */
export async function* bodyOf(response: Response): AsyncGenerator<Uint8Array> {
  try {
    yield* (response.body ?? []) as ReadableStream<Uint8Array>
  } catch (error) {
    throw brokeOff('the answer', error)
  }
}

/** The error of what did not arrive whole. */
export function brokeOff(what: string, error: unknown): NoAnswer {
  if (error instanceof NoAnswer) return error
  if (error instanceof DOMException && error.name === 'TimeoutError')
    return new NoAnswer(`${what} takes too long`, { cause: error })
  return new NoAnswer(`${what} broke off: ${reasonOfUnreachable(error)}`, { cause: error })
}

/** @throws ServerRefusal for what is no JSON, and NoAnswer for JSON of another shape */
export function readAs<T>(shape: Shape<T>, data: unknown, { status, type }: Got): T {
  if (data === undefined)
    throw new ServerRefusal({ status, type, code: undefined, message: '', isPage: true })
  const read = parseAnswer(shape, data, 'its answer')
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
    // A bare word, such as of a load balancer, is no page. That of a route that the API does not have is its own.
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

/** The server's time, in milliseconds since 1970; undefined where it does not tell it. */
export function dateOf(response: Response): number | undefined {
  const date = Date.parse(response.headers.get('date') ?? '')
  return Number.isNaN(date) ? undefined : date
}

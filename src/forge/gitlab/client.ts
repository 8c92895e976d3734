import { reasonOfUnreachable } from '../../net/unreachable.ts'
import { inputError } from '../../errors.ts'
import { mask } from '../../git/mask.ts'
import { bodyUpTo } from '../../net/body.ts'
import { fetchFor } from '../../net/proxy.ts'
import * as v from 'valibot'
import { parseAnswer } from '../../shapes/answer.ts'
import type { Shape } from '../../shapes/answer.ts'
import { nextPage, waitOf } from './headers.ts'
import type { Query } from './headers.ts'
import { GitlabFailure } from './failures.ts'

/**
 * A small client of GitLab's REST API, based on fetch.
 *
 * `@gitbeaker/rest` is not used, because it sends requests through the fetch of the process, so that neither a proxy
 * nor a private certificate authority can be set per server; it repeats only 429 and 502, with its own delays instead
 * of `Retry-After`; it reads all pages or one; and it adds some hundred kilobytes for about thirty operations. The
 * features that users need are below.
 */
export interface ClientOptions {
  /** The access token. Only an app repo may be read without one. */
  readonly token: string | undefined
  /** True if the token is a job token (CI_JOB_TOKEN), which has a header of its own. */
  readonly isJobToken?: boolean | undefined
  /** The address of the API: `https://gitlab.com/api/v4`. */
  readonly apiUrl: string
  /** Default: Node's fetch, through the proxy of the environment. */
  readonly fetch?: typeof globalThis.fetch | undefined
  /** Authorities to trust in addition to the public ones, as PEM. */
  readonly certificates?: readonly string[] | undefined
  /** Receives messages about the progress, such as a wait. */
  readonly log?: ((message: string) => void) | undefined
  /** The random numbers for backoff times; between 0 and 1. */
  readonly random?: (() => number) | undefined
  /** The milliseconds in a second of waiting: tests set a lower number. */
  readonly second?: number | undefined
  /** The limits of waiting: retries of a request after a rate limit, and seconds of all waits together. */
  readonly patience?: { readonly tries: number; readonly seconds: number } | undefined
  /** The variables that set the proxy, such as HTTPS_PROXY. */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined
}

export interface RequestOptions {
  readonly query?: Query | undefined
  readonly body?: object
  /** True for a write that must not be repeated before looking for its effect. Rate limits are waited for anyway. */
  readonly once?: boolean
  /** Set for a response that is any text and not JSON, with the maximum number of its bytes. */
  readonly text?: { readonly most: number }
}

export interface Answer<T> {
  readonly status: number
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly data: T
}

type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE'

/** The number of attempts. */
const attempts = 5

/** The timeout of a request in milliseconds. */
const silence = 120_000

export class Client {
  readonly #options: ClientOptions
  readonly #fetch: typeof globalThis.fetch
  readonly #base: string
  readonly #second: number
  readonly #random: () => number
  #waited = 0

  constructor(options: ClientOptions) {
    const { apiUrl, second = 1000, random = Math.random, environment = {}, certificates } = options
    if (!URL.canParse(apiUrl) || !/^https?:/.test(apiUrl))
      throw inputError(`"${apiUrl}" is not a valid address of the GitLab API`, {
        hint: 'Write it like https://gitlab.com/api/v4.',
      })
    this.#options = options
    this.#fetch = options.fetch ?? fetchFor(new URL(apiUrl), environment, certificates)
    this.#base = apiUrl.replace(/(?<!\/)\/+$/, '')
    this.#second = second
    this.#random = random
  }

  /** Returns the same client for optional requests: it does not wait long. */
  hasty(): Client {
    return new Client({ ...this.#options, patience: { tries: 1, seconds: 10 } })
  }

  /**
   * Sends a request. If the server or the connection fails, the request is repeated, unless it is a POST or `once` is
   * set.
   *
   * @param path below `/api/v4`, with its parts encoded
   * @param shape of the parts of the response that are read
   * @throws GitlabFailure, also if the response has another shape: a login page, or a page of a proxy, has the status
   *   200
   */
  async request<T>(
    method: Method,
    path: string,
    shape: Shape<T>,
    options: RequestOptions = {},
  ): Promise<Answer<T>> {
    const mayRepeat = method !== 'POST' && options.once !== true
    let limits = 0
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#send(method, path, shape, options)
      } catch (error) {
        if (!(error instanceof GitlabFailure)) throw error
        if (error.status === 429) {
          limits += 1
          if (!(await this.#waitFor(error, limits))) throw error
          attempt -= 1
        } else if (mayRepeat && attempt < attempts - 1 && (error.status ?? 500) >= 500) {
          await this.backOff(attempt)
        } else throw error
      }
    }
  }

  async get<T>(path: string, shape: Shape<T>, query: Query = {}): Promise<T> {
    return (await this.request('GET', path, shape, { query })).data
  }

  /** Returns the response to a GET, or undefined if the object does not exist. */
  async find<T>(path: string, shape: Shape<T>): Promise<T | undefined> {
    try {
      return await this.get(path, shape)
    } catch (error) {
      if (error instanceof GitlabFailure && error.status === 404) return undefined
      throw error
    }
  }

  /**
   * Returns the items of all pages. Some lists (of files and of commits) refer to the next page only by a link.
   *
   * @param shape of one item
   * @param most the number of items after which no more pages are requested
   */
  async list<T>(path: string, shape: Shape<T>, query: Query = {}, most = Infinity): Promise<T[]> {
    const page = v.array(shape)
    const items: T[] = []
    let next: Query | undefined = { per_page: 100, ...query }
    while (next !== undefined && items.length < most) {
      const { data, headers }: Answer<T[]> = await this.request('GET', path, page, { query: next })
      items.push(...data)
      next = nextPage(headers, next)
    }
    return items
  }

  /**
   * Queries the GraphQL API for data that the REST API does not have.
   *
   * @param shape of the whole response; a response that has errors instead of data does not match it
   * @throws GitlabFailure
   */
  async graphql<T>(query: string, variables: object, shape: Shape<T>): Promise<T> {
    // The GraphQL API is next to the REST API: /api/graphql.
    const options = { body: { query, variables } }
    return (await this.request('POST', '/../graphql', shape, options)).data
  }

  /**
   * Repeats an operation until it succeeds or its failure is final.
   *
   * @param find looks for the effect of the operation after a failure, because the response may be lost, or somebody
   *   else may have been first; returns undefined if it finds nothing
   * @param again reports whether the operation may be repeated after a failure
   * @throws the last error of the operation
   */
  async retry<T>(
    work: () => Promise<T>,
    {
      find,
      again,
    }: {
      find?: (failure: GitlabFailure) => Promise<T | undefined>
      again: (failure: GitlabFailure) => boolean
    },
  ): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await work()
      } catch (error) {
        if (!(error instanceof GitlabFailure) || error.status === 401) throw error
        const found = await find?.(error)
        if (found !== undefined) return found
        if (attempt === attempts || !again(error)) throw error
        await this.backOff(attempt)
      }
    }
  }

  async #send<T>(
    method: Method,
    path: string,
    shape: Shape<T>,
    { query = {}, body, text: plain }: RequestOptions,
  ): Promise<Answer<T>> {
    const url = new URL(`${this.#base}${path}`)
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) url.searchParams.set(name, String(value))
    const { token, isJobToken } = this.#options
    const headers = {
      accept: 'application/json',
      'user-agent': 'fairlead',
      ...(body && { 'content-type': 'application/json' }),
      ...(token !== undefined && { [isJobToken ? 'job-token' : 'private-token']: token }),
    }
    let response: Response
    let text: string | undefined
    try {
      const signal = AbortSignal.timeout(silence)
      // The token must not be sent to another host by a redirect. GitLab redirects requests for a project that has
      // moved.
      response = await this.#fetch(url.href, {
        method,
        headers,
        signal,
        redirect: 'manual',
        ...(body && { body: JSON.stringify(body) }),
      })
      text = plain ? (await bodyUpTo(response, plain.most))?.toString() : await response.text()
    } catch (error) {
      throw new GitlabFailure(undefined, this.#clean(reasonOfUnreachable(error)), {}, { cause: error })
    }
    const answered = Object.fromEntries(response.headers)
    if (text === undefined)
      throw new GitlabFailure(response.status, `the response is longer than ${plain?.most} bytes`, answered)
    const data = plain !== undefined && response.ok ? text : parse(text)
    const said = response.headers.get('location') ?? data
    if (!response.ok) throw new GitlabFailure(response.status, this.#clean(said), answered)
    const read = parseAnswer(shape, data)
    if (!('fault' in read)) return { status: response.status, headers: answered, data: read.data }
    throw new GitlabFailure(response.status, this.#clean(isPage(data) ? data : read.fault), answered)
  }

  /** Waits as long as GitLab requests. Returns false if that would be too long. */
  async #waitFor({ headers }: GitlabFailure, tries: number): Promise<boolean> {
    const { tries: most, seconds: longest } = this.#options.patience ?? { tries: 5, seconds: 300 }
    const seconds = waitOf(headers, tries)
    if (tries > most || this.#waited + seconds > longest) return false
    this.#waited += seconds
    this.#options.log?.(`GitLab's rate limit is reached: waiting ${seconds} s`)
    await sleep(seconds * this.#second)
    return true
  }

  /** Waits about half a second, doubled each time, with jitter. */
  backOff(attempt: number): Promise<void> {
    return sleep(this.#second * 2 ** (attempt - 2) * (0.5 + this.#random()))
  }

  #clean(data: unknown): unknown {
    const { token } = this.#options
    if (token === undefined || data === undefined) return data
    return JSON.parse(mask(JSON.stringify(data), [token])) as unknown
  }
}

/** Encodes a part of a path: `acme/infra` is one part, and so is `apps/web/values.yaml`. */
export function part(text: string | number): string {
  // GitLab reads an extension at the end as a response format.
  return encodeURIComponent(text).replaceAll('.', '%2E')
}

function parse(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text)
  } catch {
    return text
  }
}

function isPage(data: unknown): data is string {
  return typeof data === 'string' && data.trimStart().startsWith('<')
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}

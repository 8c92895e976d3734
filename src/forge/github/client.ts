import { retry } from '@octokit/plugin-retry'
import { throttling } from '@octokit/plugin-throttling'
import { Octokit } from '@octokit/rest'
import { inputError } from '../../errors.ts'
import { mask } from '../../git/mask.ts'
import * as v from 'valibot'
import { parseAnswer } from '../../shapes/answer.ts'
import type { Shape } from '../../shapes/answer.ts'
import { failureOf, GraphqlFailure, StrangeAnswer } from './failures.ts'
import type { Failure, GraphqlProblem } from './failures.ts'
import { recogniseLimits, throttleOptions } from './limits.ts'
import type { Patience } from './limits.ts'
import { fetchFor } from '../../net/proxy.ts'

export interface ClientOptions {
  /** The access token. Only an app repo may be read without one. */
  readonly token: string | undefined
  /** The address of the API: `https://api.github.com`, or `https://<host>/api/v3` of a GitHub Enterprise Server. */
  readonly apiUrl: string
  readonly graphqlUrl?: string
  /** The User-Agent header. Default: `fairlead`. */
  readonly userAgent?: string | undefined
  /** Default: Node's fetch, through the proxy of the environment. */
  readonly fetch?: typeof globalThis.fetch | undefined
  /** Receives messages about the progress, such as a wait. */
  readonly log?: ((message: string) => void) | undefined
  /** The random numbers for backoff times; between 0 and 1. */
  readonly random?: (() => number) | undefined
  /** The milliseconds in a second of waiting: tests set a lower number. */
  readonly second?: number | undefined
  readonly patience?: Patience
  /** The variables that set the proxy, such as HTTPS_PROXY. */
  readonly environment: Readonly<Record<string, string | undefined>>
}

/**
 * The option of a write that must not be repeated before looking for its effect. Rate limits are waited for anyway.
 */
export const once = { request: { retries: 0 } } as const

const silent = () => {}

const GithubOctokit = Octokit.plugin(recogniseLimits, retry, throttling)

/** The number of attempts. */
const attempts = 5

/** The client of GitHub's APIs: REST through Octokit, and GraphQL. Both throw errors that `failureOf` reads. */
export class Client {
  readonly rest: Octokit['rest']
  /** Logs a message about the progress. */
  readonly say: (message: string) => void
  readonly #options: ClientOptions
  readonly #octokit: Octokit
  readonly #graphqlUrl: string
  readonly #second: number
  readonly #random: () => number

  constructor(options: ClientOptions) {
    const { token, apiUrl, graphqlUrl = '', second = 1000 } = options
    const log = (message: string) => options.log?.(mask(message, token === undefined ? [] : [token]))
    this.say = log
    this.#options = options
    const url = parseUrl(apiUrl)
    this.#octokit = new GithubOctokit({
      baseUrl: apiUrl.replace(/(?<!\/)\/+$/, ''),
      userAgent: options.userAgent ?? 'fairlead',
      ...(token === undefined ? {} : { auth: token }),
      request: { fetch: options.fetch ?? fetchFor(url, options.environment) },
      // Octokit's own log contains headers.
      log: { debug: silent, info: silent, warn: log, error: silent },
      // Retry only errors of the server and the connection: every 4xx is an answer.
      retry: { doNotRetry: Array.from({ length: 100 }, (_, i) => 400 + i), retryAfterBaseValue: second },
      throttle: throttleOptions(options.patience ?? { tries: 5, seconds: 300 }, second, log),
    })
    this.#octokit.hook.before('request', (request) => {
      request.headers['x-github-api-version'] = '2022-11-28'
    })
    this.#octokit.hook.after('request', ({ data, headers }, { request }) => {
      if (request?.parseSuccessResponseBody !== false && isNoJson(data))
        throw new StrangeAnswer(data, headers)
    })
    this.rest = this.#octokit.rest
    this.#graphqlUrl = graphqlUrl
    this.#second = second
    this.#random = options.random ?? Math.random
  }

  /** Returns the same client for optional requests: it does not wait long. */
  hasty(): Client {
    return new Client({ ...this.#options, patience: { tries: 1, seconds: 10 } })
  }

  /** Returns the fetch function for requests to another endpoint of the server, such as git's. */
  fetchFor(url: URL): typeof globalThis.fetch {
    return this.#options.fetch ?? fetchFor(url, this.#options.environment)
  }

  /**
   * Queries the GraphQL API.
   *
   * @param shape of the parts of the response's data that are read
   * @param tolerate reports whether an error is acceptable: the field that it is about is null in the response
   * @throws GraphqlFailure if the response has other errors, StrangeAnswer if it has another shape
   */
  async graphql<T>(
    shape: Shape<T>,
    query: string,
    variables: Readonly<Record<string, unknown>>,
    { request, tolerate = () => false }: GraphqlOptions = {},
  ): Promise<T> {
    const body = { query, variables, ...(request && { request }) }
    const { data: answer, headers } = await this.#octokit.request(`POST ${this.#graphqlUrl}`, body)
    const { data, errors } = readShape(Envelope, answer, headers)
    const grave = (errors ?? []).filter((problem) => !tolerate(problem))
    if (grave.length > 0) throw new GraphqlFailure(grave, headers)
    return readShape(shape, data, headers)
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
    { find, again }: { find?: () => Promise<T | undefined>; again: (failure: Failure) => boolean },
  ): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await work()
      } catch (error) {
        const failure = failureOf(error)
        if (failure === undefined || failure.status === 401) throw error
        const found = await find?.()
        if (found !== undefined) return found
        if (attempt === attempts || !again(failure)) throw error
        await this.#backOff(attempt)
      }
    }
  }

  /** Waits about half a second, doubled each time, with jitter. */
  async #backOff(attempt: number): Promise<void> {
    const milliseconds = this.#second * 2 ** (attempt - 2) * (0.5 + this.#random())
    await new Promise((resolve) => setTimeout(resolve, milliseconds))
  }
}

/** A response of GraphQL. Source: https://spec.graphql.org/October2021/#sec-Errors */
const Envelope = v.object({
  data: v.optional(v.unknown()),
  errors: v.nullish(
    v.array(
      v.object({
        type: v.exactOptional(v.string()),
        message: v.string(),
        path: v.exactOptional(v.array(v.union([v.string(), v.number()]))),
        extensions: v.exactOptional(v.object({ saml_failure: v.exactOptional(v.boolean()) })),
      }),
    ),
  ),
})

/**
 * Reads the data of a response.
 *
 * @throws StrangeAnswer if the data has another shape
 */
function readShape<T>(shape: Shape<T>, data: unknown, headers: StrangeAnswer['response']['headers']): T {
  const read = parseAnswer(shape, data)
  if ('fault' in read) throw new StrangeAnswer(read.fault, headers)
  return read.data
}

/** Reports whether a response is not from GitHub: GitHub responds with JSON or with an empty body. */
function isNoJson(data: unknown): data is string {
  return typeof data === 'string' && data !== ''
}

export interface GraphqlOptions {
  readonly request?: { readonly retries: number }
  readonly tolerate?: (problem: GraphqlProblem) => boolean
}

function parseUrl(url: string): URL {
  if (URL.canParse(url) && /^https?:/.test(url)) return new URL(url)
  throw inputError(`"${url}" is not a valid address of the GitHub API`, {
    hint: 'Write it like https://api.github.com.',
  })
}

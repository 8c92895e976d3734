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
  /** Undefined asks without one, which only a source may. */
  readonly token: string | undefined
  /** `https://api.github.com`, or `https://<host>/api/v3` of a GitHub Enterprise Server. */
  readonly apiUrl: string
  readonly graphqlUrl?: string
  /** What GitHub is told of who asks; `fairlead`, unless given. */
  readonly userAgent?: string | undefined
  /** Else Node's, through the proxy of the environment. */
  readonly fetch?: typeof globalThis.fetch | undefined
  /** Takes what a person may want to know while it works, such as a wait. */
  readonly log?: ((message: string) => void) | undefined
  /** Of the time of backoffs; between 0 and 1. */
  readonly random?: (() => number) | undefined
  /** The milliseconds of a second of waiting: tests make it short. */
  readonly second?: number | undefined
  readonly patience?: Patience
  /** Where HTTPS_PROXY and its like are. */
  readonly environment: Readonly<Record<string, string | undefined>>
}

/** For a write that must not be repeated before its effect was looked for. Rate limits are waited for anyway. */
export const once = { request: { retries: 0 } } as const

const silent = () => {}

const GithubOctokit = Octokit.plugin(recogniseLimits, retry, throttling)

/** How often what failed is tried in all. */
const attempts = 5

/** Speaks to GitHub: REST through Octokit, and GraphQL. Both throw what `failureOf` reads. */
export class Client {
  readonly rest: Octokit['rest']
  /** Tells a person what they may want to know while it works. */
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
      // Octokit's own log holds headers.
      log: { debug: silent, info: silent, warn: log, error: silent },
      // Only faults of the server and of the way to it: every 4xx is an answer.
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

  /** The same client for what is nice to have: nobody shall wait long for it. */
  hasty(): Client {
    return new Client({ ...this.#options, patience: { tries: 1, seconds: 10 } })
  }

  /** What a request to another door of the server goes through, such as git's. */
  fetchFor(url: URL): typeof globalThis.fetch {
    return this.#options.fetch ?? fetchFor(url, this.#options.environment)
  }

  /**
   * Asks GraphQL.
   *
   * @param shape of the answer's data, as far as it is read
   * @param tolerate says which errors are no failure: what they are about is null in the answer
   * @throws GraphqlFailure where the answer has other errors, StrangeAnswer where it has another shape
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
   * Does something until it succeeds or its failure is final.
   *
   * @param find after a failure, looks for what the work should have brought about: its answer may be lost, or
   *   somebody else may have been first; undefined where nothing was found
   * @param again whether it may be tried once more
   * @throws what the work threw last
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

  /** About half a second, doubled each time, with jitter. */
  async #backOff(attempt: number): Promise<void> {
    const milliseconds = this.#second * 2 ** (attempt - 2) * (0.5 + this.#random())
    await new Promise((resolve) => setTimeout(resolve, milliseconds))
  }
}

/** Source: https://spec.graphql.org/October2021/#sec-Errors */
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

/** @throws StrangeAnswer */
function readShape<T>(shape: Shape<T>, data: unknown, headers: StrangeAnswer['response']['headers']): T {
  const read = parseAnswer(shape, data)
  if ('fault' in read) throw new StrangeAnswer(read.fault, headers)
  return read.data
}

/** GitHub answers in JSON, or nothing at all. */
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

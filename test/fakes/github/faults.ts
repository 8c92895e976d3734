/** What may go wrong between a client and GitHub, for tests to order. */

export interface FaultAnswer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

export interface Fault {
  /** Whether the request is carried out before the fault shows. It is not, when left out. */
  readonly carriedOut?: boolean
  /** Answered in place of the real answer. */
  readonly answer?: FaultAnswer
  /** The connection is reset without an answer. */
  readonly reset?: true
  /** A read is carried out on the state before the last write, as a lagging replica would. */
  readonly stale?: true
  readonly delayMs?: number
}

export const serverError = (status: 500 | 502 | 503 = 502): Fault => ({
  answer: { status, headers: { 'content-type': 'text/html' }, body: '<html><title>Unicorn!</title></html>' },
})

export const tooManyRequests = (retryAfter = 1): Fault => ({
  answer: {
    status: 429,
    headers: { 'retry-after': String(retryAfter) },
    body: { message: 'API rate limit exceeded', documentation_url: 'https://docs.github.com/rest' },
  },
})

export const secondaryRateLimit = (retryAfter = 1): Fault => ({
  answer: {
    status: 403,
    headers: { 'retry-after': String(retryAfter) },
    body: {
      message:
        'You have exceeded a secondary rate limit. Please wait a few minutes before you try again. ' +
        'If you reach out to GitHub Support for help, please include the request ID.',
      documentation_url:
        'https://docs.github.com/free-pro-team@latest/rest/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits',
    },
  },
})

export const connectionReset: Fault = { reset: true }

/** The worst one: the write happens, and the client never learns of it. */
export const lostAnswer: Fault = { reset: true, carriedOut: true }

export const staleRead: Fault = { stale: true }

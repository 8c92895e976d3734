/** The errors that a test can inject between a client and GitHub. */
import type { Fault } from '../faults.ts'

export { connectionReset, lostAnswer, staleRead } from '../faults.ts'

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

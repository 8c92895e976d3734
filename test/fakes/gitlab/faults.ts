/** The errors that a test can inject between a client and GitLab. */
import type { Fault } from '../faults.ts'

export { connectionReset, lostAnswer, staleRead } from '../faults.ts'

/** GitLab's own 500 is JSON; for 502 and 503, a proxy in front of it returns a page. */
export const serverError = (status: 500 | 502 | 503 = 502): Fault => ({
  answer:
    status === 500
      ? { status, body: { message: '500 Internal Server Error' } }
      : {
          status,
          headers: { 'content-type': 'text/html' },
          body: '<html><title>GitLab is not responding</title></html>',
        },
})

/** The rate limit of GitLab.com: a text, with the seconds to wait and the numbers of the current minute. */
export const tooManyRequests = (retryAfter = 1): Fault => ({
  answer: {
    status: 429,
    headers: {
      'content-type': 'text/plain',
      'retry-after': String(retryAfter),
      'ratelimit-limit': '600',
      'ratelimit-name': 'throttle_authenticated_api',
      'ratelimit-observed': '601',
      'ratelimit-remaining': '0',
      'ratelimit-reset': String(Math.floor(Date.now() / 1000) + retryAfter),
    },
    body: 'Retry later\n',
  },
})

/** The limit of a single action, such as notes: JSON, without a time to wait. */
export const tooManyActions: Fault = {
  answer: {
    status: 429,
    body: { message: { error: 'This endpoint has been requested too many times. Try again later.' } },
  },
}

/** A write that lost to another write in Gitaly. */
export const lostRace = (branch: string): Fault => ({
  answer: {
    status: 400,
    body: { message: `9:Could not update refs/heads/${branch}. Please refresh and try again..` },
  },
})

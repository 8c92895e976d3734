/** The rate limit of the instance, counted per token. It applies only if a test sets one. */
import type { Answer } from '../server.ts'
import type { Token } from './accounts.ts'
import { tooManyRequests } from './faults.ts'

/** Counts a request. Returns the error response if the limit is exceeded. */
export function spend(token: Token | undefined): Answer | undefined {
  if (token?.rateLimit === undefined) return undefined
  token.used += 1
  return token.used > token.rateLimit ? tooManyRequests(60).answer : undefined
}

export function rateHeaders(token: Token | undefined): Record<string, string> {
  if (token?.rateLimit === undefined) return {}
  return {
    'ratelimit-limit': String(token.rateLimit),
    'ratelimit-name': 'throttle_authenticated_api',
    'ratelimit-observed': String(token.used),
    'ratelimit-remaining': String(Math.max(token.rateLimit - token.used, 0)),
    'ratelimit-reset': String(Math.ceil(Date.now() / 60_000) * 60),
  }
}

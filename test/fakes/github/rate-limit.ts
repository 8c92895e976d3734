/** The primary rate limit, counted per token. */
import type { Token } from './accounts.ts'
import { ApiError } from './errors.ts'

const anonymousLimit = 60

export interface Rate {
  readonly limit: number
  readonly remaining: number
  readonly used: number
  readonly reset: number
}

export function rateOf(token: Token | undefined): Rate {
  const limit = token === undefined ? anonymousLimit : (token.rateLimit ?? 5000)
  const used = token?.used ?? 0
  const reset = Math.floor(Date.now() / 1000) + 3600
  return { limit, used, remaining: Math.max(limit - used, 0), reset }
}

export function spend(token: Token | undefined): void {
  if (token === undefined) return
  if (rateOf(token).remaining === 0) {
    throw new ApiError(403, `API rate limit exceeded for installation ID ${token.account.id}.`)
  }
  token.used += 1
}

export function rateHeaders(token: Token | undefined, resource: 'core' | 'graphql'): Record<string, string> {
  const { limit, remaining, used, reset } = rateOf(token)
  return {
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-used': String(used),
    'x-ratelimit-reset': String(reset),
    'x-ratelimit-resource': resource,
  }
}

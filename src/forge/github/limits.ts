import type { Octokit } from '@octokit/rest'
import * as v from 'valibot'
import { parseAnswer } from '../../shapes/answer.ts'

/** The limits of waiting: retries of a request after a rate limit, and seconds of all waits together. */
export interface Patience {
  readonly tries: number
  readonly seconds: number
}

/** Returns the options of `@octokit/plugin-throttling`; its handlers decide whether a limited request is repeated. */
export function throttleOptions(patience: Patience, second: number, log: (message: string) => void) {
  let waited = 0
  const decide = (seconds: number, _options: object, _octokit: object, tries: number): boolean => {
    if (tries >= patience.tries || waited + seconds > patience.seconds) return false
    waited += seconds
    log(`GitHub's rate limit is reached: waiting ${seconds} s`)
    return true
  }
  return {
    onRateLimit: decide,
    onSecondaryRateLimit: decide,
    retryAfterBaseValue: second,
    // These replace the plugin's own groups, which delay every write by one to three seconds.
    write: pace(second) as never,
    notifications: pace(second) as never,
  }
}

/**
 * The number of writes that pass at once. GitHub allows 80 a minute, and recommends a second between writes of a long
 * series.
 */
const burst = 20

/**
 * Returns a limiter of the form that the throttling plugin calls; after a burst, it lets one write pass per second.
 */
function pace(second: number) {
  let passed = 0
  let next = 0
  const schedule = async <T>(_options: object, task: () => Promise<T>): Promise<T> => {
    passed += 1
    if (passed > burst) {
      const now = Date.now()
      next = Math.max(next + second, now)
      await new Promise((resolve) => setTimeout(resolve, next - now))
    }
    return task()
  }
  return { key: () => ({ schedule }) }
}

interface Limited {
  message: string
  status: number
  response?: { headers: Readonly<Record<string, string | number | undefined>>; data: unknown }
}

/**
 * A plugin that turns every form of a rate limit into one that the throttling plugin knows. Otherwise that plugin
 * does not recognize a 429 without certain words, its `retry-after`, and the limits that GraphQL reports with status
 * 200. It must come before the other plugins, so that it is nearest to the request.
 */
export function recogniseLimits(octokit: Pick<Octokit, 'hook'>): Record<string, never> {
  octokit.hook.after('request', (response, options) => {
    const message = limitInBody(response.data)
    if (message === undefined) return
    throw Object.assign(new Error(message), { status: 403, response, request: options })
  })
  octokit.hook.error('request', (error) => {
    const limited = error as Error & Limited
    if (isRateLimit(limited) && !isPrimary(limited) && !/secondary rate/i.test(limited.message))
      limited.message = `secondary rate limit: ${limited.message}`
    throw error
  })
  return {}
}

/** Reports whether a response of GitHub is about a rate limit. */
export function isRateLimit(error: Limited): boolean {
  if (error.status === 429) return true
  if (error.status !== 403) return false
  const headers = error.response?.headers ?? {}
  return isPrimary(error) || headers['retry-after'] !== undefined || /\brate limit\b/i.test(error.message)
}

function isPrimary(error: Limited): boolean {
  return String(error.response?.headers['x-ratelimit-remaining']) === '0'
}

const ErrorsAnswer = v.object({
  errors: v.array(v.object({ type: v.exactOptional(v.string()), message: v.exactOptional(v.string()) })),
})

/** Returns the message of a rate limit in GraphQL's list of errors. */
function limitInBody(data: unknown): string | undefined {
  const answer = parseAnswer(ErrorsAnswer, data)
  if ('fault' in answer) return undefined
  const found = answer.data.errors.find(
    ({ type, message }) => type === 'RATE_LIMITED' || /secondary rate limit/i.test(message ?? ''),
  )
  return found && (found.message ?? 'API rate limit exceeded')
}

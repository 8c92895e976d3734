import type { Octokit } from '@octokit/rest'
import * as v from 'valibot'
import { parseAnswer } from '../../shapes/answer.ts'

/** How often one request is repeated for a rate limit, and how many seconds all waits together may take. */
export interface Patience {
  readonly tries: number
  readonly seconds: number
}

/** What `@octokit/plugin-throttling` takes; its handlers say whether a limited request shall be repeated. */
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
    // In the place of the plugin's own groups, which hold back every write for one to three seconds.
    write: pace(second) as never,
    notifications: pace(second) as never,
  }
}

/** So many writes pass at once. GitHub allows 80 a minute, and asks for a second between those of a long row. */
const burst = 20

/** A gate of the form that the throttling plugin calls; after a burst it opens once a second. */
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
 * A plugin that makes every form of a rate limit one that the throttling plugin knows. By itself that overlooks
 * a 429 without certain words, `retry-after` with it, and the limits that GraphQL answers with status 200.
 * It has to come before the other plugins, so that it is nearest to the request.
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

/** Whether an answer of GitHub says that a limit is reached. */
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

/** GraphQL says it in its list of errors. */
function limitInBody(data: unknown): string | undefined {
  const answer = parseAnswer(ErrorsAnswer, data)
  if ('fault' in answer) return undefined
  const found = answer.data.errors.find(
    ({ type, message }) => type === 'RATE_LIMITED' || /secondary rate limit/i.test(message ?? ''),
  )
  return found && (found.message ?? 'API rate limit exceeded')
}

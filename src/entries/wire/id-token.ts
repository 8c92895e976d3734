import * as v from 'valibot'
import { FairleadError, inputError, remoteError } from '../../errors.ts'
import { fetchFor, isLoopback } from '../../net/proxy.ts'
import { cureOfUnreachable, reasonOfUnreachable } from '../../net/unreachable.ts'
import { parseJsonIfValid } from '../../shapes/answer.ts'
import type { Wiring } from '../define.ts'

const Answered = v.object({ value: v.pipe(v.string(), v.nonEmpty()) })

/** The milliseconds in which the runner's service must respond. */
const PATIENCE = 15_000

/** The number of attempts, and the milliseconds between them. The service is sometimes busy for a moment. */
const TRIES = 3
const PAUSE = 1000

/** Creates an ID token of this job for an audience. */
export type Mint = (audience: string) => Promise<string>

/**
 * Returns the function that creates ID tokens of this job; undefined outside of a GitHub job, and in a job without
 * `id-token: write`.
 *
 * It implements the runner's protocol itself, like `getIDToken` of @actions/core. That function reads its addresses
 * from the process, prints a runner command between the lines of `--output json`, and ignores NO_PROXY.
 *
 * Source: https://docs.github.com/en/actions/reference/security/oidc
 *
 * @throws FairleadError (input) for an address that does not use https
 */
export function idTokensOf({ context, hide }: Wiring): Mint | undefined {
  const address = context.environment['ACTIONS_ID_TOKEN_REQUEST_URL']?.trim()
  const token = context.environment['ACTIONS_ID_TOKEN_REQUEST_TOKEN']?.trim()
  if (!address || !token || !URL.canParse(address)) return undefined
  const url = new URL(address)
  if (url.protocol !== 'https:' && !isLoopback(url.hostname))
    throw inputError(`ACTIONS_ID_TOKEN_REQUEST_URL does not use https (${url.host})`)
  hide([token])
  const fetch = fetchFor(url, context.environment)
  return async (audience) => {
    const at = new URL(url)
    at.searchParams.set('audience', audience)
    const idToken = await asked(at, { fetch, token, userAgent: context.userAgent })
    hide([idToken])
    return idToken
  }
}

interface Asking {
  readonly fetch: typeof globalThis.fetch
  readonly token: string
  readonly userAgent: string
}

async function asked(at: URL, asking: Asking): Promise<string> {
  for (let left = TRIES - 1; ; left--) {
    const answer = await tried(at, asking)
    if (typeof answer === 'string') return answer
    if (left === 0 || answer.kind === 'input') throw answer
    await new Promise((resolve) => setTimeout(resolve, PAUSE))
  }
}

async function tried(at: URL, { fetch, token, userAgent }: Asking): Promise<string | FairleadError> {
  try {
    const response = await fetch(at.href, {
      headers: {
        accept: 'application/json; api-version=2.0',
        authorization: `Bearer ${token}`,
        'user-agent': userAgent,
      },
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE),
    })
    const value = parseJsonIfValid(Answered, await response.text())?.value
    if (response.ok && value !== undefined) return value
    const isBusy = response.status >= 500 || response.status === 429
    const message = `GitHub issued no ID token: ${response.ok ? 'its response contains none' : `it responded with ${response.status}`}`
    return isBusy
      ? remoteError(message, { hint: 'Run the job again.' })
      : inputError(message, {
          hint: 'Check that the job has permissions: id-token: write. Runs for a fork do not get this permission.',
        })
  } catch (error) {
    const reason = reasonOfUnreachable(error)
    return remoteError(`GitHub issued no ID token: ${reason}`, {
      cause: error,
      hint: cureOfUnreachable(reason),
    })
  }
}

/** Waiting for what controllers do. */
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Looks again and again until there is something, and gives it.
 *
 * @param what what is awaited, in words
 * @param look gives undefined while it is not there; what it throws ends the waiting
 * @param within milliseconds; a machine under load is slow
 * @throws Error that says what was awaited, and the last that was seen where `look` tells it by `seen`
 */
export async function waitFor<T>(
  what: string,
  look: (seen: (state: unknown) => void) => Promise<T | undefined>,
  within = 120_000,
): Promise<T> {
  let last: unknown
  const end = Date.now() + within
  for (;;) {
    const found = await look((state) => {
      last = state
    })
    if (found !== undefined) return found
    if (Date.now() > end) {
      const state = last === undefined ? '' : `; last seen: ${JSON.stringify(last)}`
      throw new Error(`waited ${within / 1000} s for ${what}${state}`)
    }
    await sleep(100)
  }
}

/** Waiting for the actions of controllers. */
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Calls a function repeatedly until it returns a value, and returns that value.
 *
 * @param what a description of the awaited state, for the error
 * @param look returns undefined as long as the state is not reached; an error that it throws ends the waiting
 * @param within the limit in milliseconds; the default is long because a machine under load is slow
 * @throws Error with the awaited state, and with the last state that `look` passed to `seen`
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

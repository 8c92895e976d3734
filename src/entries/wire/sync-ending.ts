import process from 'node:process'
import { aborted, pause } from '../../sync/aborted.ts'
import { CANCELLED } from '../../sync/model.ts'
import type { Wiring } from '../define.ts'

/**
 * Time limits in milliseconds, from the first signal. GitHub's runner sends SIGINT, SIGTERM after 7.5 s, and kills
 * the process 2.5 s after that. GitLab's runner sends SIGTERM.
 * Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-cancellation
 */
const LIMITS = { wait: 3000, exit: 4500, rest: 100 }

/** The longest time of a timer in milliseconds, 24 days. With a longer one, the timer ends at once. */
const LONGEST_TIMER = 2 ** 31 - 1

const SIGNALS = ['SIGINT', 'SIGTERM'] as const

/**
 * The end of a wait: by a timeout, or by a signal that cancels the job. A cancelled wait still reports the current
 * state, within the time limits.
 */
export class Ending {
  readonly #cancelled = new AbortController()
  readonly #wiring: Wiring
  #isWaiting = false

  /**
   * Listens for signals from now on. Further signals change nothing, because a shell and its job often receive one
   * each.
   */
  constructor(wiring: Wiring) {
    this.#wiring = wiring
    const cancel = () => this.#cancel()
    for (const signal of SIGNALS) process.on(signal, cancel)
    wiring.atEnd(async () => {
      // Work in progress, such as a fetch, must not keep the process running, and another signal must not change how
      // it ends.
      if (this.#cancelled.signal.aborted) exitAfter(LIMITS.rest)
      else for (const signal of SIGNALS) process.off(signal, cancel)
    })
  }

  /** Aborted when the job is cancelled. */
  get cancelled(): AbortSignal {
    return this.#cancelled.signal
  }

  #cancel(): void {
    if (this.#cancelled.signal.aborted) return
    this.#wiring.progress(undefined)
    this.#wiring.say('The job was cancelled; this is the state so far.')
    this.#cancelled.abort(CANCELLED)
    exitAfter(LIMITS.exit)
  }

  /**
   * Starts the wait.
   *
   * @param milliseconds the maximum duration
   * @returns the signal that ends it; its reason is the start of a sentence
   */
  deadline(milliseconds: number): AbortSignal {
    this.#isWaiting = true
    const over = new AbortController()
    const timer = setTimeout(
      () => over.abort(`timed out after ${Math.round(milliseconds / 1000)} s`),
      Math.min(milliseconds, LONGEST_TIMER),
    )
    this.#wiring.atEnd(async () => clearTimeout(timer))
    return AbortSignal.any([over.signal, this.#cancelled.signal])
  }

  /**
   * Returns the result of some work. If the job is cancelled before the wait starts, or if the work does not end by
   * itself in time, returns the result of `otherwise` instead.
   */
  async either<T>(work: Promise<T>, otherwise: () => T): Promise<T> {
    const { signal } = this.#cancelled
    const settled = new AbortController()
    const late = async () => {
      await aborted(signal)
      if (this.#isWaiting) await pause(LIMITS.wait, settled.signal)
      return otherwise()
    }
    const ended = work.catch((error: unknown) => {
      if (signal.aborted) return otherwise()
      throw error
    })
    return Promise.race([ended, late()]).finally(() => settled.abort())
  }
}

/**
 * Ends the process if it is still running after this time, with the exit code that is set, otherwise with that of a
 * negative result.
 */
function exitAfter(milliseconds: number): void {
  setTimeout(() => process.exit(process.exitCode ?? 1), milliseconds).unref()
}

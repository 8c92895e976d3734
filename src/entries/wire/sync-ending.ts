import process from 'node:process'
import { aborted, pause } from '../../sync/aborted.ts'
import { CANCELLED } from '../../sync/model.ts'
import type { Wiring } from '../define.ts'

/**
 * Milliseconds, from the first signal on. GitHub's runner sends SIGINT, 7.5 s later SIGTERM, and kills 2.5 s after that;
 * the runner of GitLab sends SIGTERM.
 * Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-cancellation
 */
const LIMITS = { wait: 3000, exit: 4500, rest: 100 }

const SIGNALS = ['SIGINT', 'SIGTERM'] as const

/** How a wait ends: by its time, or by a signal that cancels the job. A cancelled wait still says what stands, and soon. */
export class Ending {
  readonly #cancelled = new AbortController()
  readonly #wiring: Wiring
  #isWaiting = false

  /** Listens to signals from now on. More of them change nothing: a shell and its job often get one each. */
  constructor(wiring: Wiring) {
    this.#wiring = wiring
    const cancel = () => this.#cancel()
    for (const signal of SIGNALS) process.on(signal, cancel)
    wiring.atEnd(async () => {
      // What was begun, such as a fetch, must not keep the process; nor must one more signal change how it ends.
      if (this.#cancelled.signal.aborted) exitAfter(LIMITS.rest)
      else for (const signal of SIGNALS) process.off(signal, cancel)
    })
  }

  #cancel(): void {
    if (this.#cancelled.signal.aborted) return
    this.#wiring.progress(undefined)
    this.#wiring.say('The job was cancelled; this is the state so far.')
    this.#cancelled.abort(CANCELLED)
    exitAfter(LIMITS.exit)
  }

  /**
   * The wait begins.
   *
   * @param milliseconds that it takes at most
   * @returns what ends it; the reason is the beginning of a sentence
   */
  deadline(milliseconds: number): AbortSignal {
    this.#isWaiting = true
    const over = new AbortController()
    const timer = setTimeout(
      () => over.abort(`timed out after ${Math.round(milliseconds / 1000)} s`),
      milliseconds,
    )
    this.#wiring.atEnd(async () => clearTimeout(timer))
    return AbortSignal.any([over.signal, this.#cancelled.signal])
  }

  /**
   * What some work gives; where the job is cancelled before the wait begins, or the work does not end by itself then,
   * what is said in its place.
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

/** Ends the process if it has not ended by then, with the exit code that is set, else that of a negative answer. */
function exitAfter(milliseconds: number): void {
  setTimeout(() => process.exit(process.exitCode ?? 1), milliseconds).unref()
}

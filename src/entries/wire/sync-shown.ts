import { performance } from 'node:perf_hooks'
import { setInterval } from 'node:timers'
import type { AppRef } from '../../affected/app-ref.ts'
import { Board } from '../../report/sync/board.ts'
import { stateLine } from '../../report/sync/text.ts'
import type { Told } from '../../report/sync/text.ts'
import type { Wiring } from '../define.ts'

/**
 * The output that a person sees during the wait: a line for each change, and in a terminal a table that is updated.
 */
export class Shown {
  readonly #wiring: Wiring
  #started = performance.now()
  #board: Board | undefined

  constructor(wiring: Wiring) {
    this.#wiring = wiring
  }

  /** Starts the output for these apps. */
  begin(apps: readonly AppRef[]): void {
    this.#started = performance.now()
    if (this.#wiring.screen?.() === undefined) return
    this.#board = new Board(apps)
    const timer = setInterval(() => this.#draw(), 1000).unref()
    this.#wiring.atEnd(async () => clearInterval(timer))
  }

  tell(told: Omit<Told, 'seconds'>): void {
    const now = { ...told, seconds: this.#seconds }
    this.#wiring.say(stateLine(now))
    this.#board?.tell(now)
    this.#draw()
  }

  /** Ends the output. */
  end(): void {
    this.#board = undefined
    this.#wiring.progress(undefined)
  }

  #draw(): void {
    const screen = this.#wiring.screen?.()
    if (screen === undefined || this.#board === undefined) return
    this.#wiring.progress(this.#board.lines(this.#seconds, screen).join('\n'))
  }

  get #seconds(): number {
    return (performance.now() - this.#started) / 1000
  }
}

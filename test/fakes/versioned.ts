/** A state that is written under a lock, one write at a time, with a copy of the state before the last write. */

export class Versioned<State> {
  #current: State
  #previous: State
  #tail: Promise<unknown> = Promise.resolve()

  constructor(initial: State) {
    this.#current = initial
    this.#previous = initial
  }

  get current(): State {
    return this.#current
  }

  /** The state before the last write, as a lagging replica would return it. */
  get previous(): State {
    return this.#previous
  }

  /** Runs one write at a time, so that checks and effects of concurrent requests do not interleave. */
  write<T>(change: () => Promise<T> | T): Promise<T> {
    const result = this.#tail.then(async () => {
      const before = this.#previous
      this.#previous = structuredClone(this.#current)
      try {
        return await change()
      } catch (error) {
        // Nothing was written, so the state before the last write is still the same.
        this.#previous = before
        throw error
      }
    })
    this.#tail = result.catch(() => {})
    return result
  }
}

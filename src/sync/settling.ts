/** Since times are cut to whole seconds, a state may be up to a second younger than its time says. */
const CUT = 1000

/** A good state of an app, as what may still be on its way says when it came to be. */
export interface GoodState {
  /** What is another one where the state is: health's last change, the end of the operation, the commit. */
  readonly key: string
  /** When the latest of that was, by the clock of the server; undefined where nothing says so. */
  readonly since: number | undefined
}

/**
 * For how long everything has been good. It counts from when this process saw it, by a clock that nobody sets: only of
 * what was good at the first look, the server's own times tell how old it is.
 */
export class Settling {
  #key: string | undefined
  #since = 0
  #isFirst = true

  /** Whether everything held at the last look. */
  get isRunning(): boolean {
    return this.#key !== undefined
  }

  /** Something speaks against it. */
  interrupt(): void {
    this.#key = undefined
    this.#isFirst = false
  }

  /**
   * Milliseconds for which a good state has stood.
   *
   * @param monotonic milliseconds of this process
   * @param server the server's time, in milliseconds since 1970; undefined where it does not tell it: then the state is
   *   taken to be new
   */
  age(
    { key, since }: GoodState,
    { monotonic, server }: { readonly monotonic: number; readonly server: number | undefined },
  ): number {
    if (key !== this.#key) {
      const before = this.#isFirst && server !== undefined && since !== undefined ? server - since - CUT : 0
      this.#since = monotonic - Math.max(0, before)
      this.#key = key
      this.#isFirst = false
    }
    return monotonic - this.#since
  }
}

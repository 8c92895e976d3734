import type { Application } from '../../controllers/argocd/api/shapes.ts'
import { operationEnd } from '../../controllers/argocd/verdict/operation.ts'

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

  /** Milliseconds until the good state has stood for as long as it has to; undefined where there is none. */
  left(settle: number, monotonic: number): number | undefined {
    return this.isRunning ? Math.max(0, this.#since + settle - monotonic) : undefined
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

/**
 * What may still be on its way where all is good: health, which changes its time with its word alone, the last
 * operation, and the comparison that first showed the commit.
 *
 * @param firstSeen when that comparison was, on the server's clock
 * @param commit the one that counts
 */
export function goodState(live: Application, firstSeen: number | undefined, commit: string): GoodState {
  const times = [live.status?.health?.lastTransitionTime, operationEnd(live), firstSeen]
  const known = times.filter((time) => time !== undefined)
  return {
    key: JSON.stringify([times, commit]),
    since: known.length === 0 ? undefined : Math.max(...known),
  }
}

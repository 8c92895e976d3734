import type { Application } from '../../controllers/argocd/api/shapes.ts'
import { operationEnd } from '../../controllers/argocd/verdict/operation.ts'

/** Times are truncated to whole seconds, so a state may be up to a second younger than its time shows. */
const CUT = 1000

/** A good state of an app, with the times of everything that may still be in progress. */
export interface GoodState {
  /**
   * Identifies the state: the times of health, the last operation and the first comparison, the restarts of pods, and
   * the commit.
   */
  readonly key: string
  /** The latest of these times, by the clock of the server; undefined if none is known. */
  readonly since: number | undefined
}

/**
 * Measures for how long everything has been good. It counts from when this process saw it, by a clock that is never
 * adjusted. Only if the state was good at the first look, the server's own times show how old it is.
 */
export class Settling {
  #key: string | undefined
  #since = 0
  #isFirst = true

  /** Whether everything held at the last look. */
  get isRunning(): boolean {
    return this.#key !== undefined
  }

  /** Returns the milliseconds until the good state has lasted long enough; undefined if there is none. */
  left(settle: number, monotonic: number): number | undefined {
    return this.isRunning ? Math.max(0, this.#since + settle - monotonic) : undefined
  }

  /** Ends the good state, because there is an objection. */
  interrupt(): void {
    this.#key = undefined
    this.#isFirst = false
  }

  /**
   * Returns the milliseconds for which a good state has lasted.
   *
   * @param monotonic milliseconds of this process
   * @param server the server's time, in milliseconds since 1970; undefined if it is not known: then the state counts
   *   as new
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
 * Returns the good state of an app, with the times of what may still be in progress: health (its time changes only
 * with its status), the last operation, and the comparison that first showed the commit. A pod that crashes and is
 * restarted between two reads, or while the controller is away, leaves health as it was: only its count shows it.
 *
 * @param firstSeen when that comparison was, on the server's clock
 * @param commit the one that counts
 * @param restarts the pods that were restarted, with how often
 */
export function goodState(
  live: Application,
  firstSeen: number | undefined,
  { commit, restarts }: { readonly commit: string; readonly restarts: readonly string[] },
): GoodState {
  const times = [live.status?.health?.lastTransitionTime, operationEnd(live), firstSeen]
  const known = times.filter((time) => time !== undefined)
  return {
    key: JSON.stringify([times, commit, restarts.toSorted()]),
    since: known.length === 0 ? undefined : Math.max(...known),
  }
}

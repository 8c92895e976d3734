import { LASTS } from '../../controllers/argocd/verdict/facts.ts'
import type { Found } from '../../controllers/argocd/verdict/table.ts'
import type { Phases } from '../model.ts'

/** The progress of an app: since when each problem exists, and when each phase was over. */
export class Course {
  /** The time of the first occurrence, by rule and word. */
  readonly #standing = new Map<string, number>()
  #phases: Omit<Phases, 'ended'> = {}

  /** Whether there is a problem that has to last for a while before it decides. */
  get isClose(): boolean {
    return this.#standing.size > 0
  }

  get phases(): Omit<Phases, 'ended'> {
    return this.#phases
  }

  /** Starts again, because another commit counts from now on. */
  restart(): void {
    this.#standing.clear()
  }

  /**
   * Returns the first objection that decides: it cannot resolve itself, or has lasted long enough.
   *
   * @param now milliseconds of this process, from a clock that is never adjusted
   * @param settle milliseconds
   */
  decided(objections: readonly Found[], now: number, settle: number): Found | undefined {
    const grave = objections.filter(({ word }) => word !== 'waits')
    const keys = new Set(grave.map(keyOf))
    for (const key of this.#standing.keys()) if (!keys.has(key)) this.#standing.delete(key)
    for (const key of keys) if (!this.#standing.has(key)) this.#standing.set(key, now)
    return grave.find((found) => {
      if (found.mayPass === undefined && found.word === 'failed') return true
      const least = Math.max(settle, (found.mayPass ?? LASTS.settling) * 1000)
      return now - (this.#standing.get(keyOf(found)) ?? now) >= least
    })
  }

  /** Marks the phases that are over. */
  mark(objections: readonly Found[], seconds: number): void {
    if (objections.find(({ word }) => word === 'waits')?.phase === 'commit') return
    const noticed = this.#phases.noticed ?? seconds
    const synced =
      this.#phases.synced ?? (objections.some(({ phase }) => phase === 'sync') ? undefined : seconds)
    const healthy = this.#phases.healthy ?? (objections.length === 0 ? seconds : undefined)
    this.#phases = {
      noticed,
      ...(synced !== undefined && { synced }),
      ...(healthy !== undefined && { healthy }),
    }
  }
}

function keyOf({ rule, word }: Found): string {
  return `${rule} ${word}`
}

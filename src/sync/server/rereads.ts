import { pause } from '../aborted.ts'
import { isUnauthenticated } from '../../controllers/argocd/faults/failure.ts'
import { Lanes } from '../../lanes.ts'
import type { Answer, ApplicationName, ArgocdServer } from '../../controllers/argocd/api/server.ts'
import type { Names } from './names.ts'
import type { Application } from '../../controllers/argocd/api/shapes.ts'

/** The time in milliseconds for which reads are gathered, so that one list answers all of them. */
const GATHERED = 200

/** From this number on, Applications of one project are read with one list. Fewer are each read by name. */
const MANY = 4

/**
 * The smallest share of wanted Applications in a project for which a list is used. Below it, a list costs more than
 * single requests.
 */
const WANTED = 1 / 8

/** The largest share of the time that lists may take, because a large list is also work for the server. */
const SHARE = 1 / 10

/** The longest pause between two lists of one project, in milliseconds. A larger list needs a longer pause. */
const PAUSE = 12_000

/** The number of single reads at the same time. */
const SINGLE = 10

type Found = Answer<Application>

interface Wish {
  readonly name: ApplicationName
  readonly signal: AbortSignal
  readonly resolve: (found: Found) => void
  readonly reject: (error: unknown) => void
}

/** The last list of a project. */
interface Listed {
  readonly at: number
  /** The duration in milliseconds. */
  readonly took: number
  /** The number of Applications in the project that the token can read. */
  readonly count: number
}

/** The dependencies of Rereads. */
export interface RereadPorts {
  /** Returns the milliseconds of this process, from a clock that is never adjusted. */
  monotonic(): number
  /** Returns the awaited Applications. */
  names(): Names
  /** Receives each Application that a list contains. */
  took(found: Found): void
}

/**
 * Reads Applications of one server again. Requests for Applications of one project that arrive within a short time
 * are answered by one list, which also returns Applications that were not requested yet. An Application that the list
 * does not contain, or whose project is not known, is read by its name: only that answer shows why it is missing.
 */
export class Rereads {
  readonly #server: ArgocdServer
  readonly #monotonic: () => number
  readonly #names: () => Names
  readonly #lanes = new Lanes(SINGLE)
  readonly #gathering = new Map<string, Wish[]>()
  readonly #listed = new Map<string, Listed>()
  readonly #took: (found: Found) => void

  constructor(server: ArgocdServer, { monotonic, names, took }: RereadPorts) {
    this.#server = server
    this.#monotonic = monotonic
    this.#names = names
    this.#took = took
  }

  /**
   * Reads the current state of the Application.
   *
   * @throws ServerRefusal and NoAnswer
   */
  read(name: ApplicationName, signal: AbortSignal): Promise<Found> {
    const { project } = name
    if (project === undefined) return this.#one(name, signal)
    return new Promise((resolve, reject) => {
      const wishes = this.#gathering.get(project)
      const wish = { name, signal, resolve, reject }
      if (wishes === undefined) {
        this.#gathering.set(project, [wish])
        void this.#answer(project, signal)
      } else wishes.push(wish)
    })
  }

  #one(name: ApplicationName, signal: AbortSignal): Promise<Found> {
    return this.#lanes.run(() => this.#server.application(name, signal))
  }

  async #answer(project: string, signal: AbortSignal): Promise<void> {
    await pause(GATHERED, signal)
    await this.#learn(this.#gathering.get(project) ?? [])
    const few = this.#isFew(project)
    if (!few) await pause(this.#pauseOf(project), signal)
    const wishes = this.#gathering.get(project) ?? []
    this.#gathering.delete(project)
    const left = few ? wishes : await this.#byList(project, wishes)
    for (const { name, signal: own, resolve, reject } of left) this.#one(name, own).then(resolve, reject)
  }

  /**
   * Reads one Application by its name if a list alone would not show which Applications are meant. If this request
   * fails, the requests below fail with the same error.
   */
  async #learn(wishes: readonly Wish[]): Promise<void> {
    const unsure = wishes.length < MANY ? undefined : wishes.find(({ name }) => this.#names().isUnsure(name))
    if (unsure === undefined) return
    const found = await this.#one(unsure.name, unsure.signal).catch(() => undefined)
    if (found !== undefined) this.#names().learn(unsure.name, found.data.metadata)
  }

  #isFew(project: string): boolean {
    const wanted = this.#gathering.get(project)?.length ?? 0
    const count = this.#listed.get(project)?.count ?? 0
    return wanted < MANY || wanted < count * WANTED
  }

  #pauseOf(project: string): number {
    const last = this.#listed.get(project)
    if (last === undefined) return 0
    return Math.max(0, last.at + Math.min(last.took / SHARE, PAUSE) - this.#monotonic())
  }

  /** @returns the wishes that the list does not answer */
  async #byList(project: string, wishes: readonly Wish[]): Promise<readonly Wish[]> {
    const at = this.#monotonic()
    const names = this.#names()
    let count = 0
    const [first] = wishes
    if (first === undefined) return []
    try {
      const { data, date } = await this.#server.applications([project], first.signal, {
        isWanted: (metadata) => names.isWanted(metadata),
        mayHold: (json) => {
          count++
          return names.mayHold(json)
        },
      })
      this.#listed.set(project, { at, took: this.#monotonic() - at, count })
      for (const application of data) this.#took({ data: application, date })
      return wishes.filter(({ name, resolve }) => {
        const found = data.find(({ metadata }) => names.isOf(name, metadata))
        if (found === undefined) return true
        resolve({ data: found, date })
        return false
      })
    } catch (error) {
      if (isUnauthenticated(error) || first.signal.aborted) {
        for (const { reject } of wishes) reject(error)
        return []
      }
      // A list may be larger than a proxy allows, or take too long. Single requests may still succeed.
      this.#listed.set(project, { at, took: 0, count: Number.POSITIVE_INFINITY })
      return wishes
    }
  }
}

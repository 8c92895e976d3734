import { pause } from '../aborted.ts'
import { isHidden, isUnauthenticated, reasonOf } from '../../controllers/argocd/faults/failure.ts'
import type { Answer, ApplicationName, ArgocdServer } from '../../controllers/argocd/api/server.ts'
import type { Application } from '../../controllers/argocd/api/shapes.ts'
import { Lanes } from '../../lanes.ts'
import { keyOf, Names } from './names.ts'
import { Rereads } from './rereads.ts'

/** The newest known state of an Application. */
export interface Seen {
  /** Undefined if it does not exist or the token cannot read it. */
  readonly live: Application | undefined
  /** When it was read or came by the stream, in milliseconds of this process. */
  readonly at: number
}

/** The pause after a stream broke off: milliseconds, doubled each time up to the last value. */
const PAUSE = { first: 500, last: 15_000 }

/**
 * Up to this number, each Application has a stream of its own: one stream of all would also report hundreds of other
 * Applications.
 */
const FEW = 4

/** The key of the stream of all Applications. */
const ALL = ''

/**
 * The time in milliseconds in which the stream has to report a change after it was read. After that, the stream is
 * late.
 */
const LATE = 1500

/**
 * The state of a server's Applications, from its stream (as soon as something happens) and from everything else that
 * is read. It also stores the difference to the server's clock. All times of the server are compared with the
 * server's clock, never with the clock of this machine.
 */
export class Watch {
  readonly server: ArgocdServer
  /**
   * Limits how many apps' objects are read at the same time: hundreds of apps at once would need hundreds of
   * megabytes.
   */
  readonly reads = new Lanes(10)
  readonly #rereads: Rereads
  #names = new Names([])
  /** The server's version, as the server reports it; undefined until it is requested. */
  version: string | undefined
  readonly #seen = new Map<string, Seen>()
  /**
   * The versions that the stream reported last, and the versions that were read but not yet reported by the stream,
   * with the time.
   */
  readonly #streamed = new Map<string, number>()
  readonly #ahead = new Map<string, number>()
  readonly #waiting = new Map<string, Set<() => void>>()
  readonly #monotonic: () => number
  /**
   * The server's time minus the time of this process. It is never more than the real difference, because a server
   * truncates its times.
   */
  #difference = Number.NEGATIVE_INFINITY
  /** The running streams, by the key of the Application that each one follows. */
  readonly #running = new Set<string>()
  /** The reason why the last stream ended. */
  streamFault: string | undefined

  /** @param monotonic returns the milliseconds of this process, from a clock that is never adjusted */
  constructor(server: ArgocdServer, monotonic: () => number) {
    this.server = server
    this.#monotonic = monotonic
    this.#rereads = new Rereads(server, {
      monotonic,
      names: () => this.#names,
      took: (found) => {
        for (const name of this.#names.wanted(found.data.metadata)) this.took(name, found)
      },
    })
  }

  /** Sets the Applications that are awaited on this server. */
  wants(names: readonly ApplicationName[]): void {
    this.#names = new Names(names)
  }

  /**
   * Reports whether changes of an Application arrive as they happen; then it has to be read only if nothing arrives
   * for a while. A stream that a proxy delays reports late, and a stream that dropped a change never reports it. In
   * both cases, what was read is newer than what the stream reported.
   */
  isTold(name: ApplicationName): boolean {
    const key = keyOf(name)
    const since = this.#ahead.get(key)
    return (
      (this.#running.has(ALL) || this.#running.has(key)) &&
      (since === undefined || this.#monotonic() - since < LATE)
    )
  }

  /**
   * Reads an Application again. Simultaneous requests share one request if possible.
   *
   * @throws ServerRefusal and NoAnswer
   */
  async read(name: ApplicationName, signal: AbortSignal): Promise<Application> {
    const project = this.latest(name)?.live?.spec.project || name.project
    const answer = await this.#rereads
      .read({ ...name, project }, signal)
      .catch((error: unknown) => this.#anywhere(name, error, signal))
    this.took(name, answer)
    return answer.data
  }

  /**
   * Reads an Application without its project: one that moved to another project is not found in the requested one.
   */
  async #anywhere(name: ApplicationName, first: unknown, signal: AbortSignal): Promise<Answer<Application>> {
    if (!isHidden(first)) throw first
    try {
      return await this.server.application({ ...name, project: undefined }, signal)
    } catch (error) {
      throw isHidden(error) ? first : error
    }
  }

  /**
   * Returns a time that is not later than the server's time, in milliseconds since 1970; undefined if no answer had a
   * date.
   */
  now(): number | undefined {
    return this.#difference === Number.NEGATIVE_INFINITY ? undefined : this.#monotonic() + this.#difference
  }

  /** Learns the server's time from the date of an answer, if it has one. */
  heard(date: number | undefined): void {
    if (date !== undefined) this.#difference = Math.max(this.#difference, date - this.#monotonic())
  }

  latest(name: ApplicationName): Seen | undefined {
    return this.#seen.get(keyOf(name))
  }

  /** Stores what was read. */
  took(name: ApplicationName, { data, date }: Answer<Application | undefined>): Seen {
    this.heard(date)
    const key = keyOf(name)
    if (data !== undefined) {
      this.#names.learn(name, data.metadata)
      if (versionOf(data) > (this.#streamed.get(key) ?? 0)) {
        if (!this.#ahead.has(key)) this.#ahead.set(key, this.#monotonic())
      }
    }
    return this.#put(key, data)
  }

  /** Stores what the stream reported. */
  #heardOf(name: ApplicationName, type: string, application: Application): void {
    const key = keyOf(name)
    const version = versionOf(application)
    this.#streamed.set(key, version)
    // After a deletion, there is no newer state that the stream could miss.
    const known = this.#seen.get(key)?.live
    if (known === undefined || version >= versionOf(known)) this.#ahead.delete(key)
    this.#put(key, type === 'DELETED' ? undefined : application)
  }

  #put(key: string, live: Application | undefined): Seen {
    const seen = { live, at: this.#monotonic() }
    const before = this.#seen.get(key)?.live
    // The stream and a read can overtake each other.
    if (
      before !== undefined &&
      live !== undefined &&
      before.metadata.uid === live.metadata.uid &&
      isOlder(live, before)
    )
      return this.#seen.get(key) ?? seen
    this.#seen.set(key, seen)
    for (const wake of this.#waiting.get(key) ?? []) wake()
    return seen
  }

  /** Waits until something new is known about an Application, for at most the given number of milliseconds. */
  async next(name: ApplicationName, milliseconds: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted || milliseconds <= 0) return
    const key = keyOf(name)
    const waiting = this.#waiting.get(key) ?? new Set()
    this.#waiting.set(key, waiting)
    const woken = new AbortController()
    const wake = () => woken.abort()
    waiting.add(wake)
    await pause(milliseconds, AbortSignal.any([signal, woken.signal]))
    waiting.delete(wake)
  }

  /**
   * Follows the stream until the signal ends it, and starts again if the stream breaks off. If streams do not work at
   * all, the reads have to suffice.
   */
  async stream(signal: AbortSignal): Promise<void> {
    const { all } = this.#names
    await Promise.all((all.length <= FEW ? all : [undefined]).map((name) => this.#follow(name, signal)))
  }

  /** @param only the Application to follow; undefined for all of them */
  async #follow(only: ApplicationName | undefined, signal: AbortSignal): Promise<void> {
    const names = this.#names
    const running = only === undefined ? ALL : keyOf(only)
    for (let wait = PAUSE.first; !signal.aborted; wait = Math.min(wait * 2, PAUSE.last)) {
      try {
        const which = only ?? names.projects((name) => this.latest(name)?.live?.spec.project)
        for await (const { type, application } of this.server.changes(which, signal, names)) {
          this.#running.add(running)
          wait = PAUSE.first
          for (const name of names.wanted(application.metadata)) this.#heardOf(name, type, application)
        }
        this.streamFault = 'the stream ended'
      } catch (error) {
        if (signal.aborted) return
        this.streamFault = reasonOf(error)
        // No stream will accept this token again. The reads report the error.
        if (isUnauthenticated(error)) return
      } finally {
        this.#running.delete(running)
      }
      await pause(wait, signal)
    }
  }
}

/**
 * Reports whether one version is older. Resource versions are opaque by contract, but those of etcd increase. If they
 * are not numbers, no version is older.
 */
function isOlder(one: Application, other: Application): boolean {
  return versionOf(one) < versionOf(other)
}

function versionOf({ metadata }: Application): number {
  return Number(metadata.resourceVersion)
}

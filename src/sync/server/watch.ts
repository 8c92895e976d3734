import { pause } from '../aborted.ts'
import { isHidden, isUnauthenticated, reasonOf } from '../../controllers/argocd/faults/failure.ts'
import type { Answer, ApplicationName, ArgocdServer } from '../../controllers/argocd/api/server.ts'
import type { Application } from '../../controllers/argocd/api/shapes.ts'
import { Lanes } from '../../lanes.ts'
import { keyOf, Names } from './names.ts'
import { Rereads } from './rereads.ts'

/** The newest that is known of an Application. */
export interface Seen {
  /** Undefined where it is not there, or may not be seen. */
  readonly live: Application | undefined
  /** When it was read or told, in milliseconds of this process. */
  readonly at: number
}

/** How long a stream that broke off is left alone: milliseconds, doubled each time up to the last. */
const PAUSE = { first: 500, last: 15_000 }

/** So many Applications have a stream each: one of all would tell of hundreds of others, too. */
const FEW = 4

/** The key of the stream of all. */
const ALL = ''

/** So many milliseconds after it was read a change has to come by the stream, or the stream is late. */
const LATE = 1500

/**
 * What a server tells of its Applications: by its stream as soon as it happens, and by whatever else is read. It also
 * keeps the server's clock, with which all its times are compared: never with this machine's.
 */
export class Watch {
  readonly server: ArgocdServer
  /** In which the objects of apps are read: hundreds of apps at once would be hundreds of megabytes. */
  readonly reads = new Lanes(10)
  readonly #rereads: Rereads
  #names = new Names([])
  /** The server's version, as it says it; undefined until it was asked. */
  version: string | undefined
  readonly #seen = new Map<string, Seen>()
  /** The versions that the stream told last, and those that were read and that it has not told yet, with the time. */
  readonly #streamed = new Map<string, number>()
  readonly #ahead = new Map<string, number>()
  readonly #waiting = new Map<string, Set<() => void>>()
  readonly #monotonic: () => number
  /** The server's time less that of this process; never more than it really is, since a server cuts its times. */
  #difference = Number.NEGATIVE_INFINITY
  /** The streams that run, by the key of the Application that each is of. */
  readonly #running = new Set<string>()
  /** Why the last stream ended. */
  streamFault: string | undefined

  /** @param monotonic milliseconds of this process, of a clock that nobody sets */
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

  /** The Applications that are waited for here. */
  wants(names: readonly ApplicationName[]): void {
    this.#names = new Names(names)
  }

  /**
   * Whether changes of an Application are told as they happen: then it has to be read only where it is quiet. A stream
   * that a proxy holds back tells late, and one that dropped a change never does: what was read is newer than that.
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
   * Reads an Application again; what is asked for at the same time is read at once, as far as it goes.
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

  /** An Application that has moved to another project is not found in the one that was asked for. */
  async #anywhere(name: ApplicationName, first: unknown, signal: AbortSignal): Promise<Answer<Application>> {
    if (!isHidden(first)) throw first
    try {
      return await this.server.application({ ...name, project: undefined }, signal)
    } catch (error) {
      throw isHidden(error) ? first : error
    }
  }

  /** No later than the server's time, in milliseconds since 1970; undefined where it has never told it. */
  now(): number | undefined {
    return this.#difference === Number.NEGATIVE_INFINITY ? undefined : this.#monotonic() + this.#difference
  }

  /** Learns the server's time from an answer, if it has one. */
  heard(date: number | undefined): void {
    if (date !== undefined) this.#difference = Math.max(this.#difference, date - this.#monotonic())
  }

  latest(name: ApplicationName): Seen | undefined {
    return this.#seen.get(keyOf(name))
  }

  /** Takes what was read. */
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

  /** Takes what the stream told. */
  #heardOf(name: ApplicationName, type: string, application: Application): void {
    const key = keyOf(name)
    const version = versionOf(application)
    this.#streamed.set(key, version)
    // A deletion leaves nothing to be behind of.
    const known = this.#seen.get(key)?.live
    if (known === undefined || version >= versionOf(known)) this.#ahead.delete(key)
    this.#put(key, type === 'DELETED' ? undefined : application)
  }

  #put(key: string, live: Application | undefined): Seen {
    const seen = { live, at: this.#monotonic() }
    const before = this.#seen.get(key)?.live
    // The stream and a read may overtake each other.
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

  /** Waits until something new is known of an Application, at most so many milliseconds. */
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
   * Follows the stream until the signal ends it, and begins again where it breaks off. Where streams do not pass at all,
   * what is read has to do.
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
        // No stream will take this token again; what is read says so.
        if (isUnauthenticated(error)) return
      } finally {
        this.#running.delete(running)
      }
      await pause(wait, signal)
    }
  }
}

/** Versions of objects are opaque by contract; those of etcd grow, and where they are no numbers nothing is older. */
function isOlder(one: Application, other: Application): boolean {
  return versionOf(one) < versionOf(other)
}

function versionOf({ metadata }: Application): number {
  return Number(metadata.resourceVersion)
}

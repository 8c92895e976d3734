import { setTimeout as sleep } from 'node:timers/promises'
import { isUnauthenticated, reasonOf } from '../controllers/argocd/failure.ts'
import type { Answer, ApplicationName, ArgocdServer } from '../controllers/argocd/server.ts'
import type { Application } from '../controllers/argocd/shapes.ts'

/** The newest that is known of an Application. */
export interface Seen {
  /** Undefined where it is not there, or may not be seen. */
  readonly live: Application | undefined
  /** When it was read or told, in milliseconds of this process. */
  readonly at: number
}

/** How long a stream that broke off is left alone: milliseconds, doubled each time up to the last. */
const PAUSE = { first: 500, last: 15_000 }

/**
 * What a server tells of its Applications: by its stream as soon as it happens, and by whatever else is read. It also
 * keeps the server's clock, with which all its times are compared: never with this machine's.
 */
export class Watch {
  readonly server: ArgocdServer
  /** The server's version, as it says it; undefined until it was asked. */
  version: string | undefined
  readonly #seen = new Map<string, Seen>()
  readonly #waiting = new Map<string, Set<() => void>>()
  readonly #monotonic: () => number
  /** The server's time less that of this process; never more than it really is, since a server cuts its times. */
  #ahead = Number.NEGATIVE_INFINITY
  /** Whether the stream runs: then only what is quiet has to be read. */
  isStreaming = false
  /** Why the last stream ended. */
  streamFault: string | undefined

  /** @param monotonic milliseconds of this process, of a clock that nobody sets */
  constructor(server: ArgocdServer, monotonic: () => number) {
    this.server = server
    this.#monotonic = monotonic
  }

  /** No later than the server's time, in milliseconds since 1970; undefined where it has never told it. */
  now(): number | undefined {
    return this.#ahead === Number.NEGATIVE_INFINITY ? undefined : this.#monotonic() + this.#ahead
  }

  /** Learns the server's time from an answer, if it has one. */
  heard(date: number | undefined): void {
    if (date !== undefined) this.#ahead = Math.max(this.#ahead, date - this.#monotonic())
  }

  latest(name: ApplicationName): Seen | undefined {
    return this.#seen.get(keyOf(name))
  }

  /** Takes what was read. */
  took(name: ApplicationName, { data, date }: Answer<Application | undefined>): Seen {
    this.heard(date)
    return this.#put(keyOf(name), data)
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
   *
   * @param names of the Applications that are waited for
   */
  async stream(names: readonly ApplicationName[], signal: AbortSignal): Promise<void> {
    const wanted = new Set(names.map(keyOf))
    const [only] = names.length === 1 ? names : []
    for (let wait = PAUSE.first; !signal.aborted; wait = Math.min(wait * 2, PAUSE.last)) {
      try {
        for await (const { type, application } of this.server.changes(only, signal)) {
          this.isStreaming = true
          wait = PAUSE.first
          const { name, namespace } = application.metadata
          for (const key of [
            keyOf({ name, namespace: namespace ?? undefined }),
            keyOf({ name, namespace: undefined }),
          ])
            if (wanted.has(key)) this.#put(key, type === 'DELETED' ? undefined : application)
        }
        this.streamFault = 'the stream ended'
      } catch (error) {
        if (signal.aborted) return
        this.streamFault = reasonOf(error)
        // No stream will take this token again; what is read says so.
        if (isUnauthenticated(error)) return
      } finally {
        this.isStreaming = false
      }
      await pause(wait, signal)
    }
  }
}

/** Waits until the time is over or the signal ends it. */
async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => undefined)
}

function keyOf({ name, namespace }: ApplicationName): string {
  return `${namespace ?? ''}/${name}`
}

/** Versions of objects are opaque by contract; those of etcd grow, and where they are no numbers nothing is older. */
function isOlder(one: Application, other: Application): boolean {
  const [a, b] = [Number(one.metadata.resourceVersion), Number(other.metadata.resourceVersion)]
  return a < b
}

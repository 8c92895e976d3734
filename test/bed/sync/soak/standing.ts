/**
 * Finds the time since which an Application itself shows that a commit is live and healthy. This is the reference for
 * the delay of a verdict.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Kube, KubeObject } from '../../kube.ts'
import { applicationKind } from './situation.ts'

interface Shown {
  /** The time of the watch event, in milliseconds since 1970. */
  readonly at: number
  readonly status: KubeObject['status']
  readonly isAsked: boolean
}

/** Follows all Applications by its own watch. */
export class Standing {
  readonly #shown = new Map<string, Shown[]>()
  readonly #latest = new Map<string, KubeObject>()
  readonly #end = new AbortController()

  constructor(kube: Kube) {
    void this.#follow(kube)
  }

  end(): void {
    this.#end.abort()
  }

  /** Returns the latest known state of an Application. */
  latest(app: string): KubeObject | undefined {
    return this.#latest.get(app)
  }

  forget(app: string): void {
    this.#shown.delete(app)
    this.#latest.delete(app)
  }

  async #follow(kube: Kube): Promise<void> {
    const { signal } = this.#end
    while (!signal.aborted) {
      try {
        const { items, resourceVersion } = await kube.listAt(applicationKind)
        for (const item of items) this.#take(item)
        for await (const { type, object } of kube.watch(applicationKind, resourceVersion, signal))
          if (type === 'ADDED' || type === 'MODIFIED') this.#take(object)
      } catch {
        if (!signal.aborted) await sleep(200)
      }
    }
  }

  #take(application: KubeObject): void {
    const { metadata, status = {}, operation } = application
    this.#latest.set(metadata.name, application)
    const isAsked =
      operation !== undefined || metadata.annotations?.['argocd.argoproj.io/refresh'] !== undefined
    const { sync, health, operationState, reconciledAt } = status
    const small = {
      sync,
      health,
      reconciledAt,
      operationState: { phase: operationState?.phase, finishedAt: operationState?.finishedAt },
    }
    const known = this.#shown.get(metadata.name) ?? []
    known.push({ at: Date.now(), status: small, isAsked })
    this.#shown.set(metadata.name, known)
  }

  /**
   * Returns the milliseconds between a verdict and the time since which the Application showed that a commit was live
   * and healthy (or the start of the wait), without the settling time. Returns undefined if the Application did not
   * show it at the time of the verdict.
   *
   * @param settle the settling time in milliseconds
   */
  late(
    app: string,
    commit: string,
    { at, began, settle }: { at: number; began: number; settle: number },
  ): number | undefined {
    const before = (this.#shown.get(app) ?? []).filter((one) => one.at <= at)
    const good = before.slice(before.findLastIndex((one) => !stands(one, commit)) + 1)
    // The last change within the good state, such as the end of another sync.
    const last = good.findLast((one, i) => i === 0 || timesOf(one) !== timesOf(good[i - 1] ?? one))
    if (last === undefined) return undefined
    // If the state was already good when the wait began, its own times count. They are truncated to whole seconds.
    const seen = before.find(({ status }) => isAt(status, commit))?.status.reconciledAt
    const times = [...timesOf(last).split(' '), seen ?? ''].map((time) => Date.parse(time) || 0)
    const from = last.at > began ? last.at : Math.min(began, Math.max(...times) + 1000)
    return at - Math.max(began, from + settle)
  }
}

/** Returns the times of the facts that make up a good state. */
function timesOf({ status: { health, operationState } }: Shown): string {
  return `${health?.lastTransitionTime ?? ''} ${operationState.finishedAt ?? ''}`
}

function isAt({ sync }: KubeObject['status'], commit: string): boolean {
  const revisions: string[] = sync?.revisions ?? [sync?.revision]
  return revisions.every((one) => one === commit)
}

function stands({ status, isAsked }: Shown, commit: string): boolean {
  const { sync, health, operationState, reconciledAt } = status
  const { phase = 'Succeeded', finishedAt = '' } = operationState
  return (
    !isAsked &&
    isAt(status, commit) &&
    sync.status === 'Synced' &&
    (health?.status ?? 'Healthy') === 'Healthy' &&
    phase === 'Succeeded' &&
    reconciledAt > finishedAt
  )
}

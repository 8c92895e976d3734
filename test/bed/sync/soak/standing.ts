/** Since when an Application itself shows that a commit is live and healthy: the reference for how fast a verdict is. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Kube, KubeObject } from '../../kube.ts'
import { applicationKind } from './situation.ts'

interface Shown {
  /** When the watch told it, in milliseconds since 1970. */
  readonly at: number
  readonly status: KubeObject['status']
  readonly isAsked: boolean
}

/** Follows all Applications by a watch of its own. */
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

  /** An Application as it was told last. */
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
   * Milliseconds between the moment from which on the Application showed a commit to be live and healthy (or at which the
   * wait began) and a verdict, without the settling time; undefined where it did not show it then.
   *
   * @param settle milliseconds
   */
  late(
    app: string,
    commit: string,
    { at, began, settle }: { at: number; began: number; settle: number },
  ): number | undefined {
    const before = (this.#shown.get(app) ?? []).filter((one) => one.at <= at)
    const good = before.slice(before.findLastIndex((one) => !stands(one, commit)) + 1)
    // What changed last of what is good, such as the end of one more sync.
    const last = good.findLast((one, i) => i === 0 || timesOf(one) !== timesOf(good[i - 1] ?? one))
    if (last === undefined) return undefined
    // What was good before the wait began may have stood for long enough: by times that are cut to whole seconds.
    const seen = before.find(({ status }) => isAt(status, commit))?.status.reconciledAt
    const times = [...timesOf(last).split(' '), seen ?? ''].map((time) => Date.parse(time) || 0)
    const from = last.at > began ? last.at : Math.min(began, Math.max(...times) + 1000)
    return at - Math.max(began, from + settle)
  }
}

/** The times of what a good state consists of. */
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

import {
  isHidden,
  isUnauthenticated,
  reasonOf,
  ServerRefusal,
} from '../../controllers/argocd/faults/failure.ts'
import { stepHolds, windowHolds } from '../../controllers/argocd/holds.ts'
import type { Application, ResourceTree } from '../../controllers/argocd/api/shapes.ts'
import { oneLine } from '../../controllers/argocd/said.ts'
import type { Expected, Homeless, Objects } from '../../controllers/argocd/verdict/facts.ts'
import { isNamed, mayRefer } from '../../controllers/argocd/verdict/objects.ts'
import { isAutomated } from '../../controllers/argocd/verdict/operation.ts'
import { hasNoNode } from '../../controllers/argocd/verdict/pods.ts'
import type { Found } from '../../controllers/argocd/verdict/table.ts'
import { maskMessages } from './masked.ts'
import { homelessBy, renderFault } from '../server/readings.ts'
import { PACE } from '../ports.ts'
import type { Awaited, FollowPorts } from '../ports.ts'

/** The most pods without a node whose events are requested. */
const MOST_PODS = 3

/** The purpose for which the objects of an app are read. */
export interface ObjectsAbout {
  /** The expected effect of the commit. */
  readonly expected: Expected
  /** Whether the sync is not finished and only failing pods are looked for: then the objects are read less often. */
  readonly isEarly: boolean
  /** Whether everything holds and has to last for a while: then the objects are read once more at the end. */
  readonly isSettling: boolean
}

/** The requests about one app beyond the Application itself, each sent only as often as it is useful. */
export class Asking {
  readonly #awaited: Awaited
  readonly #ports: FollowPorts
  #objects:
    | { readonly of: string; readonly at: number; readonly expected: Expected; readonly objects: Objects }
    | undefined
  #render: { readonly at: number; readonly commit: string; readonly fault: string | undefined } | undefined
  #refresh = { at: Number.NEGATIVE_INFINITY, pause: PACE.refresh, running: false }
  #hold: { readonly at: number; readonly by: string | undefined } | undefined
  #homeless: { readonly at: number; readonly of: ReadonlyMap<string, Homeless> } = { at: 0, of: new Map() }
  /** The reason why the last refresh failed. */
  refreshFault: string | undefined

  constructor(awaited: Awaited, ports: FollowPorts) {
    this.#awaited = awaited
    this.#ports = ports
  }

  readonly #mask = (text: string): string => this.#ports.mask(text)

  /** The objects that were read last. */
  get lastObjects(): Objects | undefined {
    return this.#objects?.objects
  }

  /** Returns why the server cannot render the app at a commit; undefined if it was not asked or there is no error. */
  renderFaultAt(commit: string): string | undefined {
    return this.#render?.commit === commit ? this.#render.fault : undefined
  }

  /** The reason why Argo CD does not sync the app yet, as far as it was asked. */
  get heldBy(): string | undefined {
    return this.#hold?.by
  }

  /** Asks the server what may prevent the sync, if no sync starts. */
  async holdIf(objections: readonly Found[], live: Application): Promise<void> {
    if (!objections.some((found) => mayBeHeld(found, live))) {
      this.#hold = undefined
      return
    }
    const { monotonic } = this.#ports
    if (this.#hold !== undefined && monotonic() - this.#hold.at < PACE.holds) return
    this.#hold = { at: monotonic(), by: await this.#holder(live) }
  }

  async #holder(live: Application): Promise<string | undefined> {
    const { watch, name } = this.#awaited
    const { signal } = this.#ports
    if (isAutomated(live)) return windowHolds(await watch.server.windows(name, signal))
    const set = live.metadata.ownerReferences.find(({ kind }) => kind === 'ApplicationSet')?.name
    if (!set) return undefined
    try {
      return stepHolds(await watch.server.applicationSet(set, name, signal), live.metadata.name)
    } catch (error) {
      if (!isHidden(error)) throw error
      return `Argo CD does not sync it automatically; its ApplicationSet ${oneLine(set)} may sync it in a later step, but the token has no permission to see that (applicationsets, get)`
    }
  }

  /**
   * Reads the objects again for each version of the Application, and at most as often as `pace` allows, because each
   * app has hundreds of kilobytes of them. Of objects that the commit does not change and that cannot refer to
   * changed ones, only the names are stored.
   */
  async objects({ metadata: { resourceVersion } }: Application, about: ObjectsAbout): Promise<Objects> {
    const { watch, name } = this.#awaited
    const { monotonic, signal, settle } = this.#ports
    const { expected, isEarly, isSettling } = about
    const of = isEarly ? '' : (resourceVersion ?? '')
    const kept = this.#objects
    const pace = isEarly ? PACE.objectsEarly : isSettling ? Math.max(PACE.objects, settle) : PACE.objects
    const isKept = kept !== undefined && kept.of === of && kept.expected === expected
    if (isKept && monotonic() - kept.at < pace) return kept.objects
    const touched = [...expected.changed, ...expected.removed]
    const [tree, managed] = await Promise.all([
      watch.reads.run(() => watch.server.tree(name, signal)),
      watch.reads.run(() =>
        watch.server.managed(name, signal, (one) => isNamed(touched, one) || mayRefer(one)),
      ),
    ])
    watch.heard(tree.date)
    const objects = {
      tree: maskMessages(tree.data, this.#mask),
      managed,
      homeless: await this.#homelessIn(tree.data),
    }
    this.#objects = { of, at: monotonic(), expected, objects }
    return objects
  }

  /**
   * Reads from events why the first pods have no node. The events are requested only from time to time, because they
   * rarely change.
   */
  async #homelessIn({ nodes }: ResourceTree): Promise<ReadonlyMap<string, Homeless>> {
    const { watch, name } = this.#awaited
    const { monotonic, signal } = this.#ports
    const pods = nodes.filter(hasNoNode).slice(0, MOST_PODS)
    const kept = this.#homeless
    const isKept = pods.every(({ uid }) => kept.of.has(uid ?? '')) && monotonic() - kept.at < PACE.events
    if (pods.length === 0 || isKept) return kept.of
    const read = pods.map(async ({ uid, name: pod, namespace }) => {
      const object = { uid: uid ?? '', name: pod ?? '', namespace: namespace ?? '' }
      // Events only explain a verdict: without them, it is less clear.
      const events = await watch.server.events(name, object, signal).catch(() => [])
      return [object.uid, homelessBy(maskMessages(events, this.#mask))] as const
    })
    this.#homeless = { at: monotonic(), of: new Map(await Promise.all(read)) }
    return this.#homeless.of
  }

  /** Asks the controller to refresh if that may change the verdict. The watch reports the result. */
  refreshIf(objections: readonly Pick<Found, 'needsRefresh'>[]): void {
    const { refreshes, monotonic, refreshLanes } = this.#ports
    const state = this.#refresh
    if (!refreshes || state.running || !objections.some(({ needsRefresh }) => needsRefresh)) return
    if (monotonic() - state.at < state.pause) return
    this.#refresh = { at: monotonic(), pause: Math.min(state.pause * 1.5, PACE.lastRefresh), running: true }
    void refreshLanes.run(() => this.#refreshNow())
  }

  async #refreshNow(): Promise<void> {
    const { watch, name } = this.#awaited
    try {
      watch.took(name, await watch.server.refreshed(name, this.#ports.signal))
      this.refreshFault = undefined
    } catch (error) {
      this.refreshFault = reasonOf(error)
    }
    this.#refresh = { ...this.#refresh, at: this.#ports.monotonic(), running: false }
  }

  /**
   * If the comparison fails, asks the server whether it cannot render this commit. An app with several sources is
   * rendered at the revisions that the sources follow now: given other ones, argocd-server would change its own copy of
   * the Application (GetManifests in server/application/application.go).
   *
   * @throws the error that prevents an answer
   */
  async renderIf(objections: readonly Found[], { spec }: Application, commit: string): Promise<void> {
    if (!objections.some(({ rule }) => rule === 'renders')) {
      this.#render = undefined
      return
    }
    const { monotonic, signal } = this.#ports
    if (this.#render?.commit === commit && monotonic() - this.#render.at < PACE.render) return
    const { watch, name } = this.#awaited
    try {
      await watch.server.render(name, spec.sources.length > 0 ? '' : commit, signal)
      this.#render = { at: monotonic(), commit, fault: undefined }
    } catch (error) {
      if (!(error instanceof ServerRefusal) || isHidden(error) || isUnauthenticated(error)) throw error
      this.#render = { at: monotonic(), commit, fault: renderFault(maskMessages(error.refused, this.#mask)) }
    }
  }
}

/** Reports whether an objection may be caused by Argo CD not being allowed to sync, or not yet. */
function mayBeHeld({ rule, phase, word }: Found, live: Application): boolean {
  if (rule === 'allowed' || rule === 'not-skipped') return true
  const message = live.status?.operationState?.message ?? ''
  return word === 'waits' && phase === 'sync' && (!isAutomated(live) || /sync window/i.test(message))
}

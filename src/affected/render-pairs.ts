import type { FairleadError } from '../errors.ts'
import { contained, inputError } from '../errors.ts'
import type { ControlPlanesApart } from '../inventory/control-planes/identity.ts'
import { identityOf } from '../inventory/control-planes/identity.ts'
import type { DeclaredApp } from '../inventory/model.ts'
import type { Child } from '../parents/children.ts'
import { childrenOf } from '../parents/children.ts'
import { MOST_LEVELS } from '../parents/discover.ts'
import type { SideResult } from '../render/render-side.ts'
import type { Json } from '../yaml/value.ts'
import type { AppRef } from './app-ref.ts'
import { isSamePlace, refOf, undeclaredRef } from './app-ref.ts'
import type { AppPair } from './apps.ts'
import { lostFault } from './lost.ts'
import { withMoved } from './moved-children.ts'
import { pinnedRemotes } from './pinned.ts'
import type { RenderedPair } from './rendered-pair.ts'
import type { RenderSide } from './render-side.ts'

export interface RenderParts {
  /** Undefined if only one revision is rendered. */
  readonly before: RenderSide | undefined
  readonly after: RenderSide
  /** The control planes that are certainly different. */
  readonly apart: ControlPlanesApart
  /** The part of the apps to render; child apps belong to the part of their parent. */
  readonly shard: { readonly index: number; readonly count: number } | undefined
  /** Called when an app is done; `total` grows when child apps are found. */
  progress?(done: number, total: number): void
}

interface Work extends Pick<RenderedPair, 'files' | 'note' | 'sets'> {
  readonly ref: AppRef
  readonly was: AppRef | undefined
  readonly before: DeclaredApp | undefined
  readonly after: DeclaredApp | undefined
  /** The child that it was found as in the output of another app. */
  readonly child?: Child
}

const SIDES = ['before', 'after'] as const
type SideName = (typeof SIDES)[number]

/** A work item that was found in the output of another app. */
type Below = Work & { readonly child: Child }

/** The result and the object of one side of an app. */
interface OneSide {
  readonly result: SideResult
  readonly object: Json | undefined
}

/**
 * Renders apps on both sides, and then their child apps: an app whose object changes in the output of another app is
 * also rendered, and so on.
 *
 * If an app has an error, the error is its result; the others are still rendered.
 */
export async function renderPairs(pairs: readonly AppPair[], parts: RenderParts): Promise<RenderedPair[]> {
  return new Run(parts).all(pairs)
}

class Run {
  readonly #parts: RenderParts
  /** The apps that are already on the list, by side: apps of the inventory, and the identities of those not in it. */
  readonly #seen = { before: new Set<DeclaredApp | string>(), after: new Set<DeclaredApp | string>() }
  #done = 0
  #total = 0

  constructor(parts: RenderParts) {
    this.#parts = parts
  }

  async all(pairs: readonly AppPair[]): Promise<RenderedPair[]> {
    const all = pairs.flatMap(({ before, after, files, note }): { id: string; work: Work }[] => {
      const app = after ?? before
      if (!app) return []
      if (before) this.#seen.before.add(before)
      if (after) this.#seen.after.add(after)
      const was = before && after && !isSamePlace(refOf(before), refOf(after)) ? refOf(before) : undefined
      const work = { ref: refOf(app), was, before, after, files, note }
      // The order is the same in all parts of a matrix.
      return [{ id: JSON.stringify([identityOf(app), app.declaredAt, app.environment, app.cluster]), work }]
    })
    const { index, count } = this.#parts.shard ?? { index: 1, count: 1 }
    const own = all
      .toSorted((a, b) => (a.id < b.id ? -1 : 1))
      .filter((_, i) => i % count === index - 1)
      .map(({ work }) => work)
    const first = await this.#wave(own)
    const below: RenderedPair[] = []
    for (let done = first, level = 1; done.length > 0; level += 1) {
      const children = await Promise.all(done.map((pair) => this.#below(pair)))
      const found = children.flat().filter(({ child }) => this.#isNew(child))
      const wave = level > MOST_LEVELS ? found.map(unfollowed) : found
      await Promise.all(wave.map(({ child }) => this.#take(child)))
      done = await this.#wave(wave)
      below.push(...done)
    }
    return [...withMoved(first, below, this.#parts.apart)]
  }

  #wave(wave: readonly Work[]): Promise<RenderedPair[]> {
    this.#total += wave.length
    return Promise.all(wave.map((work) => this.#pair(work)))
  }

  #isNew(child: Child): boolean {
    const keys = SIDES.flatMap((side) => {
      const found = child[side]
      return found ? [{ side, key: found.isKnown ? found.app : identityOf(found.app) }] : []
    })
    if (keys.some(({ side, key }) => this.#seen[side].has(key))) return false
    for (const { side, key } of keys) this.#seen[side].add(key)
    return true
  }

  async #take(child: Child): Promise<void> {
    for (const side of SIDES) {
      const found = child[side]
      if (found) await this.#parts[side]?.renders.found(found.app, found.seen)
    }
  }

  async #pair(work: Work): Promise<RenderedPair> {
    const { ref, was, files, note, sets } = work
    const [before, after] = await Promise.all([this.#side('before', work), this.#side('after', work)])
    this.#parts.progress?.(++this.#done, this.#total)
    const declarations = { before: before?.object, after: after?.object }
    const known = { before: work.before, after: work.after }
    const pinned = pinnedRemotes({ declarations, known }, this.#parts.after.renders.repo)
    return {
      app: ref,
      was,
      before: before?.result,
      after: after?.result,
      files,
      declarations,
      known,
      pinned,
      note,
      ...(sets && { sets }),
    }
  }

  async #side(side: SideName, work: Work): Promise<OneSide | undefined> {
    const [app, own, fault] = [work[side], this.#parts[side], work.child?.faults[side]]
    if (fault) return { result: { error: fault }, object: undefined }
    if (!own) return undefined
    try {
      if (!app) return await this.#lost(side, work)
      const seen = await own.renders.objectOf(app)
      return { result: await own.renders.of(app), object: 'error' in seen ? undefined : seen.object }
    } catch (error) {
      return { result: { error: contained(error) }, object: undefined }
    }
  }

  /** Handles an app that only the other side has: if it is unknown whether it is removed, the error is the result. */
  async #lost(side: SideName, work: Work): Promise<OneSide | undefined> {
    const other = side === 'before' ? 'after' : 'before'
    const [own, around, app] = [this.#parts[side], this.#parts[other], work[other]]
    const fault: FairleadError | undefined = own && around && app && (await lostFault(own, around, app))
    return fault && { result: { error: fault }, object: undefined }
  }

  /** Returns the child apps to render. */
  async #below(pair: RenderedPair): Promise<Below[]> {
    // If one side is not known, its child apps cannot be compared.
    if ([pair.before, pair.after].some((side) => side && 'error' in side)) return []
    const children = await childrenOf({
      before: this.#parent(pair, 'before'),
      after: this.#parent(pair, 'after'),
    })
    return children.map((child) => {
      const { kind, name, sets } = child
      const [before, after] = [child.before?.app, child.after?.app]
      const app = after ?? before
      const { environment, declaredAt } = pair.app
      return {
        ref: app ? refOf(app) : undeclaredRef({ name, kind, environment, declaredAt }, this.#config),
        was: undefined,
        before,
        after,
        files: pair.files,
        ...(sets && { sets }),
        child,
      }
    })
  }

  #parent(pair: RenderedPair, side: SideName) {
    const [app, own] = [pair.known[side], this.#parts[side]]
    if (!app || !own) return undefined
    return {
      app,
      object: pair.declarations[side],
      result: pair[side],
      known: own.declarations,
      isDone: (one: DeclaredApp) => this.#seen[side].has(one),
    }
  }

  get #config() {
    return this.#parts.after.declarations.context.config
  }
}

/**
 * Replaces an app that is too many levels below others with an error: a chart may declare itself under another name
 * endlessly.
 */
function unfollowed(work: Below): Below {
  const error = inputError(
    `${work.ref.name} is more than ${MOST_LEVELS} levels below the objects that this change affects: the objects that it and its children deploy are not checked`,
    {
      hint: 'An app that deploys its own chart under another name creates an endless chain of apps. Break the cycle.',
    },
  )
  const { child } = work
  const faults = { ...(child.before && { before: error }), ...(child.after && { after: error }) }
  return { ...work, child: { ...child, faults } }
}

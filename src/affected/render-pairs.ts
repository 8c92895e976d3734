import { lostFault } from './lost.ts'
import type { SeenObject } from '../parents/seen-object.ts'
import type { RenderSide } from './side-renders.ts'
import { SideRenders } from './side-renders.ts'
import type { RenderedPair } from './rendered-pair.ts'
import { contained } from '../errors.ts'
import { identityOf } from '../inventory/control-planes/identity.ts'
import type { DeclaredApp } from '../inventory/model.ts'
import type { Renderer } from '../render/model.ts'
import type { Manifest } from '../kube/manifests.ts'
import { plannerFor } from '../render/planners.ts'
import type { Json } from '../yaml/value.ts'
import type { AppPair } from './apps.ts'
import { childRef, isSamePlace, planeBelow, refOf } from './app-ref.ts'
import type { SideResult } from '../render/carry-out.ts'
import { siblingsOf } from '../render/carry-out.ts'
import type { AppRef } from './app-ref.ts'
import { readsOf } from './reads.ts'
import { pinnedElsewhere } from './pinned.ts'

export interface RenderParts {
  /** Undefined where one revision is rendered alone. */
  readonly before: RenderSide | undefined
  readonly after: RenderSide
  readonly renderer: Renderer
  /** The part of the apps that is wanted; what the others lead to is theirs. */
  readonly shard: { readonly index: number; readonly count: number } | undefined
  /** Called as apps are done; `total` grows where children are found. */
  progress?(done: number, total: number): void
}

/** An app on one side, with its object as far as that is known before its parent is rendered. */
interface Subject {
  readonly app: DeclaredApp | undefined
  /** The object as another app's output has it, with that output. */
  readonly found: SeenObject | undefined
}

interface Work {
  readonly ref: AppRef
  readonly was: AppRef | undefined
  readonly before: Subject | undefined
  readonly after: Subject | undefined
  readonly files: readonly string[]
  readonly note?: string | undefined
}

type SideName = 'before' | 'after'

/**
 * Renders apps on both sides, and then what they lead to: an app whose object is another one in the output of
 * its parent is rendered, too, and so on.
 *
 * A fault of one app is its own result; the others are rendered all the same.
 */
export async function renderPairs(pairs: readonly AppPair[], parts: RenderParts): Promise<RenderedPair[]> {
  const run = new Run(parts)
  return run.all(pairs)
}

class Run {
  readonly #parts: RenderParts
  readonly #sides: { readonly before: SideRenders | undefined; readonly after: SideRenders }
  /** What is on the list already: apps of the inventory, and by their identity those that it does not know. */
  readonly #seen = new Set<DeclaredApp | string>()
  #done = 0
  #total = 0

  constructor(parts: RenderParts) {
    this.#parts = parts
    const { before, after, renderer } = parts
    this.#sides = {
      before: before && new SideRenders(before, renderer),
      after: new SideRenders(after, renderer),
    }
  }

  async all(pairs: readonly AppPair[]): Promise<RenderedPair[]> {
    const all = pairs.flatMap(({ before, after, files, note }): { id: string; work: Work }[] => {
      const app = after ?? before
      if (!app) return []
      for (const side of [before, after]) if (side) this.#seen.add(side)
      const was = before && after && !isSamePlace(refOf(before), refOf(after)) ? refOf(before) : undefined
      const work = { ref: refOf(app), was, before: subjectOf(before), after: subjectOf(after), files, note }
      // All parts of a matrix have the same order.
      return [{ id: JSON.stringify([identityOf(app), app.declaredAt, app.environment, app.cluster]), work }]
    })
    const { index, count } = this.#parts.shard ?? { index: 1, count: 1 }
    let wave = all
      .toSorted((a, b) => (a.id < b.id ? -1 : 1))
      .filter((_, i) => i % count === index - 1)
      .map(({ work }) => work)
    const results: RenderedPair[] = []
    while (wave.length > 0) {
      this.#total += wave.length
      const done = await Promise.all(wave.map((work) => this.#pair(work)))
      results.push(...done)
      wave = done.flatMap((pair) => this.#children(pair))
    }
    return results
  }

  #isNew(...keys: readonly (DeclaredApp | string | undefined)[]): boolean {
    const known = keys.filter((key) => key !== undefined)
    if (known.some((key) => this.#seen.has(key))) return false
    for (const key of known) this.#seen.add(key)
    return true
  }

  async #pair(work: Work): Promise<RenderedPair> {
    const { ref, was, files, note } = work
    const failed = (error: unknown) => ({ result: { error: contained(error) }, object: undefined })
    const [before, after] = await Promise.all([
      (work.before ? this.#side('before', work.before) : this.#lost('before', work.after)).catch(failed),
      (work.after ? this.#side('after', work.after) : this.#lost('after', work.before)).catch(failed),
    ])
    this.#parts.progress?.(++this.#done, this.#total)
    const declarations = { before: before?.object, after: after?.object }
    const known = { before: work.before?.app, after: work.after?.app }
    const pinned = pinnedElsewhere({ declarations, known }, this.#parts.after.world)
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
    }
  }

  async #side(
    side: SideName,
    { app, found }: Subject,
  ): Promise<{ result: SideResult; object: Json | undefined } | undefined> {
    const renders = this.#sides[side]
    if (!renders) return undefined
    if (found) return { result: await renders.render(found, app), object: found.object }
    if (!app) return undefined
    const object = await renders.objectOf(app)
    return { result: await renders.of(app), object: 'error' in object ? undefined : object.object }
  }

  /** An app that only the other side has: where nobody knows whether it is gone, that is its result, too. */
  async #lost(
    side: SideName,
    other: Subject | undefined,
  ): Promise<{ result: SideResult; object: undefined } | undefined> {
    const renders = this.#sides[side]
    const around = this.#sides[side === 'before' ? 'after' : 'before']?.side
    const fault = renders && around && other?.app && (await lostFault(renders, around, other.app))
    return fault && { result: { error: fault }, object: undefined }
  }

  /** The apps in the output of a pair that differ between the sides, themselves or in what they read beside them. */
  #children(pair: RenderedPair): Work[] {
    // Where one side is not known, nothing can be said of what it leads to.
    if ([pair.before, pair.after].some((side) => side && 'error' in side)) return []
    const before = this.#apps(pair.before)
    const after = this.#apps(pair.after)
    return [...new Set([...before.keys(), ...after.keys()])].flatMap((key): Work[] => {
      const [old, now] = [before.get(key), after.get(key)]
      const reads = (side: SideName, app: Manifest | undefined) => app && readsOf(app, siblingsOf(pair[side]))
      if (reads('before', old) === reads('after', now)) return []
      const some = now ?? old
      if (!some) return []
      const known = { before: this.#known('before', some, pair), after: this.#known('after', some, pair) }
      const app = known.after ?? known.before
      const ref = app ? refOf(app) : this.#childRef(some, pair)
      if (!this.#isNew(...(app ? [known.before, known.after] : [identityOf(ref)]))) return []
      const subject = (side: SideName, manifest: Manifest | undefined): Subject | undefined => {
        const own = known[side]
        // Of an app that is known below this one, the object is found in the same output, and it is rendered once.
        const isBelow =
          own?.fault === undefined && own?.parent !== undefined && own.parent === pair.known[side]
        const found = manifest && { object: manifest.content, siblings: siblingsOf(pair[side]) }
        return found && { app: own, found: isBelow ? undefined : found }
      }
      return [
        {
          ref,
          was: undefined,
          before: subject('before', old),
          after: subject('after', now),
          files: pair.files,
        },
      ]
    })
  }

  #apps(side: SideResult | undefined): Map<string, Manifest> {
    const apps = siblingsOf(side).filter(({ content }) => plannerFor(content))
    return new Map(apps.map((app) => [`${app.kind}/${app.namespace ?? ''}/${app.name}`, app]))
  }

  #childRef(child: Manifest, { app, declarations }: RenderedPair): AppRef {
    return childRef(child, app, declarations.after ?? declarations.before, this.#config)
  }

  get #config() {
    return this.#parts.after.world.context.config
  }

  /** What the inventory knows of a child. */
  #known(side: SideName, child: Manifest, pair: RenderedPair): DeclaredApp | undefined {
    const named = this.#sides[side]?.side.declarations.named(child.kind, child.name) ?? []
    const same = named.filter(({ generatedBy }) => generatedBy === undefined)
    const parent = identityOf(pair.app)
    const plane = planeBelow(pair.app, pair.declarations[side], this.#config)
    return (
      same.find((app) => app.parent && identityOf(app.parent) === parent) ??
      same.find((app) => app.controlPlane === plane) ??
      (same.length === 1 ? same[0] : undefined)
    )
  }
}

function subjectOf(app: DeclaredApp | undefined): Subject | undefined {
  return app && { app, found: undefined }
}

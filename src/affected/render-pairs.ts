import type { RenderedPair } from './rendered-pair.ts'
import type { FairleadError } from '../errors.ts'
import { contained, inputError } from '../errors.ts'
import { identityOf } from '../inventory/control-planes/identity.ts'
import type { DeclaredApp, Unresolved } from '../inventory/model.ts'
import type { Renderer } from '../render/model.ts'
import type { Manifest } from '../kube/manifests.ts'
import { planConvention } from '../render/convention.ts'
import type { Planner, World } from '../render/plan.ts'
import { plannerFor } from '../render/planners.ts'
import type { Json } from '../yaml/value.ts'
import { textAt } from '../yaml/value.ts'
import type { AppPair } from './apps.ts'
import { childRef, isSamePlace, planeBelow, refOf } from './app-ref.ts'
import type { SideResult } from '../render/carry-out.ts'
import { carryOut, siblingsOf } from '../render/carry-out.ts'
import type { Declarations } from './declared.ts'
import type { AppRef } from './app-ref.ts'
import { readsOf } from './reads.ts'
import { pinnedElsewhere } from './pinned.ts'

/** One revision with all that is needed to render its apps. */
export interface RenderSide {
  readonly world: World
  readonly declarations: Declarations
}

export interface RenderParts {
  readonly before: RenderSide
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
  readonly found: { readonly object: Json; readonly siblings: readonly Manifest[] } | undefined
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
  readonly #memo: Readonly<Record<SideName, Map<DeclaredApp, Promise<SideResult>>>>
  /** What is on the list already: apps of the inventory, and by their identity those that it does not know. */
  readonly #seen = new Set<DeclaredApp | string>()
  #done = 0
  #total = 0

  constructor(parts: RenderParts) {
    this.#parts = parts
    const memo = ({ declarations: { rendered } }: RenderSide) =>
      new Map([...rendered].map(([app, result]) => [app, Promise.resolve(result)]))
    this.#memo = { before: memo(parts.before), after: memo(parts.after) }
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
    subject: Subject | undefined,
  ): Promise<{ result: SideResult; object: Json | undefined } | undefined> {
    if (!subject) return undefined
    const { app, found } = subject
    if (app && !found) {
      const object = await this.#objectOf(side, app)
      return {
        result: await this.#rendered(side, app),
        object: 'error' in object ? undefined : object.object,
      }
    }
    if (!found) return undefined
    return { result: await this.#render(side, found, app), object: found.object }
  }

  /**
   * An app that only the other side has. Where what brings it there cannot be rendered on this side, nobody knows
   * whether it is gone: then that is its result, too.
   */
  async #lost(
    side: SideName,
    other: Subject | undefined,
    seen: readonly DeclaredApp[] = [],
  ): Promise<{ result: SideResult; object: undefined } | undefined> {
    const fault = other?.app && this.#unreadable(side, other.app)
    if (fault) return { result: { error: fault }, object: undefined }
    const parent = other?.app?.parent
    if (!parent || seen.includes(parent)) return undefined
    const same = this.#parts[side].declarations.named(parent.kind, parent.name)
    // One that no root leads to is not the one that a root led to.
    const isOther = (app: DeclaredApp | undefined) =>
      parent.isControlPlaneKnown && app?.isControlPlaneKnown === false
    const own =
      same.find((app) => identityOf(app) === identityOf(parent)) ??
      (same.length === 1 && !isOther(same[0]) ? same[0] : undefined)
    // What brings the parent itself may be what cannot be rendered.
    if (!own) return this.#lost(side, { app: parent, found: undefined }, [...seen, parent])
    const result = await this.#rendered(side, own)
    return 'error' in result ? { result, object: undefined } : undefined
  }

  /**
   * Why nobody knows whether a side has an app: its object, the file that declares it, or what leads to it, cannot be
   * read there; or the ApplicationSet that makes it cannot be expanded.
   */
  #unreadable(side: SideName, app: DeclaredApp): FairleadError | undefined {
    const { unresolved, named } = this.#parts[side].declarations
    const other = this.#parts[side === 'before' ? 'after' : 'before'].declarations
    const { file } = app.declaredAt
    const isSet = (one: Unresolved) =>
      one.kind === 'ApplicationSet' &&
      one.name === app.generatedBy &&
      // It may have been moved to another file.
      (one.file === file || !this.#parts[side].world.context.files.has(file))
    const found = unresolved.find(
      (one) =>
        (isSet(one) ||
          (one.file === file && (one.kind === 'file' || (one.kind === app.kind && one.name === app.name)))) &&
        // What cannot be read on the other side either does not hide the app there.
        !other.unresolved.some((known) => isSameFault(known, one)),
    )
    if (found)
      return inputError(`${found.reason}; so nobody knows whether ${app.name} is there`, {
        at: { file, ...(found.line === undefined ? {} : { line: found.line }) },
      })
    const { parent } = app
    return parent && named(parent.kind, parent.name).length === 0 ? this.#unreadable(side, parent) : undefined
  }

  /** Each app is rendered once a side, however many children ask for it. */
  #rendered(side: SideName, app: DeclaredApp): Promise<SideResult> {
    const memo = this.#memo[side]
    const known = memo.get(app)
    if (known) return known
    const result = this.#objectOf(side, app).then((found) =>
      'error' in found ? found : this.#render(side, found, app),
    )
    memo.set(app, result)
    return result
  }

  /** The object of an app as its controller sees it: with what its parent's build makes of it. */
  async #objectOf(
    side: SideName,
    app: DeclaredApp,
  ): Promise<{ object: Json; siblings: readonly Manifest[] } | { error: FairleadError }> {
    if (app.fault !== undefined) return { error: inputError(app.fault, { at: app.declaredAt }) }
    const declared = (await app.declaration()) ?? null
    if (!app.parent) return { object: declared, siblings: [] }
    const parent = await this.#rendered(side, app.parent)
    if ('error' in parent) return parent
    const siblings = parent.rendered.manifests
    const same = siblings.filter(({ kind, name }) => kind === app.kind && name === app.name)
    const namespace = textAt(declared, 'metadata', 'namespace')
    const found = same.find((manifest) => manifest.namespace === namespace) ?? same[0]
    return { object: found?.content ?? declared, siblings }
  }

  async #render(
    side: SideName,
    { object, siblings }: { object: Json; siblings: readonly Manifest[] },
    app: DeclaredApp | undefined,
  ): Promise<SideResult> {
    const { renderer } = this.#parts
    const { world } = this.#parts[side]
    return carryOut(
      (whole) => this.#planner(object, app)(object, whole, siblings, app?.declaredAt.file),
      world,
      renderer,
    )
  }

  #planner(object: Json, app: DeclaredApp | undefined): Planner {
    const planner = app?.kind === 'Convention' ? planConvention(app) : plannerFor(object)
    if (planner) return planner
    throw inputError(`nothing is known of how ${textAt(object, 'kind') ?? 'its object'} is rendered`)
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
      const subject = (side: SideName, manifest: Manifest | undefined): Subject | undefined =>
        manifest && {
          app: known[side],
          found: { object: manifest.content, siblings: siblingsOf(pair[side]) },
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
    const same = this.#parts[side].declarations
      .named(child.kind, child.name)
      .filter(({ generatedBy }) => generatedBy === undefined)
    const parent = identityOf(pair.app)
    const plane = planeBelow(pair.app, pair.declarations[side], this.#config)
    return (
      same.find((app) => app.parent && identityOf(app.parent) === parent) ??
      same.find((app) => app.controlPlane === plane) ??
      (same.length === 1 ? same[0] : undefined)
    )
  }
}

function isSameFault(a: Unresolved, b: Unresolved): boolean {
  return a.file === b.file && a.kind === b.kind && a.name === b.name && a.reason === b.reason
}

function subjectOf(app: DeclaredApp | undefined): Subject | undefined {
  return app && { app, found: undefined }
}

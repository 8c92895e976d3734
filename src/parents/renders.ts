import type { FairleadError } from '../errors.ts'
import { contained, inputError } from '../errors.ts'
import type { DeclaredApp } from '../inventory/model.ts'
import type { SideResult } from '../render/render-side.ts'
import { renderSide } from '../render/render-side.ts'
import { planConvention } from '../render/convention.ts'
import type { Renderer } from '../render/model.ts'
import type { Planner, InfraRepo } from '../render/plan.ts'
import { plannerFor } from '../render/planners.ts'
import type { Json } from '../yaml/value.ts'
import { textAt } from '../yaml/value.ts'
import { readsOf } from './reads.ts'
import { seenAmong } from './seen-object.ts'
import type { SeenObject } from './seen-object.ts'

/** The object of an app as its controller sees it, or why nobody can tell. */
export type Seen = SeenObject | { readonly error: FairleadError }

/**
 * The apps of one side, each rendered once, however many ask for it: to find what it declares, to compare it, or to see
 * what it makes of the objects of others.
 */
export class Renders {
  readonly repo: InfraRepo
  readonly renderer: Renderer
  readonly #seen = new Map<DeclaredApp, Promise<Seen>>()
  readonly #results = new Map<DeclaredApp, Promise<SideResult>>()

  constructor(repo: InfraRepo, renderer: Renderer) {
    this.repo = repo
    this.renderer = renderer
  }

  /** What an app renders to; a fault of it is a result. */
  of(app: DeclaredApp): Promise<SideResult> {
    const known = this.#results.get(app)
    if (known) return known
    const result = this.objectOf(app).then((seen) => ('error' in seen ? seen : this.#render(app, seen)))
    this.#results.set(app, result)
    return result
  }

  /** The object of an app as its controller sees it: with what its parent's build makes of it. */
  objectOf(app: DeclaredApp): Promise<Seen> {
    const known = this.#seen.get(app)
    if (known) return known
    const seen = this.#find(app).catch((error: unknown) => ({ error: contained(error) }))
    this.#seen.set(app, seen)
    return seen
  }

  /** Says how an app's object was found in the output of another one, which its parent may not be known to be. */
  async found(app: DeclaredApp, seen: SeenObject): Promise<void> {
    const known = await this.#seen.get(app)
    if (known && !('error' in known) && isSame(known, seen)) return
    this.#seen.set(app, Promise.resolve(seen))
    this.#results.delete(app)
  }

  async #find(app: DeclaredApp): Promise<Seen> {
    if (app.fault !== undefined) return { error: inputError(app.fault, { at: app.declaredAt }) }
    const declared = (await app.declaration()) ?? null
    if (!app.parent || isAboveItself(app)) return { object: declared, siblings: [] }
    const parent = await this.of(app.parent)
    return 'error' in parent ? parent : seenAmong(parent.rendered.manifests, app, declared)
  }

  #render(app: DeclaredApp, { object, siblings }: SeenObject): Promise<SideResult> {
    return renderSide(
      (whole) => plannerOf(object, app)(object, whole, siblings, app.declaredAt.file),
      this.repo,
      this.renderer,
    )
  }
}

/** Whether a controller makes the same of an object, where its app is asked for in two ways. */
function isSame(a: SeenObject, b: SeenObject): boolean {
  return readsOf(a.object, a.siblings) === readsOf(b.object, b.siblings)
}

/** Whether the parents of an app lead back to it: then none of them can be waited for. */
function isAboveItself(app: DeclaredApp): boolean {
  const met = new Set<DeclaredApp>()
  for (let above = app.parent; above && !met.has(above); above = above.parent) {
    if (above === app) return true
    met.add(above)
  }
  return false
}

function plannerOf(object: Json, app: DeclaredApp): Planner {
  const planner = app.kind === 'Convention' ? planConvention(app) : plannerFor(object)
  if (planner) return planner
  throw inputError(`it is unknown how ${textAt(object, 'kind') ?? 'its object'} is rendered`)
}

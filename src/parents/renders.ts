import type { FairleadError } from '../errors.ts'
import { contained, inputError } from '../errors.ts'
import type { DeclaredApp } from '../inventory/model.ts'
import type { Manifest } from '../kube/manifests.ts'
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

/** The object of an app as its controller sees it, or the error that makes it unknown. */
export type Seen = SeenObject | { readonly error: FairleadError }

/**
 * The apps of one side. Each is rendered once, regardless of how often it is needed: to find the apps that it
 * declares, to compare it, or to see how it changes the objects of others.
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

  /** Renders an app; an error is also a result. */
  of(app: DeclaredApp): Promise<SideResult> {
    const known = this.#results.get(app)
    if (known) return known
    const result = this.objectOf(app).then((seen) => ('error' in seen ? seen : this.#render(app, seen)))
    this.#results.set(app, result)
    return result
  }

  /** Returns the object of an app as its controller sees it, with the changes of its parent's build. */
  objectOf(app: DeclaredApp): Promise<Seen> {
    const known = this.#seen.get(app)
    if (known) return known
    const seen = this.#find(app).catch((error: unknown) => ({ error: contained(error) }))
    this.#seen.set(app, seen)
    return seen
  }

  /** Records an app's object as it was found in the output of another app, which may not be known as its parent. */
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

  async #render(app: DeclaredApp, { object, siblings }: SeenObject): Promise<SideResult> {
    const around = [...siblings, ...(await this.#higher(app))]
    return renderSide(
      (whole) => plannerOf(object, app)(object, whole, around, app.declaredAt.file),
      this.repo,
      this.renderer,
    )
  }

  /**
   * Returns the objects that the apps above an app's parent apply to the same control plane. A base that several
   * clusters include may refer to a ConfigMap that each cluster's root applies.
   */
  async #higher(app: DeclaredApp): Promise<Manifest[]> {
    if (isAboveItself(app)) return []
    const met = new Set<DeclaredApp>([app])
    const higher: Manifest[] = []
    let below = app.parent
    while (below?.parent && !met.has(below) && below.controlPlane === app.controlPlane) {
      met.add(below)
      const result = await this.of(below.parent)
      if ('rendered' in result) higher.push(...result.rendered.manifests)
      below = below.parent
    }
    return higher
  }
}

/**
 * Reports whether a controller builds the same result from two states of an object, if its app is requested in two
 * ways.
 */
function isSame(a: SeenObject, b: SeenObject): boolean {
  return readsOf(a.object, a.siblings) === readsOf(b.object, b.siblings)
}

/** Reports whether the parents of an app lead back to it: waiting for any of them would then never end. */
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

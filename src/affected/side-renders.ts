import type { FairleadError } from '../errors.ts'
import { inputError } from '../errors.ts'
import type { DeclaredApp } from '../inventory/model.ts'
import type { SideResult } from '../render/carry-out.ts'
import { carryOut } from '../render/carry-out.ts'
import { planConvention } from '../render/convention.ts'
import type { Renderer } from '../render/model.ts'
import type { Planner, World } from '../render/plan.ts'
import { plannerFor } from '../render/planners.ts'
import type { Json } from '../yaml/value.ts'
import { textAt } from '../yaml/value.ts'
import { seenAmong } from '../parents/seen-object.ts'
import type { SeenObject } from '../parents/seen-object.ts'
import type { Declarations } from './declared.ts'

/** One revision with all that is needed to render its apps. */
export interface RenderSide {
  readonly world: World
  readonly declarations: Declarations
}

/**
 * The apps of one side, each rendered once, however many ask for it. What was rendered to find the apps that others
 * declare is known from the start.
 */
export class SideRenders {
  readonly side: RenderSide
  readonly #renderer: Renderer
  readonly #known: Map<DeclaredApp, Promise<SideResult>>

  constructor(side: RenderSide, renderer: Renderer) {
    this.side = side
    this.#renderer = renderer
    const { rendered } = side.declarations
    this.#known = new Map([...rendered].map(([app, result]) => [app, Promise.resolve(result)]))
  }

  /** What an app renders to. */
  of(app: DeclaredApp): Promise<SideResult> {
    const known = this.#known.get(app)
    if (known) return known
    const result = this.objectOf(app).then((found) => ('error' in found ? found : this.render(found, app)))
    this.#known.set(app, result)
    return result
  }

  /** The object of an app as its controller sees it: with what its parent's build makes of it. */
  async objectOf(app: DeclaredApp): Promise<SeenObject | { readonly error: FairleadError }> {
    if (app.fault !== undefined) return { error: inputError(app.fault, { at: app.declaredAt }) }
    const declared = (await app.declaration()) ?? null
    if (!app.parent) return { object: declared, siblings: [] }
    const parent = await this.of(app.parent)
    if ('error' in parent) return parent
    return seenAmong(parent.rendered.manifests, app, declared)
  }

  /**
   * Renders an object, each time anew.
   *
   * @param app what the inventory knows of it
   */
  async render(seen: SeenObject, app: DeclaredApp | undefined): Promise<SideResult> {
    const { object, siblings } = seen
    return carryOut(
      (whole) => plannerOf(object, app)(object, whole, siblings, app?.declaredAt.file),
      this.side.world,
      this.#renderer,
    )
  }
}

function plannerOf(object: Json, app: DeclaredApp | undefined): Planner {
  const planner = app?.kind === 'Convention' ? planConvention(app) : plannerFor(object)
  if (planner) return planner
  throw inputError(`nothing is known of how ${textAt(object, 'kind') ?? 'its object'} is rendered`)
}

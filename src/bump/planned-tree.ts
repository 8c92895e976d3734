import { planBump } from './plan.ts'
import type { BumpPlan, BumpRequest } from './request.ts'
import type { Resolve } from './resolve.ts'
import { FairleadError } from '../errors.ts'
import type { RepositoryAddresses } from '../net/repositories.ts'
import type { Inventory } from '../inventory/model.ts'
import type { OpenInventory, Completion } from '../inventory/open.ts'
import { openInventory } from '../inventory/read.ts'
import { once } from '../once.ts'
import type { Tree } from '../tree/tree.ts'
import { namingWhatIsNotRead } from './not-found.ts'

/**
 * Finds by trial where an image is set, if nothing else shows it.
 *
 * @param open opens the same inventory without what only the output of apps declares
 * @throws FairleadError (input) if several locations set it
 */
export type Teacher = (
  request: BumpRequest,
  tree: Tree,
  completed: OpenInventory,
  open: () => Promise<OpenInventory>,
) => Promise<{ readonly inventory: Inventory; told(plan: BumpPlan): BumpPlan } | undefined>

/** The dependencies for reading and planning on trees. */
export interface Planning {
  readonly request: BumpRequest
  /** Looks up images. */
  readonly resolve: Resolve | undefined
  readonly addresses: RepositoryAddresses
  /** Adds what only the output of apps declares. */
  readonly completion: Completion | undefined
  /** Finds locations by trial that nothing else shows. */
  readonly teacher: Teacher | undefined
}

/** A tree with its inventory and plan. Each is computed once, and only on demand. */
export class PlannedTree {
  readonly #tree: Tree
  readonly #planning: Planning
  #known: Inventory | undefined
  /** Returns what its files declare, without what only the output of apps declares. */
  readonly open: () => Promise<OpenInventory>
  readonly #completed: () => Promise<OpenInventory>
  /** Returns the plan of the request on it; see `planBump`. */
  readonly plan: () => Promise<BumpPlan>

  constructor(tree: Tree, planning: Planning) {
    this.#tree = tree
    this.#planning = planning
    const { addresses, completion } = planning
    this.open = once(() => openInventory(tree, { addresses }))
    this.#completed = once(async () => {
      const open = await this.open()
      return completion ? completion(open, tree) : open
    })
    this.plan = once(() => this.#plan())
  }

  /** Returns everything that the tree declares, including the results of trials. */
  async inventory(): Promise<Inventory> {
    this.#known ??= (await this.#completed()).inventory
    return this.#known
  }

  /** The inventory, if it was already requested. */
  get known(): Inventory | undefined {
    return this.#known
  }

  #plan(): Promise<BumpPlan> {
    return namingWhatIsNotRead(
      () => this.#tried(),
      this.#planning.request,
      async () => ({ ...(await this.open()), inventory: await this.inventory() }),
    )
  }

  async #tried(): Promise<BumpPlan> {
    const { request, resolve, teacher } = this.#planning
    const plan = () => planBump(this.#tree, request, () => this.inventory(), resolve)
    try {
      return await plan()
    } catch (error) {
      const isUnknown = error instanceof FairleadError && error.kind === 'input'
      if (!isUnknown || !teacher || !request.targets.some(({ kind }) => kind === 'app')) throw error
      const lesson = await teacher(request, this.#tree, await this.#completed(), this.open)
      if (!lesson) throw error
      this.#known = lesson.inventory
      return lesson.told(await plan())
    }
  }
}

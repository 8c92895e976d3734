import { planBump } from './plan.ts'
import type { BumpPlan, BumpRequest } from './request.ts'
import type { Resolve } from './resolve.ts'
import { FairleadError } from '../errors.ts'
import type { RepositoryAddresses } from '../net/repositories.ts'
import type { Inventory } from '../inventory/model.ts'
import type { OpenInventory } from '../inventory/open.ts'
import type { Completion } from '../inventory/open.ts'
import { openInventory } from '../inventory/read.ts'
import { once } from '../once.ts'
import type { Tree } from '../tree/tree.ts'
import { namingWhatIsNotRead } from './not-found.ts'

/**
 * Finds by trial where an image is set, as far as nothing else tells.
 *
 * @param open reads the same without what only the output of apps declares
 * @throws FairleadError (input) where several places set it
 */
export type Teacher = (
  request: BumpRequest,
  tree: Tree,
  completed: OpenInventory,
  open: () => Promise<OpenInventory>,
) => Promise<{ readonly inventory: Inventory; told(plan: BumpPlan): BumpPlan } | undefined>

/** How trees are read and planned on. */
export interface Planning {
  readonly request: BumpRequest
  /** Looks images up. */
  readonly resolve: Resolve | undefined
  readonly addresses: RepositoryAddresses
  /** Adds what only the output of apps declares. */
  readonly completion: Completion | undefined
  /** Finds by trial what nothing tells. */
  readonly teacher: Teacher | undefined
}

/** A tree with what is known of it: each is worked out once, and only where it is asked for. */
export class PlannedTree {
  readonly #tree: Tree
  readonly #planning: Planning
  #known: Inventory | undefined
  /** What its files declare, without what only the output of apps does. */
  readonly open: () => Promise<OpenInventory>
  readonly #completed: () => Promise<OpenInventory>
  /** The plan of the request on it; see `planBump`. */
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

  /** All that it declares, with what trials told. */
  async inventory(): Promise<Inventory> {
    this.#known ??= (await this.#completed()).inventory
    return this.#known
  }

  /** The inventory, if something asked for it. */
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

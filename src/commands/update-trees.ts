import { planBump } from '../bump/plan.ts'
import type { BumpPlan, BumpRequest, Move } from '../bump/request.ts'
import type { Resolve } from '../bump/resolve.ts'
import type { Config } from '../config/config.ts'
import { configOf } from '../config/read.ts'
import { clusterOf, environmentOf, isProduction } from '../inventory/environments.ts'
import type { Inventory } from '../inventory/model.ts'
import { readInventory } from '../inventory/read.ts'
import { readersOf, refuseForProduction } from '../policy/production.ts'
import type { Tree } from '../tree/tree.ts'
import type { UpdateValues } from './update.ts'

/** What is known of a tree, worked out once for each: its plan and its inventory. */
export class PlannedTrees {
  readonly #request: BumpRequest
  readonly #identity: string | undefined
  readonly #resolve: Resolve | undefined
  readonly #plans = new WeakMap<Tree, Promise<BumpPlan>>()
  readonly #inventories = new WeakMap<Tree, Promise<Inventory>>()

  constructor(request: BumpRequest, identity: string | undefined, resolve: Resolve | undefined) {
    this.#request = request
    this.#identity = identity
    this.#resolve = resolve
  }

  /** The plan; moves that name no app get the environment that their file's path tells. */
  plan(tree: Tree): Promise<BumpPlan> {
    return remembered(this.#plans, tree, async () => {
      const [plan, config] = [
        await planBump(tree, this.#request, () => this.inventory(tree), this.#resolve),
        await configOf(tree),
      ]
      return {
        ...plan,
        moves: plan.moves.map((move) => (move.app === undefined ? withEnvironment(move, config) : move)),
      }
    })
  }

  inventory(tree: Tree): Promise<Inventory> {
    return remembered(this.#inventories, tree, () => readInventory(tree, { identity: this.#identity }))
  }
}

function remembered<T>(known: WeakMap<Tree, Promise<T>>, tree: Tree, work: () => Promise<T>): Promise<T> {
  const made = known.get(tree) ?? work()
  known.set(tree, made)
  return made
}

/** Refuses to push and to merge without a review what reaches production, as the base branch says. */
export async function refuseUnreviewed(
  values: UpdateValues,
  trees: PlannedTrees,
  base: Tree,
  moves: readonly Move[],
  files: readonly string[],
): Promise<void> {
  const ways = [
    values.method === 'push' ? ('push' as const) : undefined,
    values['auto-merge'] ? ('auto-merge' as const) : undefined,
  ].filter((way) => way !== undefined)
  if (ways.length === 0) return
  const config = await configOf(base)
  // What names an app is known by it; any other file is looked up, since production must not change unseen
  // because of how a file is called or what a trailer says.
  const known = moves.filter((move) => move.app !== undefined)
  const others = files.filter((file) => !known.some((move) => move.file === file))
  const reached = [
    ...moves,
    ...moves.flatMap((move) => move.alsoMoves),
    ...(others.length > 0 ? readersOf(await trees.inventory(base), others) : []),
  ]
  for (const way of ways) refuseForProduction(reached, files, way, config)
}

/** A move with the environment that its file's path tells. */
export function withEnvironment(move: Move, config: Config): Move {
  const where = {
    labels: {},
    paths: [move.file],
    cluster: undefined,
    server: undefined,
    namespace: undefined,
    name: '',
  }
  const environment = environmentOf(where, clusterOf(where, config), config)
  return { ...move, environment, production: isProduction(environment, config) }
}

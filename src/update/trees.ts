import { planBump } from '../bump/plan.ts'
import type { BumpPlan } from '../bump/request.ts'
import { isSamePlace } from '../moves/values.ts'
import { configOf } from '../config/read.ts'
import { FairleadError } from '../errors.ts'
import { isTag } from '../images/reference.ts'
import type { Inventory } from '../inventory/model.ts'
import type { OpenInventory } from '../inventory/open.ts'
import { placeOfFile } from '../policy/production.ts'
import { tagOf } from '../proposal/pending.ts'
import type { RecordedChange } from '../proposal/trailers.ts'
import type { Tree } from '../tree/tree.ts'
import { PlannedTree } from '../bump/planned-tree.ts'
import type { Planning } from '../bump/planned-tree.ts'

/** The plan and the inventory of each tree, computed once per tree. */
export class PlannedTrees {
  readonly #planning: Planning
  readonly #trees = new WeakMap<Tree, PlannedTree>()
  readonly #plans = new WeakMap<Tree, Promise<BumpPlan>>()

  constructor(planning: Planning) {
    this.#planning = planning
  }

  /** Returns the plan. Moves without an app get the environment that the path of their file implies. */
  plan(tree: Tree): Promise<BumpPlan> {
    return remembered(this.#plans, tree, async () => {
      const [plan, config] = [await this.#of(tree).plan(), await configOf(tree)]
      return {
        ...plan,
        moves: plan.moves.map((move) =>
          move.app === undefined ? { ...move, ...placeOfFile(move.file, config) } : move,
        ),
      }
    })
  }

  /**
   * Reports whether all locations that a change writes are found on a tree without its record: by planning its
   * version again for its app and image, which must result in the same values; otherwise as the location of an image
   * with the same repository; or, if the forge vouches for the record, in a file that the inputs name.
   */
  async finds(tree: Tree, change: RecordedChange, vouched: boolean): Promise<boolean> {
    if (vouched && change.app === undefined) {
      const named = (await this.plan(tree)).moves.filter(({ app }) => app === undefined)
      if (change.set.every(({ file }) => named.some((move) => move.file === file))) return true
    }
    const { apps } = await this.inventory(tree)
    const places = apps
      .flatMap(({ images }) => images.flatMap(({ place, digestPlace }) => [place, digestPlace]))
      .filter((place) => place !== undefined)
    const planned = await this.#planAnew(tree, change)
    return change.set.every(
      (value) =>
        planned.some((other) => isSamePlace(other, value) && other.value === value.value) ||
        places.some((place) => isSamePlace(place, value) && isSameImage(place.text, String(value.value))),
    )
  }

  async #planAnew(tree: Tree, { app, environment, cluster, image, to, digest }: RecordedChange) {
    if (app === undefined || image === undefined) return []
    const version = { repository: image, tag: to === digest ? undefined : to, digest }
    const target = {
      kind: 'app' as const,
      apps: [app],
      environments: environment === undefined ? [] : [environment],
      clusters: cluster === undefined ? [] : [cluster],
      images: [version],
    }
    // Changes that rules forbid were refused when the change was created, or are refused by `checkProduction`: this
    // only searches for locations. If a value is shared, the app may have its own value by now.
    const allow = { unpin: true, downgrade: true, floating: true, create: true }
    const plans = [true, false].map(async (shared) => {
      try {
        const request = { targets: [target], allow: { ...allow, shared } }
        const { moves } = await planBump(tree, request, () => this.inventory(tree))
        return moves.flatMap(({ set }) => set)
      } catch (error) {
        if (error instanceof FairleadError && error.kind !== 'remote') return []
        throw error
      }
    })
    return (await Promise.all(plans)).flat()
  }

  inventory(tree: Tree): Promise<Inventory> {
    return this.#of(tree).inventory()
  }

  /** Returns what the files of a tree declare, without apps that are declared only in the output of other apps. */
  open(tree: Tree): Promise<OpenInventory> {
    return this.#of(tree).open()
  }

  #of(tree: Tree): PlannedTree {
    const known = this.#trees.get(tree) ?? new PlannedTree(tree, this.#planning)
    this.#trees.set(tree, known)
    return known
  }
}

/**
 * Reports whether two texts are versions of one image: a tag or digest each, or a reference with the same repository.
 */
function isSameImage(a: string, b: string): boolean {
  const [one, other] = [a, b].map((text) => {
    const end = text.lastIndexOf(tagOf(text))
    return { head: text.slice(0, end), tag: tagOf(text) }
  })
  return one?.head === other?.head && other !== undefined && isTag(other.tag)
}

function remembered<T>(known: WeakMap<Tree, Promise<T>>, tree: Tree, work: () => Promise<T>): Promise<T> {
  const made = known.get(tree) ?? work()
  known.set(tree, made)
  return made
}

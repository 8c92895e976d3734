import type { Builds } from './flux/builds.ts'
import type { Config } from '../config/config.ts'
import type { RepositoryAddresses } from '../net/repositories.ts'
import type { Tree } from '../tree/tree.ts'
import type { Context } from './context.ts'
import type { Inventory } from './model.ts'

export interface InventoryOptions {
  /**
   * The repo's own address, such as `https://github.com/acme/infra`; distinguishes its sources from those of other
   * repos.
   */
  readonly addresses?: RepositoryAddresses
  /** The configuration to use instead of the tree's own. */
  readonly config?: Config | undefined
  /** Adds the apps that only the rendered output of other apps declares; without it, they are not known. */
  readonly completion?: Completion | undefined
  /** Another revision that is already read, and the paths that differ from it. */
  readonly known?: { readonly other: OpenInventory; readonly changed: ReadonlySet<string> } | undefined
}

/** Adds the apps that only the rendered output of other apps declares to the inventory of a tree. */
export type Completion = (open: OpenInventory, tree: Tree) => Promise<OpenInventory>

/** An inventory with the data that it was read from. */
export interface OpenInventory {
  /** The build results of Flux Kustomizations. */
  readonly builds?: Builds | undefined
  readonly inventory: Inventory
  readonly context: Context
  /** The files that ApplicationSet generators read. */
  readonly generating: ReadonlySet<string>
  /** The files that declare Applications or ApplicationSets. */
  readonly leads: ReadonlySet<string>
  /** The chart templates that declare Applications or ApplicationSets. */
  readonly templates: ReadonlySet<string>
}

import type { Builds } from './flux/builds.ts'
import type { Config } from '../config/config.ts'
import type { RepositoryAddresses } from '../net/repositories.ts'
import type { Tree } from '../tree/tree.ts'
import type { Context } from './context.ts'
import type { Inventory } from './model.ts'

export interface InventoryOptions {
  /** The repo's own address, such as `https://github.com/acme/infra`; sources elsewhere are told from it. */
  readonly addresses?: RepositoryAddresses
  /** The configuration that counts, where it is not the tree's own. */
  readonly config?: Config | undefined
  /** Adds the apps that only the output of others declares; without it they are not known. */
  readonly completion?: Completion | undefined
  /** Another revision that is read already, and the paths that differ from it. */
  readonly known?: { readonly other: OpenInventory; readonly changed: ReadonlySet<string> } | undefined
}

/** Adds what only the output of apps declares to what the files of a tree tell. */
export type Completion = (open: OpenInventory, tree: Tree) => Promise<OpenInventory>

/** An inventory with what it was read from. */
export interface OpenInventory {
  /** What Kustomizations of Flux were built to. */
  readonly builds?: Builds | undefined
  readonly inventory: Inventory
  readonly context: Context
  /** The files that the generators of ApplicationSets read. */
  readonly generating: ReadonlySet<string>
  /** The files that declare Applications or ApplicationSets. */
  readonly leads: ReadonlySet<string>
  /** The templates of charts that declare Applications or ApplicationSets. */
  readonly templates: ReadonlySet<string>
}

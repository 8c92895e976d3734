import type { Config } from '../../config/config.ts'
import type { Git } from '../../git/git.ts'
import type { RepositoryAddresses } from '../../net/repositories.ts'
import type { Standing } from '../../parents/complete.ts'
import type { ProgramInputs } from '../../render/programs/wanted.ts'
import type { Tree } from '../../tree/tree.ts'

/**
 * The inputs of a command that configure how the apps that declare others are rendered; see `parentInputs` of the
 * catalogue.
 */
export interface ParentInputs extends ProgramInputs {
  readonly 'source-token': string | undefined
  /** Undefined for a command without a cache. */
  readonly 'cache-path'?: string | undefined
}

/** The surroundings of the files that are read. */
export interface Surroundings {
  readonly addresses: RepositoryAddresses
  /** The clone, and its folder; undefined if there is none. */
  readonly clone?: { readonly git: Git; readonly folder: string } | undefined
  /** Returns the branch; undefined if none is known. */
  standing(): Promise<Standing | undefined>
  /** Returns the configuration that determines what may be fetched. */
  config(tree: Tree): Promise<Config>
}

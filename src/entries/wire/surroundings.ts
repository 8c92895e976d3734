import type { Config } from '../../config/config.ts'
import type { Git } from '../../git/git.ts'
import type { RepositoryAddresses } from '../../net/repositories.ts'
import type { Standing } from '../../parents/complete.ts'
import type { ProgramInputs } from '../../render/programs/wanted.ts'
import type { Tree } from '../../tree/tree.ts'

/** What the inputs of a command say that renders what declares apps; see `parentInputs` of the catalogue. */
export interface ParentInputs extends ProgramInputs {
  readonly 'source-token': string | undefined
  /** Undefined of a command that keeps nothing. */
  readonly 'cache-path'?: string | undefined
}

/** The files that are read, and what is around them. */
export interface Surroundings {
  readonly addresses: RepositoryAddresses
  /** The clone, and its folder; undefined where there is none. */
  readonly clone?: { readonly git: Git; readonly folder: string } | undefined
  /** Undefined where no branch is known. */
  standing(): Promise<Standing | undefined>
  /** The configuration that says what may be fetched. */
  config(tree: Tree): Promise<Config>
}

import type { Location } from '../errors.ts'
import { FairleadError } from '../errors.ts'

/** A needed file is in a submodule that has not been fetched yet. */
export class SubmoduleNeeded extends FairleadError {
  /** The path of the submodule. */
  readonly path: string

  /**
   * @param path the path of the submodule
   * @param wanted the path that is needed from it, for the message
   * @param tree the tree that contains the submodule
   */
  constructor(path: string, wanted: string, tree: string, at?: Location) {
    super('input', [
      {
        message: `${wanted} is in the submodule ${path} of ${tree}, which is not read`,
        hint: 'Only submodules of the infra repo are fetched. Use a submodule of another repository as a separate source.',
        ...(at === undefined ? {} : { at }),
      },
    ])
    this.path = path
  }
}

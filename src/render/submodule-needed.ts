import type { Location } from '../errors.ts'
import { FairleadError } from '../errors.ts'

/** Something is in a submodule whose files are not there yet. */
export class SubmoduleNeeded extends FairleadError {
  /** The path of the submodule. */
  readonly path: string

  /**
   * @param path of the submodule
   * @param wanted what is looked for in it, for the message
   * @param tree whose submodule it is
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

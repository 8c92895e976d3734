import { inputError } from '../errors.ts'
import { pathFault } from '../tree/paths.ts'
import type { FileChange } from './forge.ts'

/**
 * Checks that a change of a file can be committed.
 *
 * @throws FairleadError (input) if its path or mode cannot be
 */
export function checkFileChange({ path, mode, content }: FileChange): void {
  const fault = pathFault(path)
  if (fault !== undefined) throw inputError(`this path cannot be committed: ${fault}`)
  if (mode === '160000' && content) throw inputError(`${path} is a submodule, which has no content`)
}

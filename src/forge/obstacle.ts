import { refusal } from '../errors.ts'
import type { FairleadError } from '../errors.ts'

/**
 * Returns the error for a branch that cannot be created because of another one. Git stores refs as files: a branch
 * `a/b` cannot exist beside a branch `a`.
 *
 * @param obstacle the branch that exists
 */
export function obstructedBy(branch: string, obstacle: string): FairleadError {
  return refusal(`the branch ${branch} cannot be created because the branch ${obstacle} exists`, {
    hint: 'Rename that branch, or set "branch" to another name.',
  })
}

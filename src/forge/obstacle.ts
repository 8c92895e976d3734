import { refusal } from '../errors.ts'
import type { FairleadError } from '../errors.ts'

/**
 * That a branch cannot be created beside another one. Git keeps refs as files: beside a branch `a` there is no `a/b`.
 *
 * @param obstacle the branch that exists
 */
export function obstructedBy(branch: string, obstacle: string): FairleadError {
  return refusal(`the branch ${branch} cannot be created because the branch ${obstacle} exists`, {
    hint: 'Rename that branch, or set "branch" to another name.',
  })
}

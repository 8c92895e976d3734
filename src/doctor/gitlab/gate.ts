import { mergeRulesOf } from '../../forge/gitlab/merging.ts'
import { GitlabFailure } from '../../forge/gitlab/failures.ts'
import type { Check } from '../check.ts'
import { unknown } from '../check.ts'
import { gatedIn, lockFound } from '../lock.ts'
import type { GitLabPorts } from './ports.ts'
import { baseOf, open } from './ports.ts'

/** Checks that the base stays as the gate judged it until the merge request is merged. */
export const baseIsLocked: Check<GitLabPorts> = {
  id: 'gitlab/lock',
  title: 'Lock on the base branch during a merge',
  level: 'warning',
  description:
    "An environment has a `gate`, but nothing guarantees that the base branch does not change between the decision and the merge: the merge method accepts branches that are behind it, there are no merge trains, and the token cannot push the gate's own merge commit (warning). It is a note if only the gate's own merge would be locked.",
  async run(ports) {
    const known = await gatedIn(ports.files)
    if ('none' in known) return [known.none]
    const base = await baseOf(ports)
    if (base === undefined) return [unknown('The base branch is not known, so this could not be checked.')]
    try {
      return [lockFound(await mergeRulesOf(ports.project, base), base)]
    } catch (error) {
      if (!(error instanceof GitlabFailure)) throw error
      return open('The merge settings', { given: false, status: error.status, reason: error.reason })
    }
  },
}

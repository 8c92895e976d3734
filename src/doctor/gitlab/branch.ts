import { Branch, MergeRequest } from '../../forge/gitlab/api.ts'
import type { Check, Found } from '../check.ts'
import { atMost, fault, note, ok, orOk, warning } from '../check.ts'
import type { GitLabPorts } from './ports.ts'
import { ask, askAll, baseOf, open } from './ports.ts'

export const baseIsProtected: Check<GitLabPorts> = {
  id: 'gitlab/base',
  title: 'The base branch',
  level: 'fault',
  description:
    'The base branch does not exist (error); it is not protected, or Developers can push to it (warning).',
  async run(ports) {
    const base = await baseOf(ports)
    if (base === undefined) return [fault('The base branch is not known.', 'Set base.')]
    const answer = await ask(
      ports,
      `${ports.project.at}/repository/branches/${encodeURIComponent(base)}`,
      Branch,
    )
    if (!answer.given && answer.status === 404)
      return [fault(`There is no branch ${base}.`, 'Set base to the branch that Argo CD or Flux watches.')]
    if (!answer.given) return open(`The branch ${base}`, answer)
    const place = 'Settings > Repository > Protected branches'
    const { protected: isProtected, developers_can_push: mayPush } = answer.data
    if (!isProtected)
      return [
        warning(
          `${base} is not protected: anyone with push access can deploy without a merge request.`,
          `Protect it at ${place}: "Allowed to push and merge": No one; "Allowed to merge": Maintainers.`,
        ),
      ]
    return mayPush
      ? [
          warning(
            `Developers, and therefore the token, may push to ${base} without a merge request.`,
            `Set "Allowed to push and merge" to no one, or to Maintainers, at ${place}.`,
          ),
        ]
      : [ok(`${base} is protected, and changes require a merge request.`)]
  },
}

/** The most findings of the check, so that the report stays short. */
const MOST = 30

export const branchesHaveMergeRequests: Check<GitLabPorts> = {
  id: 'gitlab/leftovers',
  title: 'Leftover branches',
  level: 'note',
  description: 'A branch `fairlead/**` has no open merge request.',
  async run(ports) {
    const branches = await askAll(ports, `${ports.project.at}/repository/branches`, Branch, {
      search: '^fairlead/',
    })
    if (!branches.given) return open('The branches fairlead/**', branches)
    const requests = await askAll(ports, `${ports.project.at}/merge_requests`, MergeRequest, {
      state: 'opened',
    })
    if (!requests.given) return open('The merge requests', requests)
    const opened = new Set(requests.data.map(({ source_branch: branch }) => branch))
    const found = branches.data
      .filter(({ name }) => !opened.has(name))
      .map(({ name }): Found =>
        note(
          `The branch ${name} has no open merge request.`,
          'The next run of the same bump uses it again; otherwise delete it. To delete such branches automatically, set delete-branch: true.',
        ),
      )
    return orOk(atMost(found, MOST), 'Every branch fairlead/** has an open merge request.')
  },
}

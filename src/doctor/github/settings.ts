import type { Check, Found } from '../check.ts'
import { note, ok, orOk, unknown } from '../check.ts'
import type { GitHubPorts } from './ports.ts'
import { openBecause } from './ports.ts'

const place = 'Settings > General > Pull Requests'

export const mergeSettings: Check<GitHubPorts> = {
  id: 'github/merge-settings',
  title: 'Merge settings',
  level: 'note',
  description: 'Auto-merge is not allowed, or merged branches are not deleted.',
  async run({ api }) {
    const answer = await api.getRepository()
    if (!answer.given) return openBecause(answer)
    const { allow_auto_merge: autoMerge, delete_branch_on_merge: deletes } = answer.data
    const found: Found[] = []
    if (autoMerge === undefined || deletes === undefined)
      return [unknown('GitHub shows the merge settings only to accounts with push access.', `See ${place}.`)]
    found.push(
      autoMerge
        ? ok('Auto-merge is allowed.')
        : note(
            'Auto-merge is not allowed, so auto-merge: true fails.',
            `Select "Allow auto-merge" at ${place}.`,
          ),
      deletes
        ? ok('Branches are deleted after the merge.')
        : note(
            'Branches are not deleted when their pull request is merged.',
            `Select "Automatically delete head branches" at ${place}.`,
          ),
    )
    return orOk(found, '')
  },
}

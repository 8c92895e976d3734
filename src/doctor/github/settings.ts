import type { Check, Found } from '../check.ts'
import { note, ok, orOk, unknown } from '../check.ts'
import type { GitHubPorts } from './ports.ts'
import { openBecause } from './ports.ts'

const place = 'Settings > General > Pull Requests'

export const mergeSettings: Check<GitHubPorts> = {
  id: 'github/merge-settings',
  title: 'Settings for merges',
  level: 'note',
  description: 'Auto-merge is not allowed, or merged branches are not deleted.',
  async run({ api }) {
    const answer = await api.getRepository()
    if (!answer.given) return openBecause(answer)
    const { allow_auto_merge: autoMerge, delete_branch_on_merge: deletes } = answer.data
    const found: Found[] = []
    if (autoMerge === undefined || deletes === undefined)
      return [unknown('GitHub tells the settings for merges only to who may push.', `They are at ${place}.`)]
    found.push(
      autoMerge
        ? ok('Auto-merge is allowed.')
        : note(
            'Auto-merge is not allowed, so auto-merge: true fails.',
            `Tick "Allow auto-merge" at ${place}.`,
          ),
      deletes
        ? ok('Branches are deleted when they are merged.')
        : note(
            'Branches stay when their pull request is merged.',
            `Tick "Automatically delete head branches" at ${place}.`,
          ),
    )
    return orOk(found, '')
  },
}

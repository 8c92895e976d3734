import type { Check, Found } from '../check.ts'
import { atMost, note, orOk } from '../check.ts'
import type { GitHubPorts } from './ports.ts'
import { openBecause } from './ports.ts'

/** Each branch costs a request. */
const MOST = 30

export const branchesHavePullRequests: Check<GitHubPorts> = {
  id: 'github/leftovers',
  title: 'Leftover branches',
  level: 'note',
  description: 'A branch `fairlead/**` has no open pull request.',
  async run({ api }) {
    const answer = await api.listBranchesFrom('fairlead/')
    if (!answer.given) return openBecause(answer)
    const branches = answer.data.map(({ ref }) => ref.replace('refs/heads/', ''))
    const found: Found[] = []
    for (const branch of branches.slice(0, MOST)) {
      const pulls = await api.listPullRequests(branch)
      if (!pulls.given) return openBecause(pulls)
      if (pulls.data.length === 0)
        found.push(
          note(
            `The branch ${branch} has no open pull request.`,
            'The next run of the same bump uses it again; otherwise delete it. To delete such branches automatically, set delete-branch: true or select "Automatically delete head branches".',
          ),
        )
    }
    const rest = branches.length - MOST
    if (rest > 0) found.push(note(`${rest} more branches fairlead/** were not checked.`))
    return orOk(atMost(found), 'Every branch fairlead/** has an open pull request.')
  },
}

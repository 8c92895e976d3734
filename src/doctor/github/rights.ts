import type { Check } from '../check.ts'
import { fault, ok, sentence, unknown } from '../check.ts'
import type { GitHubPorts } from './ports.ts'
import { kindOf, openBecause, scopesIn } from './ports.ts'

const appHint =
  "For a GitHub App: its settings > Permissions, then accept the change where it is installed. For a job's own token: permissions: {contents: write, pull-requests: write} in the job."

export const tokenMayPush: Check<GitHubPorts> = {
  id: 'github/push',
  title: 'Whether the token may push',
  level: 'fault',
  description: 'The token has no permission to push.',
  async run({ api, token }) {
    const answer = await api.getRepository()
    if (token === undefined) return [unknown('Without a token there is no right to push to look at.')]
    if (!answer.given) return openBecause(answer)
    if (answer.data.archived) return [unknown('Nobody may push to an archived repository.')]
    const refusal = await api.refusesPush(answer.data.full_name)
    if (refusal === undefined) return [ok('The token may push (contents: write).')]
    const { status, reason } = refusal
    if (status !== 401 && status !== 403 && status !== 404)
      return [
        unknown(
          `GitHub answers the question for a push with ${status}, which tells nothing.`,
          'Run fairlead update with dry-run first, and then without.',
        ),
      ]
    return [
      fault(
        sentence(`The token may not push to ${api.repository}${reason === '' ? '' : `: ${reason}`}`),
        `Give it contents: write. ${appHint}`,
      ),
    ]
  },
}

export const tokenMayOpenPullRequests: Check<GitHubPorts> = {
  id: 'github/pull-requests',
  title: 'Whether the token may open pull requests',
  level: 'fault',
  description:
    'The token has no permission for pull requests. GitHub often does not say before one is opened: then it is not checked.',
  async run(ports) {
    const { api, token } = ports
    const repository = await api.getRepository()
    if (token === undefined) return [unknown('Without a token there is no right to look at.')]
    if (!repository.given) return openBecause(repository)
    const pulls = await api.listPullRequests()
    if (!pulls.given && pulls.status === 403)
      return [
        fault(
          `The token may not even read the pull requests of ${api.repository}.`,
          `Give it pull requests: write. ${appHint}`,
        ),
      ]
    if (!pulls.given) return openBecause(pulls)
    const scopes = scopesIn(repository.headers) ?? []
    if (scopes.includes('repo') && repository.data.permissions?.push === true)
      return [ok('The token may open pull requests (scope repo, and its owner may push).')]
    if (kindOf(ports) === 'classic' && scopes.includes('public_repo') && !repository.data.private)
      return [ok('The token may open pull requests (scope public_repo).')]
    return [
      unknown(
        'Whether the token may open pull requests shows only when it opens one: GitHub has no question for it.',
        `It takes pull requests: write. ${appHint}`,
      ),
    ]
  },
}

/** The setting holds for a job's own token alone. */
export const workflowsMayOpenPullRequests: Check<GitHubPorts> = {
  id: 'github/workflow-pull-requests',
  title: 'Whether workflows may open pull requests',
  level: 'fault',
  description:
    '"Allow GitHub Actions to create and approve pull requests" is off, and the token is the job\'s own.',
  async run(ports) {
    const { api } = ports
    if (kindOf(ports) !== 'job')
      return [ok("The token is not this job's own, so the setting for those does not matter.")]
    const place =
      'It is "Allow GitHub Actions to create and approve pull requests" in Settings > Actions > General; the organization may have switched it off for all.'
    const answer = await api.getWorkflowPermissions()
    if (!answer.given)
      return [
        unknown(
          "Only an administrator's token sees whether workflows may open pull requests with their own token.",
          place,
        ),
      ]
    return [
      answer.data.can_approve_pull_request_reviews
        ? ok('Workflows may open pull requests with their own token.')
        : fault(
            `Workflows of ${api.repository} may not open pull requests with their own token.`,
            `Tick it. ${place}`,
          ),
    ]
  },
}

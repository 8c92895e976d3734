import type { Check } from '../check.ts'
import { fault, ok, sentence, unknown } from '../check.ts'
import type { GitHubPorts } from './ports.ts'
import { kindOf, openBecause, scopesIn } from './ports.ts'

const appHint =
  "For a GitHub App: change it in the settings of the App under Permissions, then accept the change for the installation. For the job's own token: set permissions: {contents: write, pull-requests: write} in the job."

export const tokenMayPush: Check<GitHubPorts> = {
  id: 'github/push',
  title: 'Permission to push',
  level: 'fault',
  description: 'The token has no permission to push.',
  async run({ api, token }) {
    const answer = await api.getRepository()
    if (token === undefined) return [unknown('No token is set, so the permission to push was not checked.')]
    if (!answer.given) return openBecause(answer)
    if (answer.data.archived) return [unknown('The repository is archived, so nobody can push to it.')]
    const refusal = await api.refusesPush(answer.data.full_name)
    if (refusal === undefined) return [ok('The token may push (contents: write).')]
    const { status, reason } = refusal
    if (status !== 401 && status !== 403 && status !== 404)
      return [
        unknown(
          `The permission to push could not be determined: GitHub responded with ${status}.`,
          'Run fairlead update with dry-run first, then without it.',
        ),
      ]
    return [
      fault(
        sentence(
          `The token has no permission to push to ${api.repository}${reason === '' ? '' : `: ${reason}`}`,
        ),
        `Give it contents: write. ${appHint}`,
      ),
    ]
  },
}

export const tokenMayOpenPullRequests: Check<GitHubPorts> = {
  id: 'github/pull-requests',
  title: 'Permission to open pull requests',
  level: 'fault',
  description:
    'The token has no permission for pull requests. GitHub often does not report this before one is opened; then it is not checked.',
  async run(ports) {
    const { api, token } = ports
    const repository = await api.getRepository()
    if (token === undefined) return [unknown('No token is set, so its permissions were not checked.')]
    if (!repository.given) return openBecause(repository)
    const pulls = await api.listPullRequests()
    if (!pulls.given && pulls.status === 403)
      return [
        fault(
          `The token has no permission to read the pull requests of ${api.repository}.`,
          `Give it pull requests: write. ${appHint}`,
        ),
      ]
    if (!pulls.given) return openBecause(pulls)
    const scopes = scopesIn(repository.headers) ?? []
    if (scopes.includes('repo') && repository.data.permissions?.push === true)
      return [ok('The token may open pull requests (scope repo, and its owner has push access).')]
    if (kindOf(ports) === 'classic' && scopes.includes('public_repo') && !repository.data.private)
      return [ok('The token may open pull requests (scope public_repo).')]
    return [
      unknown(
        'Not verified: GitHub has no API to check the permission to open pull requests.',
        `The token needs pull requests: write. ${appHint}`,
      ),
    ]
  },
}

/** The setting applies only to a job's own token. */
export const workflowsMayOpenPullRequests: Check<GitHubPorts> = {
  id: 'github/workflow-pull-requests',
  title: 'Workflow permission to open pull requests',
  level: 'fault',
  description:
    '"Allow GitHub Actions to create and approve pull requests" is off, and the token is the job\'s own.',
  async run(ports) {
    const { api } = ports
    if (kindOf(ports) !== 'job')
      return [ok("The token is not this job's own, so this setting does not apply.")]
    const place =
      'The setting is "Allow GitHub Actions to create and approve pull requests" in Settings > Actions > General. The organization may have disabled it for all repositories.'
    const answer = await api.getWorkflowPermissions()
    if (!answer.given)
      return [
        unknown(
          'Only the token of an administrator can read whether workflows may open pull requests with their own token.',
          place,
        ),
      ]
    return [
      answer.data.can_approve_pull_request_reviews
        ? ok('Workflows may open pull requests with their own token.')
        : fault(
            `Workflows of ${api.repository} are not allowed to open pull requests with their own token.`,
            `Enable it. ${place}`,
          ),
    ]
  },
}

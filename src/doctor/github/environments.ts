import type { Check, Found } from '../check.ts'
import { note, ok, orOk, sentence, unknown, warning } from '../check.ts'
import { productionIn } from '../files/production.ts'
import type { GitHubApi } from './github-api.ts'
import type { GitHubPorts } from './ports.ts'

/**
 * Checks the GitHub environments with the names of production environments: their reviewers approve deployment jobs.
 */
export const environmentsAreProtected: Check<GitHubPorts> = {
  id: 'github/environments',
  title: "GitHub's environments for production",
  level: 'warning',
  description:
    'A production environment on GitHub has no required reviewers (warning); it does not exist, or any branch may use it (note).',
  async run({ api, files }) {
    if (files === undefined)
      return [unknown('Without the files of the infra repo, production environments are not known.')]
    const names = await productionIn(files)
    if (names.length === 0) return [ok('No environment is production, so none requires protection.')]
    const found: Found[] = []
    for (const name of names) found.push(...(await environment(api, name)))
    return orOk(found, '')
  },
}

async function environment(api: GitHubApi, name: string): Promise<Found[]> {
  const answer = await api.getEnvironment(name)
  const place = `Settings > Environments > ${name}`
  if (!answer.given && answer.status === 404)
    return [
      note(
        `${api.repository} has no GitHub environment "${name}".`,
        'An environment with required reviewers lets people approve a job. It is optional if you only use pull requests. Settings > Environments > New environment.',
      ),
    ]
  if (!answer.given)
    return [
      unknown(
        sentence(`The GitHub environment "${name}" could not be read: ${answer.fault.message}`),
        'Reading it requires actions: read.',
      ),
    ]
  const { protection_rules: rules = [], deployment_branch_policy: policy } = answer.data
  const reviewers = rules.find((rule) => rule.type === 'required_reviewers')
  const found: Found[] = []
  if (reviewers === undefined || !('reviewers' in reviewers) || (reviewers.reviewers ?? []).length === 0)
    found.push(
      warning(
        `The GitHub environment "${name}" has no required reviewers: its jobs run without approval.`,
        `Select "Required reviewers" at ${place}. For private repositories this requires GitHub Enterprise.`,
      ),
    )
  else if (!('prevent_self_review' in reviewers) || reviewers.prevent_self_review !== true)
    found.push(
      note(
        `The person who starts a job for the GitHub environment "${name}" may also approve it.`,
        `Select "Prevent self-review" at ${place}.`,
      ),
    )
  if (policy === null || policy === undefined)
    found.push(
      note(
        `Jobs on any branch may use the GitHub environment "${name}".`,
        `Choose "Protected branches only" under "Deployment branches and tags" at ${place}.`,
      ),
    )
  return found.length > 0
    ? found
    : [ok(`The GitHub environment "${name}" has required reviewers and a deployment branch rule.`)]
}

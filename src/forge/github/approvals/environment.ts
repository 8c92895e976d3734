import type { Environment, GateFacts } from './facts.ts'
import { no, unread, yes } from '../../gate-checks.ts'
import { pages } from './pages.ts'
import type { Finding, GateCheck } from '../../gate-checks.ts'

/** An environment of GitHub that blocks jobs until somebody approves, with the branch that may use it. */
export interface EnvironmentPlace {
  readonly facts: GateFacts
  /** The name as the workflow writes it: a misspelled name creates a new environment without protection. */
  readonly name: string
  /** The branch whose workflows may use it: the base of the request. */
  readonly base: string
}

/**
 * Returns a check of an environment. Only the `environment` check reports one that does not exist or cannot be read.
 */
function check(
  id: string,
  description: string,
  find: (
    environment: Environment,
    place: EnvironmentPlace,
  ) => Promise<Finding | undefined> | Finding | undefined,
): GateCheck<EnvironmentPlace> {
  return {
    id,
    description,
    async inspect(place) {
      const { data } = await place.facts.environment(place.name)
      const found = data && (await find(data, place))
      return found === undefined ? [] : [found]
    },
  }
}

const isThere: GateCheck<EnvironmentPlace> = {
  id: 'environment',
  description:
    'The environment exists under exactly this name: for a misspelled name GitHub creates a new environment without any protection.',
  async inspect({ facts, name }) {
    const answer = await facts.environment(name)
    if (answer.data !== undefined) return [yes(`${facts.repository.name} has the environment ${name}.`)]
    if (answer.status !== 404) return [unread(`whether the environment ${name} is protected`, answer)]
    return [
      no(
        `${facts.repository.name} has no environment ${JSON.stringify(name)}: a job that names it does not wait for an approval.`,
        `Create it, or fix its name in the workflow and in protected-environment: ${pages(facts).environments}`,
      ),
    ]
  },
}

/**
 * Returns the required reviewers of an environment. Source: GET
 * /repos/{owner}/{repo}/environments/{environment_name}.
 */
export function reviewersOf({ protection_rules: rules = [] }: Environment) {
  const rule = rules.find(({ type }) => type === 'required_reviewers')
  if (rule === undefined || !('reviewers' in rule)) return { reviewers: [], preventsSelfReview: false }
  return { reviewers: rule.reviewers ?? [], preventsSelfReview: rule.prevent_self_review === true }
}

const reviewers = check(
  'reviewers',
  'A job of the environment requires an approval. For private repositories this requires GitHub Enterprise.',
  async (environment, { facts, name }) => {
    const { reviewers: found } = reviewersOf(environment)
    if (found.length > 0)
      return yes(
        `One of ${found.length} ${found.length === 1 ? 'reviewer' : 'reviewers'} must approve a job for ${name}.`,
      )
    const { private: isPrivate } = await facts.itself()
    return no(
      `The environment ${name} has no required reviewers: a job for it does not wait for an approval.${isPrivate ? ' For private repositories, required reviewers need GitHub Enterprise: with another plan the gate is only advisory.' : ''}`,
      `Select "Required reviewers": ${pages(facts).environments}${isPrivate ? ' Without that plan, whatever holds the cluster credentials must decide: see the table at the top of docs/gate.md.' : ''}`,
    )
  },
)

const selfReview = check(
  'self-review',
  'The person who starts a run cannot approve it.',
  (environment, { facts, name }) => {
    const { reviewers: found, preventsSelfReview } = reviewersOf(environment)
    if (found.length === 0) return undefined
    return preventsSelfReview
      ? yes(`The person who starts a run cannot approve its job for ${name}.`)
      : no(
          `The person who starts a run can approve its job for ${name}.`,
          `Select "Prevent self-review": ${pages(facts).environments}`,
        )
  },
)

const administrators = check(
  'administrators',
  'Administrators cannot let a job through without an approval.',
  (environment, { facts, name }) => {
    // GitHub returns this field, but its description of the response does not contain it.
    const bypass = (environment as { can_admins_bypass?: boolean }).can_admins_bypass
    if (bypass === false) return yes(`Administrators cannot let a job for ${name} through.`)
    if (bypass === undefined)
      return unread(`whether administrators can let a job for ${name} through`, {
        needs: 'a GitHub version that returns can_admins_bypass',
        fault: { message: 'it is missing in the response' },
      })
    return no(
      `Administrators can let a job for ${name} through without an approval.`,
      `Clear "Allow administrators to bypass configured protection rules": ${pages(facts).environments}`,
    )
  },
)

const branches = check(
  'branches',
  'Only workflows of protected branches can use the environment: a change contains its own workflow, on its own branch.',
  async ({ deployment_branch_policy: policy }, { facts, name, base }) => {
    const page = pages(facts).environments
    if (!policy)
      return no(
        `A job of any branch can use the environment ${name}, and a change can contain such a job.`,
        `Choose "Selected branches and tags" with the default branch only, or "Protected branches only": ${page}`,
      )
    const { default_branch: standard } = await facts.itself()
    if (policy.custom_branch_policies) {
      const answer = await facts.branchPolicies(name)
      if (answer.data === undefined) return unread(`which branches can use the environment ${name}`, answer)
      // Anybody with push access can create a tag, or a branch that matches a pattern.
      const foreign = answer.data.filter(
        ({ name: branch, type }) => type === 'tag' || (branch !== standard && branch !== base),
      )
      const named = foreign.slice(0, 3).map(({ name: one = '', type = 'branch' }) => `${type} ${one}`)
      if (foreign.length > 0)
        return no(
          `Jobs of refs other than ${standard} can use the environment ${name} (${named.join(', ')}), and whoever can push such a ref can add such a job.`,
          `Keep only ${standard} in "Deployment branches and tags": ${page}`,
        )
      return yes(`Only jobs of ${standard} can use the environment ${name}.`)
    }
    const isProtected = await protectedBranch(facts, standard)
    if (isProtected === true) return yes(`Only jobs of protected branches can use the environment ${name}.`)
    if (isProtected === false)
      return no(
        `The environment ${name} is for protected branches, but ${standard} is not protected: if no branch is protected, all branches can use it.`,
        `Protect ${standard}: ${pages(facts).rules}`,
      )
    return unread(`whether ${standard} is protected`, isProtected)
  },
)

/**
 * Reports whether a classic protection or a ruleset applies to a branch; returns the refusal if that cannot be read.
 */
export async function protectedBranch(facts: GateFacts, name: string) {
  const branch = await facts.branch(name)
  if (branch.data?.protected === true) return true
  const rules = await facts.rules(name)
  if (rules.data !== undefined && rules.data.length > 0) return true
  if (branch.data === undefined) return branch
  return rules.data === undefined ? rules : false
}

/** The checks of an environment: all must pass for its approvals to count. */
export const environmentChecks: readonly GateCheck<EnvironmentPlace>[] = [
  isThere,
  reviewers,
  selfReview,
  administrators,
  branches,
]

import type { Environment, GateFacts } from './facts.ts'
import { no, unread, yes } from '../../gate-checks.ts'
import { pages } from './pages.ts'
import type { Finding, GateCheck } from '../../gate-checks.ts'

/** An environment of GitHub that holds jobs back until somebody approves. */
export interface EnvironmentPlace {
  readonly facts: GateFacts
  /** As the workflow writes it: one that is misspelt is a new one, which holds back nothing. */
  readonly name: string
  /** The branch whose workflows may use it: that of the request's base. */
  readonly base: string
}

/** One check of an environment; that it is not there, or cannot be read, is told by the first of them alone. */
function check(
  id: string,
  description: string,
  look: (
    environment: Environment,
    place: EnvironmentPlace,
  ) => Promise<Finding | undefined> | Finding | undefined,
): GateCheck<EnvironmentPlace> {
  return {
    id,
    description,
    async inspect(place) {
      const { data } = await place.facts.environment(place.name)
      const found = data && (await look(data, place))
      return found === undefined ? [] : [found]
    },
  }
}

const isThere: GateCheck<EnvironmentPlace> = {
  id: 'environment',
  description:
    'The environment is there, under exactly this name: GitHub makes a new one without any protection of a name that is misspelt.',
  async inspect({ facts, name }) {
    const answer = await facts.environment(name)
    if (answer.data !== undefined) return [yes(`${facts.repository.name} has the environment ${name}.`)]
    if (answer.status !== 404) return [unread(`whether the environment ${name} is protected`, answer)]
    return [
      no(
        `${facts.repository.name} has no environment ${JSON.stringify(name)}: a job that names it waits for nobody.`,
        `Make it, or mend its name in the workflow and in protected-environment: ${pages(facts).environments}`,
      ),
    ]
  },
}

/** How GitHub writes the protection by reviewers. Source: GET /repos/{owner}/{repo}/environments/{environment_name}. */
export function reviewersOf({ protection_rules: rules = [] }: Environment) {
  const rule = rules.find(({ type }) => type === 'required_reviewers')
  if (rule === undefined || !('reviewers' in rule)) return { reviewers: [], preventsSelfReview: false }
  return { reviewers: rule.reviewers ?? [], preventsSelfReview: rule.prevent_self_review === true }
}

const reviewers = check(
  'reviewers',
  'Somebody has to approve a job of the environment. Private repositories have that on GitHub Enterprise alone.',
  async (environment, { facts, name }) => {
    const { reviewers: found } = reviewersOf(environment)
    if (found.length > 0)
      return yes(
        `One of ${found.length} ${found.length === 1 ? 'reviewer' : 'reviewers'} has to approve a job for ${name}.`,
      )
    const { private: isPrivate } = await facts.itself()
    return no(
      `The environment ${name} has no required reviewers: a job for it waits for nobody.${isPrivate ? ' Private repositories have required reviewers on GitHub Enterprise alone: with another plan this way only advises.' : ''}`,
      `Tick "Required reviewers": ${pages(facts).environments}${isPrivate ? ' Without that plan let what holds the key to the cluster decide: see the table at the top of docs/gate.md.' : ''}`,
    )
  },
)

const selfReview = check(
  'self-review',
  'Who starts a run cannot approve it.',
  (environment, { facts, name }) => {
    const { reviewers: found, preventsSelfReview } = reviewersOf(environment)
    if (found.length === 0) return undefined
    return preventsSelfReview
      ? yes(`Who starts a run cannot approve its job for ${name}.`)
      : no(
          `Who starts a run may approve its job for ${name} themselves.`,
          `Tick "Prevent self-review": ${pages(facts).environments}`,
        )
  },
)

const administrators = check(
  'administrators',
  'Administrators cannot let a job through without an approval.',
  (environment, { facts, name }) => {
    // GitHub answers it, and its description of the answer lacks it.
    const bypass = (environment as { can_admins_bypass?: boolean }).can_admins_bypass
    if (bypass === false) return yes(`Administrators cannot let a job for ${name} through.`)
    if (bypass === undefined)
      return unread(`whether administrators can let a job for ${name} through`, {
        needs: 'a GitHub that tells it (can_admins_bypass)',
        fault: { message: 'the answer lacks it' },
      })
    return no(
      `Administrators can let a job for ${name} through without an approval.`,
      `Clear "Allow administrators to bypass configured protection rules": ${pages(facts).environments}`,
    )
  },
)

const branches = check(
  'branches',
  'Only workflows of protected branches reach the environment: a change brings its own workflow on its own branch.',
  async ({ deployment_branch_policy: policy }, { facts, name, base }) => {
    const page = pages(facts).environments
    if (!policy)
      return no(
        `A job of any branch may use the environment ${name}, and a change can bring such a job.`,
        `Choose "Selected branches and tags" with the default branch alone, or "Protected branches only": ${page}`,
      )
    const { default_branch: standard } = await facts.itself()
    if (policy.custom_branch_policies) {
      const answer = await facts.branchPolicies(name)
      if (answer.data === undefined) return unread(`which branches may use the environment ${name}`, answer)
      // A tag, and a branch of a pattern, is made by whoever may push.
      const foreign = answer.data.filter(
        ({ name: branch, type }) => type === 'tag' || (branch !== standard && branch !== base),
      )
      const named = foreign.slice(0, 3).map(({ name: one = '', type = 'branch' }) => `${type} ${one}`)
      if (foreign.length > 0)
        return no(
          `Jobs of other refs than ${standard} may use the environment ${name} (${named.join(', ')}), and whoever may push one brings such a job.`,
          `Leave ${standard} alone in "Deployment branches and tags": ${page}`,
        )
      return yes(`Only jobs of ${standard} may use the environment ${name}.`)
    }
    const isProtected = await protectedBranch(facts, standard)
    if (isProtected === true) return yes(`Only jobs of protected branches may use the environment ${name}.`)
    if (isProtected === false)
      return no(
        `The environment ${name} is for protected branches, and ${standard} is none: where no branch is protected, all may use it.`,
        `Protect ${standard}: ${pages(facts).rules}`,
      )
    return unread(`whether ${standard} is protected`, isProtected)
  },
)

/** Whether a classic protection or a ruleset holds for a branch; the refusal where that cannot be read. */
export async function protectedBranch(facts: GateFacts, name: string) {
  const branch = await facts.branch(name)
  if (branch.data?.protected === true) return true
  const rules = await facts.rules(name)
  if (rules.data !== undefined && rules.data.length > 0) return true
  if (branch.data === undefined) return branch
  return rules.data === undefined ? rules : false
}

/** What has to be so of an environment for its approvals to mean anything. */
export const environmentChecks: readonly GateCheck<EnvironmentPlace>[] = [
  isThere,
  reviewers,
  selfReview,
  administrators,
  branches,
]

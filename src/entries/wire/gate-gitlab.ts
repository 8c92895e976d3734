import type { GateValues } from '../../commands/gate.ts'
import { inputError } from '../../errors.ts'
import type { GateChecks } from '../../forge/gitlab/approvals/source.ts'
import { originOf } from '../../git/checkout.ts'
import { changeCommits } from '../../git/pushed.ts'
import { RECORDS_BRANCH } from '../../records/place.ts'
import type { Wiring } from '../define.ts'
import { connectToGitlab } from './connect.ts'
import { forgeOf } from './forges.ts'
import { environmentsOf, noChange, plannedIn, requestEvent, requestRef } from './gate-forge.ts'
import type { GateCheckout, GateForge } from './gate-forge.ts'

/**
 * Returns the gate for GitLab's environments. The merge request and its commits are read from GitLab now. The job's
 * own token identifies the job, independent of the job's variables.
 *
 * @throws FairleadError (input) if the project, the merge request or the token is missing
 */
export async function gitlabGate(
  values: GateValues,
  { git, own }: GateCheckout,
  wiring: Wiring,
  checks?: GateChecks,
): Promise<GateForge> {
  const { context } = wiring
  const { token, 'settings-token': second } = values
  if (token === undefined)
    throw inputError('token is missing, so nothing can be read from GitLab', {
      hint: 'Set the variable FAIRLEAD_TOKEN to an access token of the project (role Maintainer, scope read_api). Make the variable protected and masked, and limit it to the environment of the job that judges.',
    })
  const repository =
    values.repository ??
    own.change?.into?.path ??
    forgeOf('gitlab').nameOf(await originOf(git), context) ??
    context.job.repository
  if (repository === undefined)
    throw inputError('repository is missing and cannot be read from the checkout', {
      hint: `Set repository to ${forgeOf('gitlab').naming}.`,
    })
  const reach = async (by: string | undefined) =>
    by === undefined ? undefined : (await connectToGitlab({ repository, token: by }, wiring)).project
  const connection = await connectToGitlab({ repository, token }, wiring)
  const approvals = connection.approvals(
    { settings: await reach(second), job: await reach(context.environment['CI_JOB_TOKEN'] || undefined) },
    checks,
  )
  const setup: GateForge['setup'] = (policy, base) =>
    approvals.setup({ base, environments: environmentsOf(values, policy), policy })
  const mergeRules: GateForge['mergeRules'] = (base) => connection.mergeRules(base)
  const ledger = () => connection.ledger(RECORDS_BRANCH)
  if (values['check-setup'])
    return { base: own.defaultBranch, event: undefined, setup, ledger, mergeRules, ...noChange }
  const number = values['pull-request'] ?? context.request?.number
  if (number === undefined)
    throw inputError('pull-request is missing, and the job does not run for a merge request', {
      hint: 'Set pull-request to its number: a pipeline of the default branch gets it as an input (docs/gate.md).',
    })
  const ref = requestRef('gitlab', number)
  const request = await approvals.request(number)
  if (values.base !== undefined && values.base !== request.base)
    throw inputError(`base is ${values.base}, but the merge request !${number} targets ${request.base}`, {
      hint: 'Remove base.',
    })
  return {
    base: request.base,
    event: requestEvent(request.head, { ref, name: `!${number}` }, own),
    setup,
    ledger,
    mergeRules,
    witness: connection.witness(Number(number)),
    merging: async (base) => connection.merging({ number, base, git }),
    source: async (policy, judged) =>
      approvals.source({
        request: number,
        environments: environmentsOf(values, policy),
        digest: plannedIn(values, 'plan-digest: $FAIRLEAD_PLAN_DIGEST, from its dotenv report'),
        judged,
        bots: policy.bots,
        commits: () => changeCommits(git, judged.base, judged.head),
      }),
  }
}

import type { GateValues } from '../../commands/gate.ts'
import type { GateChecks } from '../../forge/gitlab/approvals/approvals.ts'
import { changeCommits } from '../../git/pushed.ts'
import { RECORDS_BRANCH } from '../../records/place.ts'
import type { Wiring } from '../define.ts'
import { connectToGitlab } from './connect.ts'
import { environmentsOf, gateOfRequest, gateReach, plannedIn } from './gate-forge.ts'
import type { GateCheckout, GateForge } from './gate-forge.ts'

/**
 * Returns the gate for GitLab's environments. The merge request and its commits are read from GitLab now. The job's
 * own token identifies the job, independent of the job's variables.
 *
 * @throws FairleadError (input) if the project, the merge request or the token is missing
 */
export async function gitlabGate(
  values: GateValues,
  checkout: GateCheckout,
  wiring: Wiring,
  checks?: GateChecks,
): Promise<GateForge> {
  const { context } = wiring
  const { git, own } = checkout
  const { repository, token } = await gateReach(values, checkout, context, {
    tokenHint:
      'Set the variable FAIRLEAD_TOKEN to an access token of the project (role Maintainer, scope read_api). Make the variable protected and masked, and limit it to the environment of the job that judges.',
  })
  const reach = async (by: string | undefined) =>
    by === undefined ? undefined : (await connectToGitlab({ repository, token: by }, wiring)).project
  const connection = await connectToGitlab({ repository, token }, wiring)
  const [settings, job] = [
    await reach(values['settings-token']),
    await reach(context.environment['CI_JOB_TOKEN'] || undefined),
  ]
  const approvals = connection.approvals({ settings, job }, checks)
  return gateOfRequest(values, own, context, {
    setup: (policy, base) => approvals.setup({ base, environments: environmentsOf(values, policy), policy }),
    ledger: () => connection.ledger(RECORDS_BRANCH),
    mergeRules: (base) => connection.mergeRules(base),
    requestHint:
      'Set pull-request to its number: a pipeline of the default branch gets it as an input (docs/gate.md).',
    request: (number) => approvals.request(number),
    change: (number) => ({
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
    }),
  })
}

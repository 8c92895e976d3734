import type { GateValues } from '../../commands/gate.ts'
import { inputError } from '../../errors.ts'
import type { GateChecks } from '../../forge/gitlab/approvals/approvals.ts'
import { changeCommits } from '../../git/pushed.ts'
import { RECORDS_BRANCH } from '../../records/place.ts'
import { outputVariable } from '../../runtime/dotenv.ts'
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
      artifact: approvals.artifact,
      witness: connection.witness(Number(number)),
      merging: async (base) => connection.merging({ number, base, git }),
      source: async (policy, judged) =>
        approvals.source({
          request: number,
          environments: environmentsOf(values, policy),
          digest: await planDigest(values, approvals.artifact),
          judged,
          bots: policy.bots,
          commits: () => changeCommits(git, judged.base, judged.head),
        }),
    }),
  })
}

/** The outputs of a job that ran the component `gate`, in its artifacts. */
const OUTPUTS = { path: '.fairlead/gate.env', bytes: 100_000 }

/**
 * Returns the digest that the approvers have seen: the input, or the output of the job that the input plan-job names.
 *
 * @throws FairleadError (input) if both or none of them are set, or the job has no digest
 */
async function planDigest(values: GateValues, artifact: NonNullable<GateForge['artifact']>): Promise<string> {
  const { 'plan-job': job, 'plan-digest': given } = values
  const how = 'set plan-job to its name, or plan-digest to $FAIRLEAD_PLAN_DIGEST from its dotenv report'
  if (job === undefined) return plannedIn(values, how)
  if (given !== undefined)
    throw inputError('plan-digest and plan-job are both set', { hint: 'Set only plan-job.' })
  const outputs = await artifact(job, OUTPUTS.path, OUTPUTS.bytes)
  const name = `${outputVariable('plan-digest')}=`
  const line = outputs.split('\n').find((one) => one.startsWith(name))
  return plannedIn({ ...values, 'plan-digest': line?.slice(name.length).trim() }, how)
}

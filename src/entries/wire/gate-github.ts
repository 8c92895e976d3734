import type { GateValues } from '../../commands/gate.ts'
import { inputError } from '../../errors.ts'
import type { GateChecks } from '../../forge/github/approvals/approvals.ts'
import type { Policy } from '../../gate/policy.ts'
import { changeCommits } from '../../git/pushed.ts'
import { RECORDS_BRANCH } from '../../records/place.ts'
import type { Wiring } from '../define.ts'
import { connectToGithub } from './connect.ts'
import { environmentsOf, gateOfRequest, gateReach, plannedIn } from './gate-forge.ts'
import type { GateCheckout, GateForge } from './gate-forge.ts'

/**
 * Returns the gate for GitHub's protected environments. The request and its commits are read from GitHub now,
 * independent of the checkout and the job's event.
 *
 * @throws FairleadError (input) if the repository, the request or the token is missing
 */
export async function githubGate(
  values: GateValues,
  checkout: GateCheckout,
  wiring: Wiring,
  checks?: GateChecks,
): Promise<GateForge> {
  const { context } = wiring
  const { git, own } = checkout
  const { repository, token } = await gateReach(values, checkout, context, {
    tokenHint:
      "Use the job's own token: token: ${{ github.token }}, with permissions: {contents: read, actions: read, deployments: read, pull-requests: read}. On your machine, set the environment variable FAIRLEAD_TOKEN.",
    known: context.request?.repository,
  })
  const second = values['settings-token']
  const connection = await connectToGithub({ repository, token }, wiring)
  const settings =
    second === undefined
      ? undefined
      : (await connectToGithub({ repository, token: second }, wiring)).repository
  const approvals = connection.approvals(settings, checks)
  return gateOfRequest(values, own, context, {
    setup: (policy, base) =>
      approvals.setup({ base, environments: environmentsOf(values, policy), policy, merges: values.merge }),
    ledger: () => connection.ledger(RECORDS_BRANCH),
    mergeRules: (base) => connection.mergeRules(base, settings),
    requestHint: 'Set pull-request to its number.',
    request: (number) => approvals.request(number),
    change: (number) => ({
      witness: connection.witness(),
      merging: async (base) => connection.merging({ number, base, git }, settings),
      async source(policy, judged) {
        const environments = environmentsOf(values, policy)
        refuseFew(policy, environments)
        return approvals.source({
          request: number,
          run: runOf(wiring),
          environments,
          digest: plannedIn(values, 'plan-digest: ${{ needs.plan.outputs.digest }}'),
          head: own.change?.isRequest === true ? own.change.head : undefined,
          judged,
          commits: () => changeCommits(git, judged.base, judged.head),
        })
      },
    }),
  })
}

/**
 * Checks that the run waits for enough environments, because an environment requires only one reviewer.
 *
 * @throws FairleadError (input) if the policy requires more people than the run waits for
 */
function refuseFew({ environment, approvals }: Policy, environments: readonly string[]): void {
  if (environments.length >= approvals) return
  throw inputError(
    `the gate of ${environment} requires ${approvals} approvals, but the run waits for only ${environments.length}: a GitHub environment requires only one reviewer`,
    {
      hint: `Let the run wait for ${approvals} environments, each in its own job, and list them in protected-environment.`,
    },
  )
}

function runOf({ context }: Wiring): number {
  const [, id] = /\/actions\/runs\/(\d{1,15})$/.exec(context.job.runUrl ?? '') ?? []
  if (id === undefined)
    throw inputError('this is not a GitHub Actions run, so it did not wait for an environment', {
      hint: 'Run the gate in a workflow: see actions/gate/README.md for an example.',
    })
  return Number(id)
}

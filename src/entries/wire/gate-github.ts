import type { GateValues } from '../../commands/gate.ts'
import { inputError } from '../../errors.ts'
import type { GateChecks } from '../../forge/github/approvals/source.ts'
import { LEAST_DIGITS } from '../../gate/who.ts'
import type { Policy } from '../../gate/policy.ts'
import { originOf } from '../../git/checkout.ts'
import { changeCommits } from '../../git/pushed.ts'
import { RECORDS_BRANCH } from '../../records/place.ts'
import type { Wiring } from '../define.ts'
import { connectToGithub } from './connect.ts'
import { forgeOf } from './forges.ts'
import type { GateCheckout, GateForge } from './gate-forge.ts'

/**
 * GitHub's protected environments: the request and its commits are those that GitHub has now, whatever the checkout and
 * the job's event say.
 *
 * @throws FairleadError (input) where the repository, the request or the token is missing
 */
export async function githubGate(
  values: GateValues,
  { git, own }: GateCheckout,
  wiring: Wiring,
  checks?: GateChecks,
): Promise<GateForge> {
  const { context } = wiring
  const { token, 'settings-token': second } = values
  if (token === undefined)
    throw inputError('token is missing, so nobody can be asked who approved the change', {
      hint: "Give the job's own token: token: ${{ github.token }}, with permissions: {contents: read, actions: read, deployments: read, pull-requests: read}.",
    })
  const repository =
    values.repository ??
    context.request?.repository ??
    own.change?.into?.path ??
    forgeOf('github').nameOf(await originOf(git), context) ??
    context.job.repository
  if (repository === undefined)
    throw inputError('repository is missing, and the checkout does not tell it', {
      hint: `Give ${forgeOf('github').naming}.`,
    })
  const connection = await connectToGithub({ repository, token }, wiring)
  const settings =
    second === undefined
      ? undefined
      : (await connectToGithub({ repository, token: second }, wiring)).repository
  const approvals = connection.approvals(settings, checks)
  const environmentsOf = (policy: Policy) =>
    values['protected-environment'].length > 0 ? values['protected-environment'] : [policy.environment]
  const setup: GateForge['setup'] = (policy, base) =>
    approvals.setup({ base, environments: environmentsOf(policy), policy, merges: values.merge })
  const mergeRules: GateForge['mergeRules'] = (base) => connection.mergeRules(base, settings)
  const ledger = () => connection.ledger(RECORDS_BRANCH)
  if (values['check-setup'])
    return { base: own.defaultBranch, event: undefined, setup, ledger, mergeRules, ...nothing }
  const number = values['pull-request'] ?? context.request?.number
  if (number === undefined)
    throw inputError('pull-request is missing, and the job runs for none', { hint: 'Give its number.' })
  const request = await approvals.request(number)
  if (values.base !== undefined && values.base !== request.base)
    throw inputError(`base is ${values.base}, and the pull request #${number} goes into ${request.base}`, {
      hint: 'Leave base out.',
    })
  return {
    base: request.base,
    event: eventOf(request.head, number, own),
    setup,
    ledger,
    mergeRules,
    witness: connection.witness(),
    merging: async (base) => connection.merging({ number, base, git }, settings),
    async source(policy, judged) {
      const environments = environmentsOf(policy)
      refuseFew(policy, environments)
      return approvals.source({
        request: number,
        run: runOf(wiring),
        environments,
        digest: plannedIn(values),
        head: own.change?.isRequest === true ? own.change.head : undefined,
        judged,
        commits: () => changeCommits(git, judged.base, judged.head),
      })
    },
  }
}

const noChange = () => Promise.reject(new Error('no change is judged'))
const nothing: Pick<GateForge, 'source' | 'merging'> = { source: noChange, merging: noChange }

/** The request's commit, which its repository keeps under a ref of its own, also that of a fork. */
function eventOf(head: string, number: string, { change, baseAt }: GateCheckout['own']): GateForge['event'] {
  return {
    from: [],
    baseWas: [],
    trialMerge: undefined,
    head,
    headAt: undefined,
    headName: change?.head === head ? change.headName : `#${number}`,
    headRefs: [`refs/pull/${number}/head`],
    isRequest: true,
    checkedOut: undefined,
    baseAt,
  }
}

/**
 * One reviewer is all that an environment asks.
 *
 * @throws FairleadError (input) where the policy asks for more people than the run waits for
 */
function refuseFew({ environment, approvals }: Policy, environments: readonly string[]): void {
  if (environments.length >= approvals) return
  throw inputError(
    `the gate of ${environment} asks for ${approvals} approvals, and the run waits for ${environments.length}: one reviewer is all that an environment of GitHub asks`,
    {
      hint: `Let the run wait for ${approvals} environments, each in a job of its own, and name them in protected-environment.`,
    },
  )
}

function runOf({ context }: Wiring): number {
  const [, id] = /\/actions\/runs\/(\d{1,15})$/.exec(context.job.runUrl ?? '') ?? []
  if (id === undefined)
    throw inputError('this is no run of GitHub Actions, so no environment has held it back', {
      hint: 'Let a workflow run the gate: actions/gate/README.md has one to paste.',
    })
  return Number(id)
}

function plannedIn({ 'plan-digest': digest = '' }: GateValues): string {
  if (/^[0-9a-f]+$/i.test(digest) && digest.length >= LEAST_DIGITS) return digest.toLowerCase()
  throw inputError(
    digest === ''
      ? 'plan-digest is missing: what those who approved this run have seen'
      : `plan-digest is ${JSON.stringify(digest.slice(0, 80))}, and no digest`,
    {
      hint: 'Give the output digest of the job with plan: true: plan-digest: ${{ needs.plan.outputs.digest }}.',
    },
  )
}

import type { GateValues } from '../../commands/gate.ts'
import { FairleadError, inputError } from '../../errors.ts'
import type { Fault } from '../../errors.ts'
import type { ApprovalSource, Protection } from '../../forge/approvals.ts'
import type { Ledger } from '../../forge/ledger.ts'
import type { MergeRules, Merging } from '../../forge/merging.ts'
import type { Witness } from '../../forge/witness.ts'
import type { EventSides } from '../../git/event-sides.ts'
import type { Git } from '../../git/git.ts'
import type { Policy } from '../../gate/policy.ts'
import { LEAST_DIGITS } from '../../gate/who.ts'
import { forgeOf } from './forges.ts'
import type { JobCheckout } from './job.ts'
import { originOf } from '../../git/checkout.ts'
import type { Context } from '../../runtime/context.ts'

/** A checkout, and what the job knows about it. */
export interface GateCheckout {
  readonly git: Git
  readonly own: JobCheckout
}

/** The two commits to judge. */
export interface JudgedCommits {
  readonly base: string
  readonly head: string
}

/** The facts that a forge provides about a change that waits for approval. */
export interface GateForge {
  /** The target branch of the change; undefined if the forge does not provide it. */
  readonly base: string | undefined
  /** The commit to judge; undefined for the checkout. */
  readonly event: EventSides | undefined
  source(policy: Policy, judged: JudgedCommits): Promise<ApprovalSource>
  /** Opens the records of the infra repo. */
  ledger(): Promise<Ledger>
  /** Opens the merge of the change into a branch. */
  merging(base: string, judged: JudgedCommits): Promise<Merging>
  /** Reads the settings for merges into a branch; undefined if there are none. */
  readonly mergeRules: ((base: string) => Promise<MergeRules>) | undefined
  /** Reads a file in the artifacts of another job of the pipeline; undefined if the forge has no such request. */
  readonly artifact?: (job: string, path: string, most: number) => Promise<string>
  /** Stores the hashes of records outside of the records; not set if there is no such store. */
  readonly witness?: Witness
  /** Checks the settings for a policy; undefined if there are none. */
  readonly setup: ((policy: Policy, base: string) => Promise<readonly Protection[]>) | undefined
}

/**
 * Returns the ref under which a forge stores the commit of a request, including requests of forks.
 *
 * @throws FairleadError (input) if it is not a number
 */
export function requestRef(forge: string, number: string): string {
  if (!/^[1-9]\d{0,9}$/.test(number))
    throw inputError(`${JSON.stringify(number)} is not the number of a ${forgeOf(forge).words.request}`)
  return forge === 'gitlab' ? `refs/merge-requests/${number}/head` : `refs/pull/${number}/head`
}

/**
 * Returns the sides for the current commit of the request on its forge, independent of the commit that the job runs
 * for.
 */
export function requestEvent(
  head: string,
  { ref, name }: { readonly ref: string; readonly name: string },
  { change, baseAt }: JobCheckout,
): EventSides {
  return {
    from: [],
    baseWas: [],
    trialMerge: undefined,
    head,
    headAt: undefined,
    headName: change?.head === head ? change.headName : name,
    headRefs: [ref],
    isRequest: true,
    checkedOut: undefined,
    baseAt,
  }
}

/**
 * Returns the digest that the approvers have seen.
 *
 * @param job how the job that shows the digest passes it on, as a hint
 * @throws FairleadError (input) if it is not a valid digest
 */
export function plannedIn({ 'plan-digest': digest = '' }: GateValues, job: string): string {
  if (/^[0-9a-f]+$/i.test(digest) && digest.length >= LEAST_DIGITS) return digest.toLowerCase()
  throw inputError(
    digest === ''
      ? 'plan-digest is missing: what those who approved have seen'
      : `plan-digest is ${JSON.stringify(digest.slice(0, 80))}, which is not a valid digest`,
    { hint: `Set it to the output digest of the job with plan: true: ${job}.` },
  )
}

/** Returns the environments of the forge whose jobs wait. */
export function environmentsOf(values: GateValues, { environment }: Policy): readonly string[] {
  const named = values['protected-environment']
  return named.length > 0 ? named : [environment]
}

/**
 * Returns the repository of a gate, and the token that it reads with.
 *
 * @param tokenHint how to get such a token
 * @param known the repository of the request that the job runs for, if it is known
 * @throws FairleadError (input) if the repository or the token is missing
 */
export async function gateReach(
  values: GateValues,
  { git, own }: GateCheckout,
  context: Context,
  { tokenHint, known }: { readonly tokenHint: string; readonly known?: string | undefined },
): Promise<{ readonly repository: string; readonly token: string }> {
  const { token } = values
  if (token === undefined)
    throw inputError('token is missing, so nothing can be read from the forge', { hint: tokenHint })
  const kind = forgeOf(values.forge)
  const repository =
    values.repository ??
    known ??
    own.change?.into?.path ??
    kind.nameOf(await originOf(git), context) ??
    context.job.repository
  if (repository === undefined)
    throw inputError('repository is missing and cannot be read from the checkout', {
      hint: `Set repository to ${kind.naming}.`,
    })
  return { repository, token }
}

/** The gate of a repository: its setup, which is the same for all changes, and its requests. */
export interface OpenGate extends Pick<GateForge, 'setup' | 'ledger' | 'mergeRules'> {
  /** How to name the request to judge, as a hint. */
  readonly requestHint: string
  /** Returns the base and the head of a request, as the forge has them now. */
  request(number: string): Promise<{ readonly base: string; readonly head: string }>
  /** Returns the facts about one request. */
  change(number: string): Pick<GateForge, 'source' | 'merging' | 'witness'>
}

/** Used if no change is judged. */
const nothing = () => Promise.reject(new Error('no change is judged'))

/**
 * Returns the gate of the request that an input names or that the job runs for; with `check-setup`, of none.
 *
 * @throws FairleadError (input) if there is no request, or it targets another base than the input
 */
export async function gateOfRequest(
  values: GateValues,
  own: JobCheckout,
  context: Context,
  gate: OpenGate,
): Promise<GateForge> {
  const { setup, ledger, mergeRules } = gate
  const always = { setup, ledger, mergeRules }
  if (values['check-setup'])
    return { base: own.defaultBranch, event: undefined, ...always, source: nothing, merging: nothing }
  const { request, sigil } = forgeOf(values.forge).words
  const number = values['pull-request'] ?? context.request?.number
  if (number === undefined)
    throw inputError(`pull-request is missing, and the job does not run for a ${request}`, {
      hint: gate.requestHint,
    })
  const ref = requestRef(values.forge, number)
  const name = `${sigil}${number}`
  const { base, head } = await gate.request(number)
  if (values.base !== undefined && values.base !== base)
    throw inputError(`base is ${values.base}, but the ${request} ${name} targets ${base}`, {
      hint: 'Remove base.',
    })
  return { base, event: requestEvent(head, { ref, name }, own), ...always, ...gate.change(number) }
}

/**
 * Checks that no input sets facts about a change that the forge provides: who wrote and approved it, and when.
 *
 * @throws FairleadError (input) with all inputs that do
 */
export function refuseTold(values: GateValues): void {
  const { approvals, author, pusher, now } = values
  const told = { approvals, author, pusher: pusher[0], now }
  const faults = Object.entries(told).flatMap(([name, value]): Fault[] =>
    value === undefined
      ? []
      : [
          {
            message: `${name} is for forge: local, and the forge is ${values.forge}`,
            hint: 'Remove it: the forge provides this.',
          },
        ],
  )
  const [first, ...others] = faults
  if (first !== undefined) throw new FairleadError('input', [first, ...others])
}

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

/** A checkout, and what the job knows of it. */
export interface GateCheckout {
  readonly git: Git
  readonly own: JobCheckout
}

/** The two commits that are judged. */
export interface JudgedCommits {
  readonly base: string
  readonly head: string
}

/** What a forge tells of a change that waits to be let through. */
export interface GateForge {
  /** The branch that the change goes into; undefined where it does not tell. */
  readonly base: string | undefined
  /** Which commit is judged; undefined where it is what is checked out. */
  readonly event: EventSides | undefined
  source(policy: Policy, judged: JudgedCommits): Promise<ApprovalSource>
  /** The records of the infra repo. */
  ledger(): Promise<Ledger>
  /** The merge of the change into a branch. */
  merging(base: string, judged: JudgedCommits): Promise<Merging>
  /** What the settings say of merges into a branch; undefined where there are none. */
  readonly mergeRules: ((base: string) => Promise<MergeRules>) | undefined
  /** Where the hashes of records are kept beside them; lacks where there is no such place. */
  readonly witness?: Witness
  /** Undefined where there are no settings. */
  readonly setup: ((policy: Policy, base: string) => Promise<readonly Protection[]>) | undefined
}

/**
 * The ref under which a forge keeps the commit of a request, also that of a fork.
 *
 * @throws FairleadError (input) where it is no number
 */
export function requestRef(forge: string, number: string): string {
  if (!/^[1-9]\d{0,9}$/.test(number))
    throw inputError(`${JSON.stringify(number)} is not the number of a ${forgeOf(forge).words.request}`)
  return forge === 'gitlab' ? `refs/merge-requests/${number}/head` : `refs/pull/${number}/head`
}

/** The request's commit as its forge has it now, whatever the job runs for. */
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
 * What those who approve have seen.
 *
 * @param job how the job that shows it hands it on, as a hint
 * @throws FairleadError (input) where it is none
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

/** The environments of the forge whose jobs wait. */
export function environmentsOf(values: GateValues, { environment }: Policy): readonly string[] {
  const named = values['protected-environment']
  return named.length > 0 ? named : [environment]
}

/** Where no change is judged. */
const nothing = () => Promise.reject(new Error('no change is judged'))
export const noChange: Pick<GateForge, 'source' | 'merging'> = { source: nothing, merging: nothing }

/**
 * That no input says of a change what its forge tells: who wrote and approved it, and when that was.
 *
 * @throws FairleadError (input) with all that do
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

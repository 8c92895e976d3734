import type { GateValues } from '../../commands/gate.ts'
import { FairleadError } from '../../errors.ts'
import type { Fault } from '../../errors.ts'
import type { ApprovalSource, Protection } from '../../forge/approvals.ts'
import type { Ledger } from '../../forge/ledger.ts'
import type { MergeRules, Merging } from '../../forge/merging.ts'
import type { Witness } from '../../forge/witness.ts'
import type { EventSides } from '../../git/event-sides.ts'
import type { Git } from '../../git/git.ts'
import type { Policy } from '../../gate/policy.ts'
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
            hint: 'Leave it out: the forge tells that.',
          },
        ],
  )
  const [first, ...others] = faults
  if (first !== undefined) throw new FairleadError('input', [first, ...others])
}

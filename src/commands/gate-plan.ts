import { inputError, refusal } from '../errors.ts'
import { decide, touchesNothing } from '../gate/decide.ts'
import type { Decision, GatedChange } from '../gate/model.ts'
import type { Policy } from '../gate/policy.ts'
import type { Sides } from '../git/sides.ts'
import { planJson, planMarkdown, planText } from '../report/gate/plan.ts'
import type { Review } from '../review/model.ts'
import type { Result } from './describe.ts'
import type { GateOutputs } from './gate-setup.ts'

/**
 * Checks that a review of another job is of exactly the judged commits.
 *
 * @throws FairleadError (input) if it is only a part, (refused) if it is of other commits
 */
export function sameCommits(told: Review, { base, head }: Sides): Review {
  const hint = 'Render again and judge the new report: start a new run.'
  if (told.shard !== undefined) throw inputError('the report is only a part of a report', { hint })
  for (const [side, was, is] of [
    ['the base', told.base.commit, base.commit],
    ['the change', told.head.commit, head.commit],
  ] as const)
    if (was === undefined || was !== is)
      throw refusal(
        `the report was created with ${side} at ${was?.slice(0, 12) ?? 'no commit'}, which is now at ${is?.slice(0, 12) ?? 'no commit'}`,
        { hint },
      )
  return told
}

/** Returns the decision if there is nothing to approve; then nobody is asked. Otherwise returns undefined. */
export function nothingIn(policy: Policy, change: GatedChange): Decision | undefined {
  if (!touchesNothing(change)) return undefined
  const people = { author: undefined, starter: undefined, pushers: undefined, teams: [] }
  const none = { protections: [], approvals: [], verified: [], pinned: new Map(), since: new Map(), now: 0 }
  return decide({ policy, change, people, ...none })
}

/** Returns what is to be approved, for the people who approve. */
export function planResult(change: GatedChange, environment: string, width: number): Result<GateOutputs> {
  const { digest = '' } = change
  return {
    outputs: {
      decision: touchesNothing(change) ? 'approved' : 'pending',
      digest,
      recorded: '',
      merged: '',
      'plan-digest': digest,
    },
    data: planJson(change, environment),
    text: planText(change, environment, width),
    summary: planMarkdown(change, environment),
    warnings: [],
  }
}

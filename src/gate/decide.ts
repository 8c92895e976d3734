import type { Decision, Facts, JudgedApproval, Reason, Word } from './model.ts'
import type { GateRule } from './rules/rule.ts'
import { holds } from './rules/rule.ts'
import { gateRules } from './table.ts'
import { accountsOf, approvalRules, isBot, judgedApprovals } from './who.ts'
import type { ApprovalRule } from './who.ts'
import { shownTime } from './when.ts'

/** The rules that decide. Tests leave one out to show that it is needed. */
export interface Rules {
  readonly gate: readonly GateRule[]
  readonly approvals: readonly ApprovalRule[]
}

/**
 * Decides whether a change of one environment is allowed, with the reasons.
 *
 * @returns the same decision for the same facts
 */
export function decide(facts: Facts, rules: Rules = { gate: gateRules, approvals: approvalRules }): Decision {
  const { change, policy } = facts
  const judged = judgedApprovals(facts, rules.approvals)
  const all = rules.gate.map(({ id, isHard = false, judge }) => {
    const said = judge(facts, judged).map((one): Reason => ({ rule: id, ...one }))
    return { isHard, said }
  })
  const reasonsOf = (which: typeof all) => which.flatMap(({ said }) => said)
  const hard = all.filter(({ isHard }) => isHard)
  const result = { digest: change.digest, approvals: judged }
  if (touchesNothing(change)) {
    const message = `Nothing to approve: the change does not touch ${policy.environment}.`
    return {
      ...result,
      decision: 'approved',
      reasons: [reason('nothing-to-approve', message)],
      override: undefined,
    }
  }
  const override = overrideOf(facts, judged)
  if (override === undefined) {
    const reasons = reasonsOf(all)
    return { ...result, decision: worst(reasons), reasons, override }
  }
  const { by, reason: why, reviewUntil } = override
  const told = reason(
    'override',
    `${by} overrides the policy: ${why}. To be reviewed by ${shownTime(reviewUntil)}.`,
  )
  return { ...result, decision: worst(reasonsOf(hard)), reasons: [told, ...reasonsOf(all)], override }
}

/**
 * Reports whether a change affects neither the manifests of an environment nor its rules; then it needs no approval.
 * With a conflict, the effect is not known.
 */
export function touchesNothing({ apps, ruleFiles, conflict }: Facts['change']): boolean {
  return apps.length === 0 && ruleFiles.length === 0 && conflict === undefined
}

/**
 * Finds an override (`override: …` with a reason) by a person whom the policy allows to override it. This may also be
 * the author, for example if no one else is available at night. The override has to be for exactly this result.
 */
function overrideOf(
  { policy: { override, bots }, people, now }: Facts,
  judged: readonly JudgedApproval[],
): Decision['override'] {
  if (override === undefined) return undefined
  const named = accountsOf(override.by, people)
  for (const { approval, isExact } of judged) {
    const { by, note = '' } = approval
    const [, why] = /^\s*override:\s*(\S[^\r\n]*)/i.exec(note) ?? []
    if (
      why !== undefined &&
      /\p{L}/u.test(why) &&
      isExact &&
      named.some(({ id }) => id === by.id) &&
      !isBot(by, bots)
    )
      return { by: by.name, reason: why.trim(), reviewUntil: now + override.reviewWithin }
  }
  return undefined
}

function reason(rule: string, message: string): Reason {
  return { rule, ...holds(message) }
}

function worst(reasons: readonly Reason[]): Word {
  const words = reasons.map(({ word }) => word)
  return words.includes('denied') ? 'denied' : words.includes('pending') ? 'pending' : 'approved'
}

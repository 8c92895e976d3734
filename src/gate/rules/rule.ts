import type { Facts, JudgedApproval, Reason } from '../model.ts'

/** A condition that must hold before a change is allowed. */
export interface GateRule {
  /** Stable, for tests, reports and documents. */
  readonly id: string
  /** The condition, as a sentence for the documents. */
  readonly description: string
  /** Whether the rule also applies with an override. */
  readonly isHard?: boolean
  /** Returns the result for a change; empty if the policy does not require it. */
  judge(facts: Facts, judged: readonly JudgedApproval[]): readonly Said[]
}

/** The result of a rule, without the rule's id. */
export type Said = Omit<Reason, 'rule'>

export const holds = (message: string): Said => ({
  satisfied: true,
  word: 'approved',
  message,
  cure: undefined,
})
/** Returns a result that can still be satisfied; `cure` describes how. */
export const pending = (message: string, cure: string): Said => ({
  satisfied: false,
  word: 'pending',
  message,
  cure,
})
/** Returns a result that nothing can satisfy unless the change or the policy changes; `cure` describes the change. */
export const denied = (message: string, cure: string): Said => ({
  satisfied: false,
  word: 'denied',
  message,
  cure,
})

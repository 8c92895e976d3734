import type { Facts, JudgedApproval, Reason } from '../model.ts'

/** Something that has to hold before a change goes ahead. */
export interface GateRule {
  /** Stable, for tests, reports and documents. */
  readonly id: string
  /** What must hold, as a sentence for the documents. */
  readonly description: string
  /** Whether no override lets a change pass without it. */
  readonly isHard?: boolean
  /** What it says of a change; nothing where the policy does not ask. */
  judge(facts: Facts, judged: readonly JudgedApproval[]): readonly Said[]
}

/** What a rule says, but for its name. */
export type Said = Omit<Reason, 'rule'>

export const holds = (message: string): Said => ({
  satisfied: true,
  word: 'approved',
  message,
  cure: undefined,
})
/** Something can still satisfy it: what, the cure says. */
export const pending = (message: string, cure: string): Said => ({
  satisfied: false,
  word: 'pending',
  message,
  cure,
})
/** Nothing can satisfy it, as the change and the policy stand; the cure says what has to become another one. */
export const denied = (message: string, cure: string): Said => ({
  satisfied: false,
  word: 'denied',
  message,
  cure,
})

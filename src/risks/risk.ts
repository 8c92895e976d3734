/** How grave a change is; `none` where no rule has anything to say. */
export const RISK_LEVELS = ['none', 'low', 'medium', 'high'] as const

export type RiskLevel = (typeof RISK_LEVELS)[number]

/** Something about a change that a reviewer must not miss. */
export interface Risk {
  /** The rule's id, such as `pvc-deleted`. */
  readonly rule: string
  readonly level: Exclude<RiskLevel, 'none'>
  /** One sentence; holds no value of a Secret. */
  readonly reason: string
}

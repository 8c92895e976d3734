import type { Finding } from '../findings/finding.ts'

/** The levels of risk; `none` if no rule reports anything. */
export const RISK_LEVELS = ['none', 'low', 'medium', 'high'] as const

export type RiskLevel = (typeof RISK_LEVELS)[number]

/** Something about a change that a reviewer must see. */
export type Risk = Finding<Exclude<RiskLevel, 'none'>>

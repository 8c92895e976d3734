import type { Finding } from '../findings/finding.ts'

/** How grave a change is; `none` where no rule has anything to say. */
export const RISK_LEVELS = ['none', 'low', 'medium', 'high'] as const

export type RiskLevel = (typeof RISK_LEVELS)[number]

/** Something about a change that a reviewer must not miss. */
export type Risk = Finding<Exclude<RiskLevel, 'none'>>

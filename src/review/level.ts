import { isUnknown } from './failures.ts'
import type { AppChange, Review } from './model.ts'
import type { RiskLevel } from '../risks/risk.ts'
import { RISK_LEVELS } from '../risks/risk.ts'

/** The gravest of some levels. */
export function gravest(levels: Iterable<RiskLevel>): RiskLevel {
  // Not as arguments of one call: there may be hundreds of thousands.
  let most = 0
  for (const level of levels) most = Math.max(most, RISK_LEVELS.indexOf(level))
  return RISK_LEVELS[most] ?? 'none'
}

/** Whether what was rendered of an app is the same on both sides, but for what says nothing. */
export function isQuiet({ status }: Pick<AppChange, 'status'>): boolean {
  return status === 'rerendered' || status === 'noise'
}

/** The gravest risk of an app and its objects; what could not be rendered may be anything, so it is `high`. */
export function appRisk(change: AppChange): RiskLevel {
  const { risks, objects } = change
  if (isUnknown(change)) return 'high'
  return gravest([...risks, ...objects.flatMap((object) => object.risks)].map(({ level }) => level))
}

/** The gravest risk of a whole report: what its texts say, and what a job may fail on. */
export function reportRisk({ apps, risks }: Review): RiskLevel {
  return gravest([...risks.map(({ level }) => level), ...apps.map(appRisk)])
}

import { isUnknown } from './failures.ts'
import type { AppChange, Review } from './model.ts'
import type { RiskLevel } from '../risks/risk.ts'
import { RISK_LEVELS } from '../risks/risk.ts'

/** Returns the highest of some levels. */
export function gravest(levels: Iterable<RiskLevel>): RiskLevel {
  // The levels are not passed as arguments of one call, because there may be hundreds of thousands.
  let most = 0
  for (const level of levels) most = Math.max(most, RISK_LEVELS.indexOf(level))
  return RISK_LEVELS[most] ?? 'none'
}

/** Reports whether the rendered manifests of an app are the same on both sides, except for noise. */
export function isQuiet({ status }: Pick<AppChange, 'status'>): boolean {
  return status === 'rerendered' || status === 'noise'
}

/**
 * Returns the highest risk of an app and its objects. An app that is not fully known may contain anything, so it is
 * `high`.
 */
export function appRisk(change: AppChange): RiskLevel {
  const { risks, objects } = change
  if (isUnknown(change)) return 'high'
  return gravest([...risks, ...objects.flatMap((object) => object.risks)].map(({ level }) => level))
}

/** Returns the highest risk of a whole report. The texts of the report show it, and a job may fail because of it. */
export function reportRisk({ apps, risks }: Review): RiskLevel {
  return gravest([...risks.map(({ level }) => level), ...apps.map(appRisk)])
}

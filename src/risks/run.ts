import { finding } from '../findings/finding.ts'
import type { Risk, RiskLevel } from './risk.ts'
import { RISK_LEVELS } from './risk.ts'
import { appRules, rules } from './registry.ts'
import type { Change, RiskOptions, Surroundings } from './rule.ts'

/** Returns the risks of one object, highest first. */
export function risksOf(change: Change, all: Surroundings, options: RiskOptions): Risk[] {
  if (isKept(change, options)) return []
  const found = rules
    .filter(({ kinds }) => !kinds || kinds.includes(change.id.kind))
    .flatMap((rule) => rule.find(change, all, options).map((message) => finding(rule, message)))
  return found.toSorted(gravestFirst)
}

/** Returns the risks of all changes of an app together, highest first. */
export function risksOfAll(changes: readonly Change[], all: Surroundings, options: RiskOptions): Risk[] {
  const real = changes.filter((change) => !isKept(change, options))
  return appRules
    .flatMap((rule) => rule.find(real, all, options).map((message) => finding(rule, message)))
    .toSorted(gravestFirst)
}

function isKept({ action, before }: Change, { stays }: RiskOptions): boolean {
  return action === 'removed' && stays?.(before) === true
}

/** Compares two lists of risks for sorting: the higher risk first, then the list with more risks of that level. */
export function byGravity(a: readonly Risk[], b: readonly Risk[]): number {
  for (const level of RISK_LEVELS.toReversed()) {
    const [x, y] = [a, b].map((risks) => risks.filter((risk) => risk.level === level).length)
    if (x !== y) return (y ?? 0) - (x ?? 0)
  }
  return 0
}

function gravestFirst(a: Risk, b: Risk): number {
  return rank(b.level) - rank(a.level)
}

function rank(level: RiskLevel): number {
  return RISK_LEVELS.indexOf(level)
}

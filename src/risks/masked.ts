import { finding } from '../findings/finding.ts'
import type { Risk } from './risk.ts'
import { some } from './gained.ts'

/**
 * The rule about values that are hidden outside of Secrets. A reviewer must know that something is not shown, and
 * what it is.
 */
export const MASKED_RULE = {
  id: 'value-hidden',
  level: 'low',
  description:
    'A value outside a Secret is hidden because a Secret contained it before the change. The reason names the Secret and its key.',
} as const

/**
 * Returns the risk of hidden values; empty if no value is hidden.
 *
 * @param origins the origins of the hidden values
 */
export function maskedRisks(origins: ReadonlySet<string>): Risk[] {
  if (origins.size === 0) return []
  const message = `Hides the value of ${some([...origins].toSorted())}.`
  return [finding(MASKED_RULE, message)]
}

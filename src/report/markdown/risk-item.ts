import type { Risk } from '../../risks/risk.ts'
import { RISK_MARKS } from '../text.ts'
import { name, prose } from './escape.ts'

/**
 * A risk as an item of a list.
 *
 * @param where what has it, as Markdown; nothing where it stands with that
 */
export function riskItem({ level, rule, message }: Risk, where = ''): string {
  const place = where === '' ? '' : `${where}: `
  return `- ${RISK_MARKS[level]} **${level}** ${name(rule)}: ${place}${prose(message)}`
}

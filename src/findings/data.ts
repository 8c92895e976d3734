import type { Location } from '../errors.ts'
import type { Finding } from './finding.ts'

/** A finding as JSON; what there is none of is null. */
export interface FindingData {
  readonly level: string
  readonly message: string
  readonly hint: string | null
  readonly at: Location | null
}

/** A finding as data for scripts. */
export function findingData({ level, message, hint, at }: Omit<Finding, 'rule'>): FindingData {
  return { level, message, hint: hint ?? null, at: at ?? null }
}

import type { Location } from '../errors.ts'
import type { Finding } from './finding.ts'

/** A finding as JSON. Missing values are null. */
export interface FindingData {
  readonly level: string
  readonly message: string
  readonly hint: string | null
  readonly at: Location | null
}

/** Returns a finding as data for scripts. */
export function findingData({ level, message, hint, at }: Omit<Finding, 'rule'>): FindingData {
  return { level, message, hint: hint ?? null, at: at ?? null }
}

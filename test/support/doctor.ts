import { expect } from 'vitest'
import type { Found, Level, Part } from '../../src/doctor/check.ts'
import { doctorRules } from '../../src/doctor/registry.ts'
import type { RuleInfo } from '../../src/findings/finding.ts'

const byGravity: readonly Level[] = ['unknown', 'ok', 'note', 'warning', 'fault']
const levels = new Map(
  Object.values(doctorRules)
    .flatMap((checks): readonly RuleInfo<Level>[] => checks)
    .map(({ id, level }) => [id, level]),
)

/** Returns the reports of a part. Fails if a finding is more severe than the documented level of its check. */
async function reportsOf(part: Part) {
  const reports = await part.run()
  for (const { check, findings } of reports)
    for (const { level, message } of findings)
      expect(byGravity.indexOf(level), `${check}: ${message}`).toBeLessThanOrEqual(
        byGravity.indexOf(levels.get(check) ?? 'unknown'),
      )
  return reports
}

/** Returns the findings of a part by the ID of the check, as `level: message`. */
export async function findingsOf(part: Part): Promise<Record<string, string[]>> {
  const reports = await reportsOf(part)
  return Object.fromEntries(reports.map(({ check, findings }) => [check, findings.map(line)]))
}

/** Returns all findings of all checks that are not `ok`. */
export async function openFindings(part: Part): Promise<string[]> {
  const reports = await reportsOf(part)
  return reports.flatMap(({ findings }) => findings.filter(({ level }) => level !== 'ok').map(line))
}

/** Returns the hints of one check. */
export async function hintsOf(part: Part, check: string): Promise<string[]> {
  const reports = await reportsOf(part)
  return (reports.find((report) => report.check === check)?.findings ?? []).map(({ hint }) => hint ?? '')
}

function line({ level, message, at }: Found): string {
  const where = at ? ` [${at.file}${at.line === undefined ? '' : `:${at.line}`}]` : ''
  return `${level}: ${message}${where}`
}

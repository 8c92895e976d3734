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

/** What a part finds; of no check is it graver than the documents say. */
async function reportsOf(part: Part) {
  const reports = await part.run()
  for (const { check, findings } of reports)
    for (const { level, message } of findings)
      expect(byGravity.indexOf(level), `${check}: ${message}`).toBeLessThanOrEqual(
        byGravity.indexOf(levels.get(check) ?? 'unknown'),
      )
  return reports
}

/** What a part finds, by the id of the check: `level: message`. */
export async function findingsOf(part: Part): Promise<Record<string, string[]>> {
  const reports = await reportsOf(part)
  return Object.fromEntries(reports.map(({ check, findings }) => [check, findings.map(line)]))
}

/** All findings that are not right, whatever check made them. */
export async function openFindings(part: Part): Promise<string[]> {
  const reports = await reportsOf(part)
  return reports.flatMap(({ findings }) => findings.filter(({ level }) => level !== 'ok').map(line))
}

/** The hints of one check. */
export async function hintsOf(part: Part, check: string): Promise<string[]> {
  const reports = await reportsOf(part)
  return (reports.find((report) => report.check === check)?.findings ?? []).map(({ hint }) => hint ?? '')
}

function line({ level, message, at }: Found): string {
  const where = at ? ` [${at.file}${at.line === undefined ? '' : `:${at.line}`}]` : ''
  return `${level}: ${message}${where}`
}

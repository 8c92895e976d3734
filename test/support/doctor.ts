import type { Found, Part } from '../../src/doctor/check.ts'

/** What a part finds, by the id of the check: `level: message`. */
export async function findingsOf(part: Part): Promise<Record<string, string[]>> {
  const reports = await part.run()
  return Object.fromEntries(reports.map(({ check, findings }) => [check, findings.map(line)]))
}

/** All findings that are not right, whatever check made them. */
export async function openFindings(part: Part): Promise<string[]> {
  const reports = await part.run()
  return reports.flatMap(({ findings }) => findings.filter(({ level }) => level !== 'ok').map(line))
}

/** The hints of one check. */
export async function hintsOf(part: Part, check: string): Promise<string[]> {
  const reports = await part.run()
  return (reports.find((report) => report.check === check)?.findings ?? []).map(({ hint }) => hint ?? '')
}

function line({ level, message, at }: Found): string {
  const where = at ? ` [${at.file}${at.line === undefined ? '' : `:${at.line}`}]` : ''
  return `${level}: ${message}${where}`
}

import { JOB_KINDS } from '../../src/runtime/job-change.ts'
import { fill, table } from './tables.ts'

/** Returns the page about jobs, with the table of events between its markers. */
export function jobsPage(page: string): string {
  const rows = Object.values(JOB_KINDS).map(({ event, base, head }) => [event, base, head])
  return fill(page, 'jobs', table(['Event', 'Base', 'Head'], rows))
}

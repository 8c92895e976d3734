import { describeLocation, REPORT_AT } from '../errors.ts'
import type { Fault } from '../errors.ts'
import { code, markdownHint, prose } from '../text/markdown.ts'

/**
 * What went wrong, for the summary of a step or a job: each message with its place, and what to do.
 *
 * @param title of the command, such as `Fairlead update`
 */
export function failureSummary(title: string, faults: readonly Fault[]): string {
  const items = faults.map(({ message, at, hint = '' }) => {
    const where = at ? `${code(describeLocation(at))}: ` : ''
    return `- ${where}${prose(message)}${hint === '' ? '' : `<br>${markdownHint(hint, [REPORT_AT])}`}`
  })
  return [`### ${title} failed`, '', ...items, ''].join('\n')
}

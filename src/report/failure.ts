import { describeLocation, REPORT_AT } from '../errors.ts'
import type { Fault } from '../errors.ts'
import { code, markdownHint, prose } from '../text/markdown.ts'

/**
 * Returns the errors as the summary of a step or a job: each message with its location, and what to do.
 *
 * @param title the name of the command, such as `Fairlead update`
 */
export function failureSummary(title: string, faults: readonly Fault[]): string {
  const items = faults.map(({ message, at, hint = '' }) => {
    const where = at ? `${code(describeLocation(at))}: ` : ''
    return `- ${where}${prose(message)}${hint === '' ? '' : `<br>${markdownHint(hint, [REPORT_AT])}`}`
  })
  return [`### ${title} failed`, '', ...items, ''].join('\n')
}

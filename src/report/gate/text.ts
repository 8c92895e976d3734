import type { Decision, Reason } from '../../gate/model.ts'
import { visibleLine } from '../../text/visible.ts'
import { marked } from './marked.ts'

/** Returns a decision for a terminal or a log. Unmet requirements come first, each with how to satisfy it. */
export function gateText(
  { decision, digest, reasons }: Decision,
  environment: string,
  width: number,
): string[] {
  const missing = reasons.filter(({ satisfied }) => !satisfied)
  const met = reasons.filter(({ satisfied }) => satisfied)
  return [
    `${visibleLine(environment)}: ${decision}${digest === undefined ? '' : ` (${digest})`}`,
    ...[...missing, ...met].flatMap((reason) => linesOf(reason, width)),
  ]
}

function linesOf({ word, message, cure }: Reason, width: number): string[] {
  const mark = { approved: 'yes', pending: 'not yet', denied: 'no' }[word]
  return marked(mark, [message, cure], { column: 8, width })
}

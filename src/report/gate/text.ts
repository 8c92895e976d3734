import type { Decision, Reason } from '../../gate/model.ts'
import { visibleLine } from '../../text/visible.ts'
import { wrap } from '../../text/wrap.ts'

/** A decision for a terminal or a log: what is missing first, each with what would satisfy it. */
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
  const text = [message, cure]
    .filter((part) => part !== undefined)
    .map(visibleLine)
    .join(' ')
  const [first = '', ...more] = wrap(text, Math.max(20, width - 11))
  return [`  ${mark.padEnd(9)}${first}`, ...more.map((line) => `${' '.repeat(11)}${line}`)]
}

import type { Decision } from '../../gate/model.ts'
import { code, escapeMarkdown } from '../../text/markdown.ts'

const MARKS = { approved: '✅', pending: '⏳', denied: '⛔' } as const

/** Returns a decision as GitHub-flavoured Markdown, for step summaries. */
export function gateMarkdown({ decision, digest, reasons }: Decision, environment: string): string {
  const head = `${MARKS[decision]} ${escapeMarkdown(environment)}: **${decision}**${digest === undefined ? '' : ` of ${code(digest)}`}`
  const rows = reasons.map(
    ({ word, rule, message, cure }) =>
      `| ${MARKS[word]} | ${code(rule)} | ${escapeMarkdown(message)} | ${escapeMarkdown(cure ?? '')} |`,
  )
  return `${head}\n\n| | Rule | Result | How to satisfy it |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n`
}

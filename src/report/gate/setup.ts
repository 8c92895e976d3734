import type { Protection } from '../../forge/approvals.ts'
import { code, escapeMarkdown } from '../../text/markdown.ts'
import { visibleLine } from '../../text/visible.ts'
import { marked } from './marked.ts'

const MARKS = { yes: '✅', no: '⛔', unread: '❔' } as const

/**
 * Returns the protections that a gate depends on, for a terminal or a log: yes, no or unread, and how to fix each
 * one.
 */
export function setupText(found: readonly Protection[], environment: string, width: number): string[] {
  const missing = found.filter(({ word }) => word !== 'yes').length
  const lines = found.flatMap(({ word, message, cure }) =>
    marked(word, [message, cure], { column: 7, width }),
  )
  const head =
    missing === 0 ? 'the gate is set up correctly' : `${missing} of ${found.length} checks not satisfied`
  return [`${visibleLine(environment)}: ${head}`, ...lines]
}

/** Returns the protections as GitHub-flavoured Markdown. */
export function setupMarkdown(found: readonly Protection[], environment: string): string {
  const rows = found.map(
    ({ id, word, message, cure }) =>
      `| ${MARKS[word]} ${word} | ${code(id)} | ${escapeMarkdown(message)} | ${escapeMarkdown(cure ?? '')} |`,
  )
  return `The gate of ${escapeMarkdown(environment)}\n\n| | Check | Result | How to fix it |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n`
}

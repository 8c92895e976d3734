import { describeLocation } from '../errors.ts'
import { code, escapeMarkdown, markdownHint, name, prose } from '../text/markdown.ts'
import type { Finding } from './finding.ts'

/** A row of a table with the columns level, what is, what to do. */
export function markdownRow(
  { message, hint = '', at }: Omit<Finding, 'rule' | 'level'>,
  level: string,
): string {
  const where = at ? `${code(describeLocation(at))} ` : ''
  return `| ${level} | ${where}${escapeMarkdown(message)} | ${markdownHint(hint)} |`
}

/**
 * An item of a list.
 *
 * @param mark what shows the level to who looks down a column
 * @param where what has it, as Markdown; nothing where it stands with that
 */
export function markdownItem(
  { level, rule, message }: Pick<Finding, 'level' | 'rule' | 'message'>,
  mark: string,
  where = '',
): string {
  const place = where === '' ? '' : `${where}: `
  return `- ${mark} **${level}** ${name(rule)}: ${place}${prose(message)}`
}

import { describeLocation } from '../errors.ts'
import { code, escapeMarkdown, markdownHint, name, prose } from '../text/markdown.ts'
import type { Finding } from './finding.ts'

/** Returns a row of a table with the columns level, finding, and what to do. */
export function markdownRow(
  { message, hint = '', at }: Omit<Finding, 'rule' | 'level'>,
  level: string,
): string {
  const where = at ? `${code(describeLocation(at))} ` : ''
  return `| ${level} | ${where}${escapeMarkdown(message)} | ${markdownHint(hint)} |`
}

/**
 * Returns an item of a list.
 *
 * @param mark a symbol for the level, which is easy to see in a list
 * @param where the object or app of the finding, as Markdown; empty if the list is already below it
 */
export function markdownItem(
  { level, rule, message }: Pick<Finding, 'level' | 'rule' | 'message'>,
  mark: string,
  where = '',
): string {
  const place = where === '' ? '' : `${where}: `
  return `- ${mark} **${level}** ${name(rule)}: ${place}${prose(message)}`
}

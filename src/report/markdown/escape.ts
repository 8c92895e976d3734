import { code, escapeMarkdown, longestRun } from '../../text/markdown.ts'
import { visible, visibleLine } from '../text.ts'

/** Foreign text in the four places where a report's markdown has any: prose, code, HTML and fences. */

/** Longer names and sentences say nothing more to a reader, and must not fill a comment. */
const NAME_LENGTH = 160
const SENTENCE_LENGTH = 600

/** A sentence in prose or in a cell of a table; what begins a list or is mathematics on GitHub shows as it is. */
export function prose(text: string): string {
  return (
    escapeMarkdown(shorten(visibleLine(text), SENTENCE_LENGTH))
      .replaceAll('$', '&#36;')
      // GitLab looks for `!1`, `~label`, `%1`, `$1` and `&1` after it has read entities and escapes.
      .replaceAll(/(?:\\[!~]|%|&#36;|&amp;)(?=\w)/g, '$&&#8203;')
      .replace(/^[-=]/, String.raw`\$&`)
      .replace(/^(\d+)([.)])/, String.raw`$1\$2`)
  )
}

/**
 * A name as code: nothing in it becomes a link, a mention or a reference. Only a table ends its cells at pipes
 * and reads `\|` as one, so elsewhere a pipe stays as it is.
 */
export function name(text: string, where: 'table' | 'text' = 'text'): string {
  const shown = code(shorten(visibleLine(text), NAME_LENGTH))
  return where === 'table' ? shown : shown.replaceAll(String.raw`\|`, '|')
}

/** A name inside of an HTML block, where markdown is not read. */
export function htmlName(text: string): string {
  return `<code>${htmlText(shorten(visibleLine(text), NAME_LENGTH))}</code>`
}

function htmlText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}

/** Lines in a fence that is longer than any run of backticks in them. */
export function fence(text: string, language: string): string {
  // A bare carriage return ends a line too, and a line may close the fence.
  const shown = visible(text.replace(/\n$/, ''))
  const longest = Math.max(2, longestRun(shown))
  const marks = '`'.repeat(longest + 1)
  return `${marks}${language}\n${shown}\n${marks}`
}

/** A text cut to a length, never within a pair of UTF-16 units. */
export function shorten(text: string, length: number): string {
  if (text.length <= length) return text
  return `${text.slice(0, length - 1).replace(/[\ud800-\udbff]$/, '')}…`
}

/** The one place where foreign text becomes markdown. */
import { visible, visibleLine } from './visible.ts'

/** Text that shows as it is: no formatting, links, mentions, references to issues, HTML, or table cells end. */
export function escapeMarkdown(text: string): string {
  return (
    oneLine(text)
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll(/[\\`*_{}[\]()+!|~]/g, String.raw`\$&`)
      // Forges look for mentions and references (`@who`, `#1`; on GitLab `!1`, `~label`, `%1`, `$1`, `&1`, too) after
      // they have read entities and escapes: only a break helps. Whatever follows it, an at sign may make an address.
      .replaceAll(/@|(?:[#!~%$]|&amp;)(?=\w)/g, '$&&#8203;')
      .replaceAll(/^#/g, String.raw`\#`)
      .replaceAll(/(https?|ftp):\/\//gi, '$1:&#8203;//')
      .replaceAll(/\bwww\./gi, 'www&#8203;.')
      .replaceAll(/\b(GH-)(?=\d)/gi, '$1&#8203;')
  )
}

/** Text as code; backticks inside are outnumbered, pipes do not end a table cell. */
export function code(text: string): string {
  // Nor does a name form one of the marks by which we find our own texts again.
  const clean = oneLine(text).replaceAll('<!--', '<! --')
  if (clean === '') return ''
  const longest = longestRun(clean)
  const fence = '`'.repeat(longest + 1)
  const pad = clean.startsWith('`') || clean.endsWith('`') ? ' ' : ''
  // Of a backslash and a pipe, readers of tables disagree on which is escaped: such a pipe is written out.
  const shown = clean.replaceAll(/(?<=\\)\|/g, String.raw`\u007c`).replaceAll('|', String.raw`\|`)
  return `${fence}${pad}${shown}${pad}${fence}`
}

/** A link to an address that we made or the forge gave; its text is foreign. */
export function link(text: string, url: string | undefined): string {
  const shown = escapeMarkdown(text)
  return url !== undefined && isPlainAddress(url) ? `[${shown}](${url})` : shown
}

/** Text that shows as it is, but for some addresses of ours in it, which become links. */
export function escapeAround(text: string, addresses: Iterable<string>): string {
  // The longest first: one may be the beginning of another.
  const [address, ...others] = [...new Set(addresses)]
    .filter(isPlainAddress)
    .toSorted((a, b) => b.length - a.length)
  if (address === undefined) return escapeMarkdown(text)
  return oneLine(text)
    .split(address)
    .map((part) => spaced(part, (inner) => escapeAround(inner, others)))
    .join(`<${address}>`)
}

/** A part of a line, with the blanks at its ends. */
function spaced(part: string, form: (inner: string) => string): string {
  const inner = part.trim()
  return inner === '' ? part : part.replace(inner, () => form(inner))
}

/**
 * A hint in a cell of a table or an item of a list; lines of YAML keep their indentation.
 *
 * @param addresses of ours, which become links
 */
export function markdownHint(hint: string, addresses: Iterable<string> = []): string {
  return hint
    .split('\n')
    .map(
      (line) =>
        `${'&nbsp;'.repeat(/^ */.exec(line)?.[0].length ?? 0)}${escapeAround(line.trim(), addresses)}`,
    )
    .join('<br>')
}

/** Whether an address holds nothing that could end a link or a cell. */
export function isPlainAddress(url: string): boolean {
  return /^https?:\/\/[^\s()<>"|\\]+$/.test(url)
}

/** One line: no line break is part of a cell or a title, and what nobody would see is written out. */
export function oneLine(text: string): string {
  return visible(text.replaceAll(/[\t-\r\u0085\u2028\u2029]+/g, ' ')).trim()
}

/** How many backticks stand in a row at most. */
export function longestRun(text: string): number {
  let longest = 0
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length)
  return longest
}

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

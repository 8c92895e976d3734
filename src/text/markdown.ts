/** The only module that converts untrusted text to Markdown. */
import { visible, visibleLine } from './visible.ts'

/**
 * Escapes text so that it is shown unchanged: no formatting, links, mentions, issue references, HTML, or ends of
 * table cells.
 */
export function escapeMarkdown(text: string): string {
  return (
    oneLine(text)
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll(/[\\`*_{}[\]()+!|~]/g, String.raw`\$&`)
      // Forges look for mentions and references (`@who`, `#1`; on GitLab also `!1`, `~label`, `%1`, `$1`, `&1`) after
      // they have decoded entities and escapes, so only a break helps. An at sign is always broken: with anything
      // after it, it may form an address.
      .replaceAll(/@|(?:[#!~%$]|&amp;)(?=\w)/g, '$&&#8203;')
      .replaceAll(/^#/g, String.raw`\#`)
      .replaceAll(/(https?|ftp):\/\//gi, '$1:&#8203;//')
      .replaceAll(/\bwww\./gi, 'www&#8203;.')
      .replaceAll(/\b(GH-)(?=\d)/gi, '$1&#8203;')
  )
}

/**
 * Returns text as code. Its delimiters are longer than any run of backticks in it, and pipes do not end a table cell.
 */
export function code(text: string): string {
  // A name also must not form one of the marks by which Fairlead finds its own texts.
  const clean = oneLine(text).replaceAll('<!--', '<! --')
  if (clean === '') return ''
  const longest = longestRun(clean)
  const fence = '`'.repeat(longest + 1)
  const pad = clean.startsWith('`') || clean.endsWith('`') ? ' ' : ''
  // Renderers of tables disagree on how a backslash before a pipe is read, so such a pipe is written as an escape
  // sequence.
  const shown = clean.replaceAll(/(?<=\\)\|/g, String.raw`\u007c`).replaceAll('|', String.raw`\|`)
  return `${fence}${pad}${shown}${pad}${fence}`
}

/** Returns a link to an address that Fairlead created or the forge returned; its text is untrusted. */
export function link(text: string, url: string | undefined): string {
  const shown = escapeMarkdown(text)
  return url !== undefined && isPlainAddress(url) ? `[${shown}](${url})` : shown
}

/** Escapes text, except for some of Fairlead's own addresses in it, which become links. */
export function escapeAround(text: string, addresses: Iterable<string>): string {
  // The longest first, because one may be the beginning of another.
  const [address, ...others] = [...new Set(addresses)]
    .filter(isPlainAddress)
    .toSorted((a, b) => b.length - a.length)
  if (address === undefined) return escapeMarkdown(text)
  return oneLine(text)
    .split(address)
    .map((part) => spaced(part, (inner) => escapeAround(inner, others)))
    .join(`<${address}>`)
}

/** Formats a part of a line, and preserves the spaces at its ends. */
function spaced(part: string, form: (inner: string) => string): string {
  const inner = part.trim()
  return inner === '' ? part : part.replace(inner, () => form(inner))
}

/**
 * Returns a hint for a cell of a table or an item of a list. Lines of YAML keep their indentation.
 *
 * @param addresses Fairlead's own addresses, which become links
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

/** Reports whether an address contains nothing that could end a link or a cell. */
export function isPlainAddress(url: string): boolean {
  return /^https?:\/\/[^\s()<>"|\\]+$/.test(url)
}

/**
 * Returns text on one line, because cells and titles cannot contain line breaks. Invisible characters are written
 * out.
 */
export function oneLine(text: string): string {
  return visible(text.replaceAll(/[\t-\r\u0085\u2028\u2029]+/g, ' ')).trim()
}

/** Returns the length of the longest run of backticks. */
export function longestRun(text: string): number {
  let longest = 0
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length)
  return longest
}

/** The maximum lengths of names and sentences. Longer ones do not help a reader, and must not fill a comment. */
const NAME_LENGTH = 160
const SENTENCE_LENGTH = 600

/**
 * Returns a sentence for prose or for a cell of a table. The start of a list, and math on GitHub, are shown as text.
 */
export function prose(text: string): string {
  return (
    escapeMarkdown(shorten(visibleLine(text), SENTENCE_LENGTH))
      .replaceAll('$', '&#36;')
      // GitLab looks for `!1`, `~label`, `%1`, `$1` and `&1` after it has decoded entities and escapes.
      .replaceAll(/(?:\\[!~]|%|&#36;|&amp;)(?=\w)/g, '$&&#8203;')
      .replace(/^[-=]/, String.raw`\$&`)
      .replace(/^(\d+)([.)])/, String.raw`$1\$2`)
  )
}

/**
 * Returns a name as code: nothing in it becomes a link, a mention or a reference. Only in a table does a pipe end a
 * cell, and only there is `\|` a pipe. Elsewhere a pipe stays unchanged.
 */
export function name(text: string, where: 'table' | 'text' = 'text'): string {
  const shown = code(shorten(visibleLine(text), NAME_LENGTH))
  return where === 'table' ? shown : shown.replaceAll(String.raw`\|`, '|')
}

/** Returns a name for an HTML block, in which Markdown is not parsed. */
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

/** Returns lines in a fence that is longer than any run of backticks in them. */
export function fence(text: string, language: string): string {
  // A bare carriage return also ends a line, and a line may close the fence.
  const shown = visible(text.replace(/\n$/, ''))
  const longest = Math.max(2, longestRun(shown))
  const marks = '`'.repeat(longest + 1)
  return `${marks}${language}\n${shown}\n${marks}`
}

/** Cuts a text to a length, never within a surrogate pair. */
export function shorten(text: string, length: number): string {
  if (text.length <= length) return text
  return `${text.slice(0, length - 1).replace(/[\ud800-\udbff]$/, '')}…`
}

/** The one place where foreign text becomes markdown. */
import { visible } from './visible.ts'

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

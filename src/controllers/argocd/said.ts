import { visibleLine } from '../../text/visible.ts'

/** The maximum length of a server's message. A longer one does not fit on a screen. */
const MOST = 600

/**
 * Returns a server's message in one line, with invisible characters shown, and truncated, because a condition may
 * have many kilobytes.
 */
export function oneLine(text: string): string {
  // An invisible character takes up to eight times its length when it is shown.
  const line = visibleLine(text.slice(0, 8 * MOST).replaceAll(/\s+/g, ' '))
  return line.length <= MOST ? line : `${line.slice(0, MOST).replace(/[\ud800-\udbff]$/, '')} …`
}

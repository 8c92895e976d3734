import { visibleLine } from '../../text/visible.ts'

/** More of a server's words fits on no screen. */
const MOST = 600

/** What a server says, in one line that hides nothing, and cut: a condition may have many kilobytes. */
export function oneLine(text: string): string {
  // What is invisible takes eight times its place as it is shown.
  const line = visibleLine(text.slice(0, 8 * MOST).replaceAll(/\s+/g, ' '))
  return line.length <= MOST ? line : `${line.slice(0, MOST).replace(/[\ud800-\udbff]$/, '')} …`
}

import { visibleLine } from '../../text/visible.ts'

/** More of a server's words fits on no screen. */
const MOST = 600

/** What a server says, in one line that hides nothing. */
export function oneLine(text: string): string {
  return visibleLine(text.replaceAll(/\s+/g, ' ')).slice(0, MOST)
}

import { lexTemplate } from '../../gotemplate/lexer.ts'
import { latin1 } from '../../text/latin1.ts'

/**
 * The clock of renderers. A program cannot be given a time other than the system's: Helm has no option for it, a time
 * namespace (`unshare --time`) only moves the monotonic clocks, and a static binary loads no library that could
 * intercept the calls. So `now` is replaced in the templates themselves by a time that never changes: two reports of
 * one change are the same, no matter when they are created. Text that a template composes while it runs (`tpl`) still
 * sees the real time.
 */

/** The time that templates are rendered at (RFC 3339). */
export const RENDER_TIME = '2026-01-01T00:00:00Z'

const FIXED = '(toDate "2006-01-02" "2026-01-01")'
/**
 * Far in the future, so that values with a later start date also differ; the hour and the day of the week are
 * different.
 */
const OTHER = '(toDate "2006-01-02 15:04:05" "2101-02-05 13:14:15")'

/** Returns the template with {@link RENDER_TIME} in place of `now`. */
export function atFixedTime(template: Uint8Array): Uint8Array {
  const text = latin1(template)
  if (!text.includes('now')) return template
  let result = ''
  let end = 0
  for (const { tokens } of lexTemplate(text).actions)
    for (const token of tokens) {
      if (token.kind !== 'word' || token.value !== 'now') continue
      result += text.slice(end, token.start) + FIXED
      end = token.end
    }
  return end === 0 ? template : Buffer.from(result + text.slice(end), 'latin1')
}

/**
 * Returns the same template at another time. Two runs at the same time would agree on a value that is different
 * tomorrow.
 *
 * @param template a result of {@link atFixedTime}
 */
export function atAnotherTime(template: Uint8Array): Uint8Array {
  const text = latin1(template)
  return text.includes(FIXED) ? Buffer.from(text.replaceAll(FIXED, OTHER), 'latin1') : template
}

import { lexTemplate } from '../../gotemplate/lexer.ts'

/**
 * The clock of renderers. No program can be given another time than the system's: it is not an option of Helm, a time
 * namespace (`unshare --time`) moves the monotonic clocks alone, and a static program loads nothing that would stand
 * between. So `now` is replaced in the templates themselves, by a time that never changes: two reports of one change
 * are the same, whenever they are made. What a template composes while it runs (`tpl`) still sees the real time.
 */

/** The time that templates are rendered at (RFC 3339). */
export const RENDER_TIME = '2026-01-01T00:00:00Z'

const FIXED = '(toDate "2006-01-02" "2026-01-01")'
/** Far in the future, so that what only begins one day shows; another hour and day of the week, too. */
const OTHER = '(toDate "2006-01-02 15:04:05" "2101-02-05 13:14:15")'

/** A template in which `now` is {@link RENDER_TIME}. */
export function atFixedTime(template: Uint8Array): Uint8Array {
  const text = textOf(template)
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
 * The same template at another time: two runs at one time would agree on what is another value tomorrow.
 *
 * @param template as {@link atFixedTime} gives it
 */
export function atAnotherTime(template: Uint8Array): Uint8Array {
  const text = textOf(template)
  return text.includes(FIXED) ? Buffer.from(text.replaceAll(FIXED, OTHER), 'latin1') : template
}

/** Bytes as characters, so that nothing of them is lost. */
function textOf(content: Uint8Array): string {
  return Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString('latin1')
}

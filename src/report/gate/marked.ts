import { visibleLine } from '../../text/visible.ts'
import { wrap } from '../../text/wrap.ts'

/**
 * Returns the lines of a mark in its own column, with sentences next to it.
 *
 * @param column the width of the longest mark, in columns
 * @param width the maximum width of a line, in columns
 */
export function marked(
  mark: string,
  sentences: readonly (string | undefined)[],
  { column, width }: { readonly column: number; readonly width: number },
): string[] {
  const indent = column + 3
  const text = sentences
    .filter((part) => part !== undefined)
    .map(visibleLine)
    .join(' ')
  const [first = '', ...more] = wrap(text, Math.max(20, width - indent))
  return [`  ${mark.padEnd(column + 1)}${first}`, ...more.map((line) => `${' '.repeat(indent)}${line}`)]
}

import { visibleLine } from '../../text/visible.ts'
import { wrap } from '../../text/wrap.ts'

/**
 * A mark in a column of its own, and sentences beside it.
 *
 * @param column how many columns the longest mark takes
 * @param width how many columns a line may take
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

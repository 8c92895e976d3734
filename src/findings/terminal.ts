import { oneLine } from '../text/markdown.ts'
import { placed } from './finding.ts'
import type { Finding } from './finding.ts'

/**
 * Returns a finding for a terminal or a log: a line with the message, and the lines of the hint.
 *
 * @param head the text before the message: a mark, or the level and rule in their colors
 */
export function terminalLines(
  { message, hint, at }: Pick<Finding, 'message' | 'hint' | 'at'>,
  { head, indent }: { readonly head: string; readonly indent: string },
): string[] {
  return [
    `${indent}${head} ${oneLine(placed({ message, at })).replaceAll('##[', '# #[')}`,
    ...(hint ? hint.split('\n').map((line) => `${indent}    ${indented(line)}`) : []),
  ]
}

/** Returns a line of a hint on one line. Lines of YAML keep their indentation. */
function indented(line: string): string {
  return `${/^ */.exec(line)?.[0] ?? ''}${oneLine(line)}`
}

import { oneLine } from '../text/markdown.ts'
import { placed } from './finding.ts'
import type { Finding } from './finding.ts'

/**
 * A finding for a terminal or a log: a line, and those with what to do.
 *
 * @param head what stands in front: a mark, or the level and rule in their colours
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

/** A line of a hint: lines of YAML keep their indentation. */
function indented(line: string): string {
  return `${/^ */.exec(line)?.[0] ?? ''}${oneLine(line)}`
}

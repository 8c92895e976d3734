import type { Location } from '../errors.ts'

/**
 * The line starts of the last text, as far as they were needed. Positions are usually looked up many times in one
 * text, thousands of times if it is malicious.
 */
let last = { text: '', starts: [0], next: -1 }

/** Returns the line and column of an offset in a text, from 1. Columns count UTF-16 units. */
export function position(text: string, offset: number): { line: number; column: number } {
  if (last.text !== text) last = { text, starts: [0], next: text.indexOf('\n') }
  const { starts } = last
  for (; last.next >= 0 && last.next < offset; last.next = text.indexOf('\n', last.next + 1))
    starts.push(last.next + 1)
  const line = lineOf(starts, offset)
  const lineStart = starts[line - 1] ?? 0
  // Editors do not show a byte order mark as a column.
  const mark = lineStart === 0 && text.startsWith('\uFEFF') ? 1 : 0
  return { line, column: Math.max(1, offset - lineStart + 1 - mark) }
}

/** Returns the last line that begins at or before an offset, from 1. */
function lineOf(starts: readonly number[], offset: number): number {
  let [low, high] = [0, starts.length]
  while (high - low > 1) {
    const middle = (low + high) >>> 1
    if ((starts[middle] ?? 0) <= offset) low = middle
    else high = middle
  }
  return low + 1
}

/** Returns the location of an offset, for a message. */
export function locate(file: { path: string; text: string }, offset: number): Location {
  return { file: file.path, ...position(file.text, offset) }
}

import type { Location } from '../errors.ts'

/**
 * Where the lines of the text begin that was asked for last, as far as it was asked: many places of one text are asked
 * for after each other, and thousands where a stranger wrote it.
 */
let last = { text: '', starts: [0], next: -1 }

/** Line and column of an offset in a text, from 1; columns count UTF-16 units. */
export function position(text: string, offset: number): { line: number; column: number } {
  if (last.text !== text) last = { text, starts: [0], next: text.indexOf('\n') }
  const { starts } = last
  for (; last.next >= 0 && last.next < offset; last.next = text.indexOf('\n', last.next + 1))
    starts.push(last.next + 1)
  const line = lineOf(starts, offset)
  const lineStart = starts[line - 1] ?? 0
  // A byte order mark is not a column that an editor shows.
  const mark = lineStart === 0 && text.startsWith('\uFEFF') ? 1 : 0
  return { line, column: Math.max(1, offset - lineStart + 1 - mark) }
}

/** The last line that begins at an offset or before it, from 1. */
function lineOf(starts: readonly number[], offset: number): number {
  let [low, high] = [0, starts.length]
  while (high - low > 1) {
    const middle = (low + high) >>> 1
    if ((starts[middle] ?? 0) <= offset) low = middle
    else high = middle
  }
  return low + 1
}

/** The place of an offset, for a message. */
export function locate(file: { path: string; text: string }, offset: number): Location {
  return { file: file.path, ...position(file.text, offset) }
}

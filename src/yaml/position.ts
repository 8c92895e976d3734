import type { Location } from '../errors.ts'

/** Line and column of an offset in a text, from 1; columns count UTF-16 units. */
export function position(text: string, offset: number): { line: number; column: number } {
  let line = 1
  let lineStart = 0
  for (let i = text.indexOf('\n'); i >= 0 && i < offset; i = text.indexOf('\n', i + 1)) {
    line++
    lineStart = i + 1
  }
  // A byte order mark is not a column that an editor shows.
  const mark = lineStart === 0 && text.startsWith('\uFEFF') ? 1 : 0
  return { line, column: Math.max(1, offset - lineStart + 1 - mark) }
}

/** The place of an offset, for a message. */
export function locate(file: { path: string; text: string }, offset: number): Location {
  return { file: file.path, ...position(file.text, offset) }
}

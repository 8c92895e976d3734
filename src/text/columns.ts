/** Texts in columns of a terminal. */

/** Returns the number of columns of a text: East Asian characters and emoji take two. */
export function columnsOf(text: string): number {
  let columns = 0
  for (const character of text) columns += isWide(character.codePointAt(0) ?? 0) ? 2 : 1
  return columns
}

/**
 * Never underestimates: a text that is cut too early is still readable, but a text that is too long breaks the line.
 */
function isWide(point: number): boolean {
  return point >= 0x1100 && (point < 0x2000 || point > 0x22ff)
}

/** Cuts a text to a number of columns; if something is left out, the text ends with `…`. */
export function cutTo(text: string, columns: number): string {
  // Most texts fit. Of a long one, only the part that can fit is examined.
  if (text.length <= columns && columnsOf(text) <= columns) return text
  let [kept, taken] = ['', 0]
  for (const character of text.slice(0, columns)) {
    taken += columnsOf(character)
    if (taken >= columns) break
    kept += character
  }
  return columns <= 0 ? '' : `${kept}…`
}

/** Pads a text at its end to a number of columns. */
export function padTo(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - columnsOf(text)))
}

/** Returns rows as lines. Each column is as wide as its widest cell; no line ends with spaces. */
export function alignedRows(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => columnsOf(row[i] ?? ''))))
  return rows.map((row) =>
    row
      .map((cell, i) => padTo(cell, widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}

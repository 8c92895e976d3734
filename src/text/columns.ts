/** Texts in columns of a terminal. */

/** How many columns a text takes: those of East Asia, and emoji, take two. */
export function columnsOf(text: string): number {
  let columns = 0
  for (const character of text) columns += isWide(character.codePointAt(0) ?? 0) ? 2 : 1
  return columns
}

/** No less than the truth: what is cut too early is still readable, what is too long breaks the line. */
function isWide(point: number): boolean {
  return point >= 0x1100 && (point < 0x2000 || point > 0x22ff)
}

/** A text of at most so many columns; where something is left out it ends with `…`. */
export function cutTo(text: string, columns: number): string {
  // Most texts fit, and nothing of a long one is looked at that cannot.
  if (text.length <= columns && columnsOf(text) <= columns) return text
  let [kept, taken] = ['', 0]
  for (const character of text.slice(0, columns)) {
    taken += columnsOf(character)
    if (taken >= columns) break
    kept += character
  }
  return columns <= 0 ? '' : `${kept}…`
}

/** A text that takes so many columns, filled up behind it. */
export function padTo(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - columnsOf(text)))
}

/** Rows as lines, each column as wide as its widest cell; no line ends in blanks. */
export function alignedRows(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => columnsOf(row[i] ?? ''))))
  return rows.map((row) =>
    row
      .map((cell, i) => padTo(cell, widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}

/** A table of results, for the terminal and for the document. */

export interface Table {
  readonly title: string
  /** One or two sentences on how to read it. */
  readonly about: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** Returns a table as Markdown that is also aligned as plain text. */
export function toMarkdown(table: Table): string {
  const lines = [table.columns, ...table.rows]
  const widths = table.columns.map((_, i) => Math.max(...lines.map((line) => (line[i] ?? '').length)))
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join(' | ')} |`
  const rule = `| ${widths.map((width, i) => (i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`
  const [head = [], ...rows] = lines
  return [`### ${table.title}`, '', table.about, '', line(head), rule, ...rows.map(line)].join('\n')
}

/** Returns seconds, with a suitable number of digits. */
export function seconds(value: number): string {
  return `${value.toFixed(value < 1 ? 3 : 2)} s`
}

/** Returns a factor. */
export function times(value: number): string {
  return `×${value.toFixed(2)}`
}

/** Returns bytes in KB (10³). */
export function kilobytes(value: number): string {
  return `${(value / 1000).toFixed(1)} KB`
}

export function count(value: number): string {
  return value.toLocaleString('en-US')
}

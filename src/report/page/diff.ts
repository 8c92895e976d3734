import type { PageObject } from '../page-data.ts'
import { h } from './dom.ts'
import type { Line, Row } from './hunks.ts'
import { linesOf, rowsOf } from './hunks.ts'

/** The maximum number of lines of an object that are shown at first. The others are shown on request. */
const FIRST_LINES = 400

/** Returns the number of lines that a diff shows at first, to reserve their room before the diff is drawn. */
export function lengthOf(diff: string): number {
  let lines = 1
  for (let at = diff.indexOf('\n'); at !== -1; at = diff.indexOf('\n', at + 1)) lines++
  return Math.min(lines, FIRST_LINES)
}

/** Reports whether an offset in a diff is in the lines that are shown only on request. */
export function isBelow(diff: string, place: number): boolean {
  let lines = 0
  for (let at = diff.indexOf('\n'); at !== -1 && at < place; at = diff.indexOf('\n', at + 1)) lines++
  return lines >= FIRST_LINES
}

/** Returns a diff as a table, inline or side by side. */
export function diffTable(object: PageObject, sideBySide: boolean, whole: boolean): HTMLElement {
  const { diff, around } = object
  if (diff === '') return h('p', { class: 'quiet' }, 'No fields differ.')
  const rows = rowsOf(linesOf(diff))
  const lines = sideBySide ? rows.map(splitRow) : rows.flatMap(inlineRows(rows))
  const shown = whole ? lines : lines.slice(0, FIRST_LINES)
  const table = h(
    'table',
    { class: sideBySide ? 'diff split' : 'diff' },
    ...(sideBySide ? [columns()] : []),
    h('tbody', {}, ...shown),
  )
  if (around.length > 0) offerContext(table, around, sideBySide)
  const box = h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Difference' }, table)
  if (shown.length === lines.length) return box
  const more = h('button', { class: 'more' }, `Show all ${lines.length.toLocaleString('en')} lines`)
  const all = h('div', {}, box, more)
  more.addEventListener('click', () => all.replaceWith(diffTable(object, sideBySide, true)))
  return all
}

/** Adds a button to the header of each hunk that shows the lines that the diff leaves out there. */
function offerContext(table: HTMLTableElement, around: readonly string[], sideBySide: boolean): void {
  const hunks = [...table.querySelectorAll<HTMLTableRowElement>('tr.hunk')]
  const columns = sideBySide ? 6 : 4
  const offer = (text: string, place: (rows: readonly Node[]) => void, cell: Element) => {
    if (text === '') return
    const lines = text.split('\n')
    const label = `Show ${lines.length.toLocaleString('en')} unchanged ${lines.length === 1 ? 'line' : 'lines'}`
    const button = h('button', { class: 'context' }, label)
    button.addEventListener('click', () => {
      place(lines.map((line) => h('tr', { class: 'around' }, h('td', { colspan: String(columns) }, line))))
      button.remove()
    })
    cell.append(' ', button)
  }
  for (const [i, row] of hunks.entries())
    if (row.firstElementChild) offer(around[i] ?? '', (rows) => row.before(...rows), row.firstElementChild)
  // If the list of hunks is cut because of its length, the end of the shown part is not known.
  if (hunks.length !== around.length - 1) return
  const cell = h('td', { colspan: String(columns) })
  const last = h('tr', { class: 'hunk' }, cell)
  offer(around.at(-1) ?? '', (rows) => last.replaceWith(...rows), cell)
  if (cell.childNodes.length > 0) table.tBodies[0]?.append(last)
}

/**
 * Returns the columns of a table of fixed widths. The first row cannot define them, because it is often a single
 * cell.
 */
function columns(): HTMLElement {
  const half = ['number', 'sign', 'code']
  return h('colgroup', {}, ...[...half, ...half].map((name) => h('col', { class: name })))
}

/** Returns the rows of the inline view. All removed lines of a run come before all added lines. */
function inlineRows(rows: readonly Row[]): (row: Row, index: number) => HTMLElement[] {
  const isPlain = (row: Row | undefined) => row === undefined || row[0] === row[1]
  return (row, index) => {
    if (isPlain(row)) return row[0] ? [inlineRow(row[0])] : []
    if (!isPlain(rows[index - 1])) return []
    let end = index
    while (!isPlain(rows[end])) end++
    const run = rows.slice(index, end)
    return [...run.flatMap(([before]) => before ?? []), ...run.flatMap(([, after]) => after ?? [])].map(
      inlineRow,
    )
  }
}

function inlineRow(line: Line): HTMLElement {
  if (line.kind === 'hunk') return hunkRow(line, 4)
  return h('tr', { class: line.kind }, number(line.before), number(line.after), sign(line), content(line))
}

function splitRow([before, after]: Row): HTMLElement {
  if (before?.kind === 'hunk') return hunkRow(before, 6)
  return h('tr', {}, ...half(before, before?.before ?? 0), ...half(after, after?.after ?? 0))
}

function half(line: Line | undefined, at: number): HTMLElement[] {
  if (!line) return [number(0), h('td', { class: 'sign none' }), h('td', { class: 'code none' })]
  const cells = [number(at), sign(line), content(line)]
  for (const cell of cells) cell.classList.add(line.kind)
  return cells
}

function hunkRow({ text }: Line, columns: number): HTMLElement {
  return h('tr', { class: 'hunk' }, h('td', { colspan: String(columns) }, text))
}

function number(at: number): HTMLElement {
  return h('td', { class: 'number' }, at === 0 ? '' : String(at))
}

function sign({ kind }: Line): HTMLElement {
  return h('td', { class: 'sign' }, kind === 'old' ? '-' : kind === 'new' ? '+' : ' ')
}

function content({ text, from, to }: Line): HTMLElement {
  const cell = h('td', { class: 'code' })
  if (from === to) cell.append(text)
  else cell.append(text.slice(0, from), h('span', { class: 'differs' }, text.slice(from, to)), text.slice(to))
  return cell
}

/**
 * Marks the results of a search. The elements stay the same: only ranges of text are painted (CSS Custom Highlight
 * API).
 */

/** The maximum number of marks. More make a browser slow, and nobody reads that many. */
const MOST = 5000
const NAME = 'found'

let marks: Highlight | undefined

/** Removes all marks, and prepares for those of the next search. */
export function clearFound(): void {
  // A browser that does not support highlights shows the page without them.
  if (!('highlights' in CSS)) return
  marks = new Highlight()
  CSS.highlights.set(NAME, marks)
}

/**
 * Marks each occurrence of a text in an element, ignoring case.
 *
 * @param text the text in lower case; nothing is marked if it is empty
 */
export function markFound(root: Element, text: string): void {
  if (!marks || text === '') return
  for (const cell of root.querySelectorAll('.code, .name, .kind, .quiet, li, td a')) {
    if (marks.size >= MOST) return
    const all = cell.textContent.toLowerCase()
    // A few letters are longer in lower case. The offsets are then not known.
    if (all.length !== cell.textContent.length) continue
    for (let at = all.indexOf(text); at !== -1; at = all.indexOf(text, at + text.length))
      marks.add(rangeOf(cell, at, at + text.length))
  }
}

/** Returns a range for offsets in the whole text of an element, which may consist of several nodes. */
function rangeOf(cell: Element, from: number, to: number): Range {
  const range = document.createRange()
  const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT)
  let start = 0
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const end = start + (node.textContent?.length ?? 0)
    if (from >= start && from < end) range.setStart(node, from - start)
    if (to > start && to <= end) {
      range.setEnd(node, to - start)
      break
    }
    start = end
  }
  return range
}

/** Marks what a search found. The elements stay as they are: ranges of text are only painted (CSS Custom Highlight API). */

/** More marks make a browser slow, and nobody reads so many. */
const MOST = 5000
const NAME = 'found'

let marks: Highlight | undefined

/** Forgets all marks; those of the next search go into new ones. */
export function clearFound(): void {
  // A browser that does not know them shows the page without.
  if (!('highlights' in CSS)) return
  marks = new Highlight()
  CSS.highlights.set(NAME, marks)
}

/**
 * Marks each place in an element where the text is, in any case.
 *
 * @param text in lower case; nothing is marked where it is empty
 */
export function markFound(root: Element, text: string): void {
  if (!marks || text === '') return
  for (const cell of root.querySelectorAll('.code, .name, .kind, .quiet, li, td a')) {
    if (marks.size >= MOST) return
    const all = cell.textContent.toLowerCase()
    // Of a few letters the small one is longer; then no place can be told.
    if (all.length !== cell.textContent.length) continue
    for (let at = all.indexOf(text); at !== -1; at = all.indexOf(text, at + text.length))
      marks.add(rangeOf(cell, at, at + text.length))
  }
}

/** A range by the offsets in all of an element's text, which may be in several nodes. */
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

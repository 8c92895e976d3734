/**
 * Text that a person or another repository gives for a message, a title or a body. Records and marks in those are
 * ours alone, so that what looks like one is taken out of given text before anything is made of it.
 */

/** Line ends as git, markdown and JavaScript know them; each stays with its line. */
const afterLineEnd = /(?<=\n)|(?<=\r)(?!\n)|(?<=[\v\f\u0085\u2028\u2029])/

/** Where a mark begins, up to the end of its comment, else of its line. */
const mark = /<!--\s*fairlead(?:[^]*?--!?>|[^\n]*)/gi

/**
 * A text without the lines that begin with `Fairlead-` (with what continues them), and without the lines of comments
 * that begin with `fairlead`: in any case, behind blanks and characters that do not show, and again as long as what
 * is left forms new ones. All else stays as it is.
 */
export function withoutRecords(text: string): string {
  let lines = text.split(afterLineEnd)
  for (;;) {
    const taken = takenOf(lines)
    if (taken.size === 0) return lines.join('')
    lines = lines.filter((_, i) => !taken.has(i))
  }
}

function takenOf(lines: readonly string[]): Set<number> {
  const plain = lines.map(plainOf)
  const taken = new Set<number>()
  plain.forEach((line, i) => {
    const continues = taken.has(i - 1) && /^[ \t]+\S/.test(lines[i] ?? '')
    if (continues || /^\s*fairlead-/i.test(line)) taken.add(i)
  })
  const starts: number[] = []
  let length = 0
  for (const line of plain) {
    starts.push(length)
    length += line.length + 1
  }
  for (const { 0: found, index } of plain.join('\n').matchAll(mark))
    starts.forEach((start, i) => {
      const end = starts[i + 1] ?? length
      if (start < index + found.length && end > index) taken.add(i)
    })
  return taken
}

/** A line as a reader sees it: without controls, marks that do not show, and letters in another width. */
function plainOf(line: string): string {
  return line
    .normalize('NFKC')
    .replaceAll(/[\t\v\f]/g, ' ')
    .replaceAll(/[\p{Cc}\p{Cf}\p{M}\p{Default_Ignorable_Code_Point}\u2028\u2029]/gu, '')
}

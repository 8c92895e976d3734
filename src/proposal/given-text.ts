/**
 * Text that a person or another repository gives for a message, a title or a body. Records and marks in those are
 * ours alone, so that what looks like one is taken out of given text before anything is made of it.
 */

/** Line ends as git, markdown and JavaScript know them; each stays with its line. */
const afterLineEnd = /(?<=\n)|(?<=\r)(?!\n)|(?<=[\v\f\u0085\u2028\u2029])/

const markStart = /<!--\s*fairlead/gi
const commentEnd = /--!?>/g

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
  let i = 0
  for (const [from, to] of marksOf(plain.join('\n'))) {
    while ((starts[i + 1] ?? length) <= from) i++
    for (; (starts[i] ?? length) < to; i++) taken.add(i)
    i-- // the next mark may begin in the same line
  }
  return taken
}

/** Where marks are: from each start to the end of its comment, else of its line. None begins in another. */
function* marksOf(text: string): Generator<[from: number, to: number]> {
  let done = 0
  let hasEnd = true
  for (const { 0: found, index } of text.matchAll(markStart)) {
    if (index < done) continue
    commentEnd.lastIndex = index + found.length
    const end: RegExpExecArray | null = hasEnd ? commentEnd.exec(text) : null
    hasEnd = end !== null
    const lineEnd = text.indexOf('\n', index + found.length)
    done = end ? end.index + end[0].length : lineEnd < 0 ? text.length : lineEnd
    yield [index, done]
  }
}

/** A line as a reader sees it: without controls, marks that do not show, and letters in another width. */
function plainOf(line: string): string {
  return line
    .normalize('NFKC')
    .replaceAll(/[\t\v\f]/g, ' ')
    .replaceAll(/[\p{Cc}\p{Cf}\p{M}\p{Default_Ignorable_Code_Point}\u2028\u2029]/gu, '')
}

/**
 * Text for a message, a title or a body that comes from a person or another repository. Only Fairlead may write
 * records and marks, so anything that looks like one is removed from given text before the text is used.
 */

/** Line ends according to git, Markdown and JavaScript; each stays with its line. */
const afterLineEnd = /(?<=\n)|(?<=\r)(?!\n)|(?<=[\v\f\u0085\u2028\u2029])/

const markStart = /<!--\s*fairlead/gi
const commentEnd = /--!?>/g

/**
 * Returns a text without the lines that start with `Fairlead-` (and their continuation lines), and without the lines
 * of comments that start with `fairlead`: in upper or lower case, after blanks and invisible characters, and
 * repeatedly as long as the remaining text forms new ones. Everything else stays unchanged.
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

/**
 * Finds the marks: from each start to the end of its comment, or of its line if the comment does not end. Marks do
 * not overlap.
 */
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

/**
 * Returns a line as a reader sees it: without control characters and invisible marks, with letters in their normal
 * width.
 */
function plainOf(line: string): string {
  return line
    .normalize('NFKC')
    .replaceAll(/[\t\v\f]/g, ' ')
    .replaceAll(/[\p{Cc}\p{Cf}\p{M}\p{Default_Ignorable_Code_Point}\u2028\u2029]/gu, '')
}

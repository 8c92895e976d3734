/** Reads unified diffs. */

export interface Line {
  readonly kind: 'same' | 'old' | 'new' | 'hunk'
  /** Its number before and after; 0 if it has none. */
  readonly before: number
  readonly after: number
  readonly text: string
  /** The range of the text that differs from its counterpart. */
  readonly from: number
  readonly to: number
}

/** One row of the side-by-side view. Both are the same line if nothing differs. */
export type Row = readonly [before: Line | undefined, after: Line | undefined]

/** Returns the lines of a diff. A line that is not valid in a diff counts as unchanged. */
export function linesOf(diff: string): Line[] {
  let before = 1
  let after = 1
  return diff
    .replace(/\n$/, '')
    .split('\n')
    .map((text) => {
      const [, first, second] = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/.exec(text) ?? []
      if (first !== undefined && second !== undefined) {
        before = Number(first)
        after = Number(second)
        return { kind: 'hunk', before: 0, after: 0, text, from: 0, to: 0 }
      }
      const rest = text.slice(1)
      if (text.startsWith('-')) return { kind: 'old', before: before++, after: 0, text: rest, from: 0, to: 0 }
      if (text.startsWith('+')) return { kind: 'new', before: 0, after: after++, text: rest, from: 0, to: 0 }
      const shown = text.startsWith(' ') ? rest : text
      return { kind: 'same', before: before++, after: after++, text: shown, from: 0, to: 0 }
    })
}

/** Returns lines side by side: a removed line is next to the line that replaces it, with the range that differs. */
export function rowsOf(lines: readonly Line[]): Row[] {
  const rows: Row[] = []
  let at = 0
  const run = (kind: Line['kind']) => {
    const start = at
    while (lines[at]?.kind === kind) at++
    return lines.slice(start, at)
  }
  while (at < lines.length) {
    const line = lines[at]
    if (line?.kind === 'same' || line?.kind === 'hunk') {
      rows.push([line, line])
      at++
      continue
    }
    const [old, fresh] = [run('old'), run('new')]
    for (let i = 0; i < Math.max(old.length, fresh.length); i++) rows.push(compared(old[i], fresh[i]))
  }
  return rows
}

function compared(before: Line | undefined, after: Line | undefined): Row {
  if (!before || !after) return [before, after]
  const [a, b] = [before.text, after.text]
  const shorter = Math.min(a.length, b.length)
  let start = 0
  while (start < shorter && a[start] === b[start]) start++
  let end = 0
  while (end < shorter - start && a.at(-1 - end) === b.at(-1 - end)) end++
  // Lines with little in common are different lines, and marking nearly all of both would not help.
  if (start + end < shorter / 4) return [before, after]
  return [
    { ...before, from: start, to: a.length - end },
    { ...after, from: start, to: b.length - end },
  ]
}

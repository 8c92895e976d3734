import { toYaml } from '../compare/text.ts'
import type { ObjectChange } from '../review/model.ts'

/** The lines of an object that its diff leaves out: they are the same on both sides. */

/**
 * Returns the unchanged lines before each hunk of a diff and after the last one: one text more than there are hunks.
 *
 * @returns undefined if the diff does not show the object line by line, for example if it has very long lines
 */
export function linesAround({ action, after, diff }: ObjectChange): string[] | undefined {
  if (action !== 'changed' || diff === '') return undefined
  const lines = toYaml(after).replace(/\n$/, '').split('\n')
  const gaps: string[] = []
  let at = 0
  for (const text of diff.replace(/\n$/, '').split('\n')) {
    const [, start, size] = /^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@/.exec(text) ?? []
    if (start !== undefined) {
      // If a hunk has no lines, its start is the line before it.
      const next = size === '0' ? Number(start) : Number(start) - 1
      if (next < at || next > lines.length) return undefined
      gaps.push(lines.slice(at, next).join('\n'))
      at = next
    } else if (text.startsWith('+') || text.startsWith(' ')) {
      if (gaps.length === 0 || lines[at] !== text.slice(1)) return undefined
      at += 1
    } else if (!text.startsWith('-')) return undefined
  }
  return [...gaps, lines.slice(at).join('\n')]
}

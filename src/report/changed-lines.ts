import { structuredPatch } from 'diff'
import type { FileChange } from '../forge/forge.ts'
import { SECRET } from '../secrets/masker.ts'
import { isSecretName } from '../secrets/values.ts'
import { shorten } from '../text/markdown.ts'
import { visibleLine } from '../text/visible.ts'
import type { Tree } from '../tree/tree.ts'

/** The maximum number of lines and their maximum length. More would not help a reader. */
const MOST_LINES = 200
const LINE_LENGTH = 300
/** The maximum number of edits. With more, computing the shortest diff takes too long. */
const MAX_EDITS = 2_000

/**
 * Returns the lines that some changes would change, for a person who asked for a preview: `file:line`, followed by
 * the lines before (`-`) and after (`+`). Values that are secret because of their kind or name are not shown.
 *
 * @param from the tree that the changes apply to
 * @returns lines that begin with two spaces, so that no line begins with untrusted text
 */
export async function changedLines(from: Tree, changes: readonly FileChange[]): Promise<string[]> {
  const before = await from.read(changes.map(({ path }) => path))
  const lines = changes.flatMap((change) => fileLines(change, before.get(change.path)?.content))
  const shown = lines.slice(0, MOST_LINES).map((line) => `  ${line}`)
  const more = lines.length - shown.length
  return more > 0 ? [...shown, `  … and ${more} more lines`] : shown
}

/** Reports whether a line shows that the file contains a Secret or values that sops has encrypted. */
function isOfSecret(line: string): boolean {
  const words = line.trim().replaceAll(/["'\s,]/g, '')
  return words === 'kind:Secret' || line.startsWith('sops:')
}

function fileLines({ path, content }: FileChange, old: Uint8Array | undefined): string[] {
  const name = visibleLine(path)
  const [before, after] = [textOf(old), textOf(content)]
  if (before === undefined || after === undefined) return [`${name}: not a text file`]
  const patch = structuredPatch('', '', before, after, '', '', { context: 0, maxEditLength: MAX_EDITS })
  if (patch === undefined) return [`${name}: rewritten`]
  const isHidden = [before, after].some((text) => text.split('\n').some(isOfSecret))
  const sides = { '-': before.split('\n'), '+': after.split('\n') }
  return patch.hunks.flatMap(({ oldStart, newStart, newLines, lines }) => {
    const at = { '-': oldStart - 1, '+': newStart - 1 }
    const shown = lines.flatMap((line) => {
      const [mark] = line
      if (mark !== '-' && mark !== '+') return []
      const text = isHidden ? '(not shown: the file contains a Secret)' : lineOf(sides[mark], at[mark]++)
      return [`${mark} ${shorten(visibleText(text), LINE_LENGTH)}`]
    })
    return [`${name}:${newLines > 0 ? newStart : oldStart}`, ...shown]
  })
}

/** Returns the decoded text; undefined if the content is not text. A missing file counts as empty. */
function textOf(content: Uint8Array | undefined): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(content ?? new Uint8Array())
    return text.includes('\0') ? undefined : text
  } catch {
    return undefined
  }
}

/** Returns a line as it is shown. Its value is hidden if its key or a parent key has the name of a secret. */
function lineOf(lines: readonly string[], index: number): string {
  const line = lines[index] ?? ''
  const [, head = '', key] = KEY.exec(line) ?? []
  if (key !== undefined && isSecretName(key)) return `${head} ${SECRET}`
  let indent = indentOf(line)
  for (let above = index - 1; above >= 0 && indent > 0; above--) {
    const other = lines[above] ?? ''
    if (other.trim() === '' || indentOf(other) >= indent) continue
    indent = indentOf(other)
    const [, , parent] = KEY.exec(other) ?? []
    if (parent !== undefined && isSecretName(parent)) return `${' '.repeat(indentOf(line))}${SECRET}`
  }
  return line
}

/** Matches `key:`, `- "key":` or `KEY=`, with everything before the value. */
const KEY = /^(\s*(?:- +)?["']?([\w./-]+)["']?\s*[:=])/

function indentOf(line: string): number {
  return line.length - line.trimStart().length
}

/** Writes invisible characters as escapes. Leading spaces stay. */
function visibleText(line: string): string {
  const indent = /^ */.exec(line)?.[0] ?? ''
  return indent + visibleLine(line)
}

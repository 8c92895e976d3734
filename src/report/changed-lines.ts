import { structuredPatch } from 'diff'
import type { FileChange } from '../forge/forge.ts'
import { SECRET } from '../secrets/masker.ts'
import { isSecretName } from '../secrets/values.ts'
import { shorten } from '../text/markdown.ts'
import { visibleLine } from '../text/visible.ts'
import type { Tree } from '../tree/tree.ts'

/** More lines nobody reads, and longer ones say no more. */
const MOST_LINES = 200
const LINE_LENGTH = 300
/** Past so many edits a shortest diff takes long. */
const MAX_EDITS = 2_000

/**
 * The lines that changes would change, for a person who has asked what would be done: `file:line`, and below it the
 * lines before (`-`) and after (`+`). Values that are secret by their kind or their name are not shown.
 *
 * @param from what the changes are made to
 * @returns lines that begin with two blanks, so that no foreign text begins one
 */
export async function changedLines(from: Tree, changes: readonly FileChange[]): Promise<string[]> {
  const before = await from.read(changes.map(({ path }) => path))
  const lines = changes.flatMap((change) => fileLines(change, before.get(change.path)?.content))
  const shown = lines.slice(0, MOST_LINES).map((line) => `  ${line}`)
  const more = lines.length - shown.length
  return more > 0 ? [...shown, `  … and ${more} more lines`] : shown
}

/** Whether a line says that the file holds a Secret, or what sops has encrypted. */
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

/** A text; undefined where it is none. What is not there is empty. */
function textOf(content: Uint8Array | undefined): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(content ?? new Uint8Array())
    return text.includes('\0') ? undefined : text
  } catch {
    return undefined
  }
}

/** A line as it is shown: without its value where its key, or one that it stands below, is named like a secret. */
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

/** `key:`, `- "key":` or `KEY=`, with what stands before its value. */
const KEY = /^(\s*(?:- +)?["']?([\w./-]+)["']?\s*[:=])/

function indentOf(line: string): number {
  return line.length - line.trimStart().length
}

/** What cannot be seen is written out; blanks at its beginning stay. */
function visibleText(line: string): string {
  const indent = /^ */.exec(line)?.[0] ?? ''
  return indent + visibleLine(line)
}

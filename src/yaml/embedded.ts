import type { Edit } from './text-edit.ts'
import type { ScalarNode, YamlFile } from './nodes.ts'
import { parseYaml } from './parse.ts'

/** A YAML text inside a literal block (`values: |`), with the conversion of its edits to the file around it. */
export interface EmbeddedYaml {
  readonly file: YamlFile
  /** Converts an edit of the inner text to the same edit of the outer text. */
  outward(edit: Edit): Edit
  /** Converts an inner offset to the outer one, for messages. */
  outwardOffset(offset: number): number
}

/**
 * Parses the YAML in a literal block of `outer`. Only literal blocks preserve lines, which byte-exact edits need; for
 * any other scalar, the result is undefined.
 *
 * @throws FairleadError (input) if the block's content is not YAML
 */
export function parseEmbedded(outer: YamlFile, block: ScalarNode): EmbeddedYaml | undefined {
  if (block.style !== 'literal') return undefined
  const lines = blockLines(outer.text, block)
  if (lines.length === 0) return undefined
  const indent = lines.find((line) => line.text.trim() !== '')?.text.match(/^ */)?.[0] ?? ''
  const starts: { inner: number; outer: number }[] = []
  let inner = ''
  for (const line of lines) {
    const cut = line.text.startsWith(indent) ? indent.length : line.text.length
    starts.push({ inner: inner.length, outer: line.start + cut })
    inner += `${line.text.slice(cut)}\n`
  }
  const outwardOffset = (offset: number): number => {
    const line = starts.findLast((candidate) => candidate.inner <= offset) ?? { inner: 0, outer: block.start }
    return line.outer + (offset - line.inner)
  }
  return {
    file: parseYaml(inner, outer.path),
    outwardOffset,
    outward: (edit) => ({
      start: outwardOffset(edit.start),
      end: outwardOffset(edit.end),
      text: edit.text.replaceAll('\n', `${lines[0]?.eol ?? '\n'}${indent}`),
    }),
  }
}

/** Returns the lines of a block scalar's content, without their line breaks. */
export function blockLines(text: string, block: ScalarNode): { start: number; text: string; eol: string }[] {
  const lines: { start: number; text: string; eol: string }[] = []
  const pattern = /([^\r\n]*)(\r\n|\n|\r|$)/y
  pattern.lastIndex = block.start
  while (pattern.lastIndex < block.end) {
    const start = pattern.lastIndex
    const match = pattern.exec(text)
    if (!match) break
    lines.push({ start, text: match[1] ?? '', eol: match[2] ?? '' })
    if (match[2] === '') break
  }
  return lines
}

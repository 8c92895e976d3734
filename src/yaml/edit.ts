import type { Edit } from './text-edit.ts'
import { inputError } from '../errors.ts'
import { blockLines } from './embedded.ts'
import type { KeyPath } from './keys.ts'
import type { Lookup } from './lookup.ts'
import type { MapNode, ScalarNode, ScalarStyle, YamlNode } from './nodes.ts'
import { locate, position } from './position.ts'
import { doubleQuoted, isPlainSafe, isSingleQuotable, isTyped, singleQuoted } from './scalars.ts'

/** A value to write. A string always stays a string; a number or boolean is written without quotes. */
export type ScalarValue = string | number | boolean

/**
 * Returns the text with all edits applied.
 *
 * @throws Error if two edits overlap, which is a bug of the caller
 */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const sorted = edits.toSorted((a, b) => a.start - b.start || a.end - b.end)
  let result = ''
  let position = 0
  for (const edit of sorted) {
    if (edit.start < position) throw new Error('two edits overlap')
    result += text.slice(position, edit.start) + edit.text
    position = edit.end
  }
  return result + text.slice(position)
}

/**
 * Returns the edit that gives a scalar a new value. Its quotes are preserved if they can contain the value; a plain
 * scalar gets double quotes if it would otherwise be read as something else.
 *
 * @throws FairleadError (input) for a key in a flow collection that has no value at all (`{tag}`)
 */
export function replaceScalar(lookup: Lookup & { found: 'scalar' }, value: ScalarValue): Edit {
  const { node, flow, scope } = lookup
  const { text } = scope.file
  if (node.tag !== undefined && !/^!!str$|:str>?$|^!$/.test(node.tag) && typeof value === 'string')
    throw inputError(`the value has the explicit tag ${node.tag}, which does not accept a string`, {
      at: locate(scope.file, node.start),
      hint: 'Remove the tag, or use !!str.',
    })
  if (node.empty) {
    const before = text[node.start - 1] ?? ''
    if (node.anchor === undefined && node.tag === undefined && !/[:-]/.test(before))
      throw inputError('the key has no value here that could be replaced', {
        at: locate(scope.file, node.start),
        hint: 'Write it out as "key: value".',
      })
    return scope.outward({ start: node.start, end: node.end, text: ` ${formatScalar(value, 'plain', flow)}` })
  }
  if (node.style === 'literal' || node.style === 'folded')
    return scope.outward(replaceBlock(text, node, value))
  const quotes = node.style === 'plain' ? 0 : 1
  const written = formatScalar(value, node.style, flow)
  return scope.outward({ start: node.start - quotes, end: node.end + quotes, text: written })
}

/** Formats the value as a scalar on one line, in the requested style if that is possible. */
export function formatScalar(value: ScalarValue, style: ScalarStyle, flow: boolean): string {
  const text = String(value)
  if (style === 'single' && isSingleQuotable(text)) return `'${singleQuoted(text)}'`
  const bare = typeof value !== 'string' || (isPlainSafe(text, { flow }) && !isTyped(text))
  return style === 'plain' && bare ? text : `"${doubleQuoted(text)}"`
}

/** Replaces a block scalar, including its header. A value on one line stays a block. */
function replaceBlock(text: string, node: ScalarNode, value: ScalarValue): Edit {
  const headerLine = text.lastIndexOf('\n', node.start - 2) + 1
  const header = /([|>])[-+0-9]*([ \t]*(?:#[^\r\n]*)?)\r?\n?$/.exec(text.slice(headerLine, node.start))
  if (!header) throw new Error(`no header found for the block scalar at offset ${node.start}`)
  const start = headerLine + header.index
  const comment = header[2] ?? ''
  const lines = blockLines(text, node)
  const first = lines.find((line) => line.text.trim() !== '')
  const last = lines.findLast((line) => line.text.trim() !== '')
  const [line, ...rest] = String(value).split('\n')
  const fits =
    first && line && rest.join('') === '' && rest.length <= 1 && /^\S/.test(line) && isSingleQuotable(line)
  if (!first || !last || !fits) {
    const headerEnd = headerLine + header.index + header[0].replace(/\r?\n$/, '').length
    const end = last ? last.start + last.text.length : headerEnd
    return { start, end, text: `"${doubleQuoted(String(value))}"${comment.trimEnd()}` }
  }
  const indent = /^ */.exec(first.text)?.[0] ?? ''
  const eol = /\r\n/.test(text.slice(start, node.start)) ? '\r\n' : '\n'
  const chomping = rest.length === 1 ? '' : '-'
  const body = `${header[1]}${chomping}${comment}${eol}${indent}${line}`
  return { start, end: last.start + last.text.length, text: body }
}

/**
 * Returns the edit that adds a missing key, with its missing parent maps, after the existing entries.
 *
 * @param lookup the end of the existing part of the path
 * @param path the whole key path
 * @throws FairleadError (input) if the key would have to be added to a list or below a value
 */
export function insertKey(lookup: Lookup & { found: 'missing' }, path: KeyPath, value: ScalarValue): Edit {
  const { parent, scope, depth } = lookup
  const { text } = scope.file
  const names = path.slice(depth).map(String)
  const eol = text.includes('\r\n') ? '\r\n' : '\n'
  if (parent.kind === 'map' && parent.flow) {
    const style = neighbourStyle(parent)
    const isJson = isWrittenAsJson(parent, scope.file.path)
    const written = !isJson ? style : typeof value === 'string' ? 'double' : 'plain'
    const flowText = names.reduceRight((inner, name) => {
      const key = isJson || !isPlainSafe(name, { flow: true }) ? `"${doubleQuoted(name)}"` : name
      return `${key}: ${inner === '' ? formatScalar(value, written, true) : `{${inner}}`}`
    }, '')
    const last = parent.entries.at(-1)
    const at = last ? closingOf(last.value) : parent.start + 1
    return scope.outward({ start: at, end: at, text: last ? `, ${flowText}` : flowText })
  }
  if (
    parent.kind === 'map' &&
    !text.endsWith('\n') &&
    endsInBlock(parent) &&
    lastInk(text, parent.end) === text.trimEnd().length
  )
    // Some readers would treat a line break after it as part of that scalar.
    throw inputError(
      'the file ends in a block scalar without a line break, so no key can be added after it',
      {
        at: locate(scope.file, parent.end),
        hint: 'End the file with a line break.',
      },
    )
  if (parent.kind === 'map') {
    const column = position(text, parent.entries[0]?.key.start ?? parent.start).column - 1
    const at = lineEnd(text, lastInk(text, parent.end))
    const body = nested(names, value, {
      indent: keyColumn(text, parent, column),
      step: indentStep(scope.document.root, text),
      eol,
      style: neighbourStyle(parent),
    })
    return scope.outward({ start: at, end: at, text: `${eol}${body}` })
  }
  if (parent.kind === 'scalar' && parent.empty && lookup.parentEntry && !lookup.flow) {
    const step = indentStep(scope.document.root, text)
    const column = position(text, lookup.parentEntry.key.start).column - 1
    const at = lineEnd(text, parent.start)
    const body = nested(names, value, { indent: column + step, step, eol, style: 'plain' })
    return scope.outward({ start: at, end: at, text: `${eol}${body}` })
  }
  throw inputError(
    parent.kind === 'sequence'
      ? 'the list has no such item, and items are not added'
      : 'there is a value where a map is needed',
    { at: { ...locate(scope.file, parent.start) } },
  )
}

/** Reports whether a map is JSON, whose keys are always in quotes. */
function isWrittenAsJson({ entries }: MapNode, file: string): boolean {
  if (entries.length === 0) return /\.json$/i.test(file)
  return entries.every(({ key }) => key.kind === 'scalar' && key.style === 'double')
}

/** Formats new maps that contain one value, for a text without content. */
export function formatNested(names: readonly string[], value: ScalarValue, eol: string): string {
  return nested(names, value, { indent: 0, step: 2, eol, style: 'plain' })
}

function endsInBlock(node: YamlNode): boolean {
  if (node.kind === 'map' || node.kind === 'sequence') {
    const last = node.kind === 'map' ? node.entries.at(-1)?.value : node.items.at(-1)
    return last !== undefined && endsInBlock(last)
  }
  return node.kind === 'scalar' && (node.style === 'literal' || node.style === 'folded')
}

/** Returns the column of a map's keys. The node of a quoted key starts after its quote. */
function keyColumn(text: string, map: MapNode, column: number): number {
  const start = map.entries[0]?.key.start ?? map.start
  return /["']/.test(text[start - 1] ?? '') ? column - 1 : column
}

/** The layout of new lines, matching the lines around them. */
interface Layout {
  /** Columns before the first line. */
  readonly indent: number
  /** Columns by which each following line is indented further. */
  readonly step: number
  readonly eol: string
  readonly style: ScalarStyle
}

function nested(names: readonly string[], value: ScalarValue, { indent, step, eol, style }: Layout): string {
  return names
    .map((name, i) => {
      const key = isPlainSafe(name, { flow: false }) ? name : `"${doubleQuoted(name)}"`
      const end = i === names.length - 1 ? ` ${formatScalar(value, style, false)}` : ''
      return `${' '.repeat(indent + step * i)}${key}:${end}`
    })
    .join(eol)
}

/** Returns the quotes that the map's other values use, so that a new one matches them. */
function neighbourStyle(map: MapNode): ScalarStyle {
  const last = map.entries.findLast((entry) => entry.value.kind === 'scalar' && !entry.value.empty)?.value
  return last?.kind === 'scalar' && (last.style === 'single' || last.style === 'double')
    ? last.style
    : 'plain'
}

/** Returns the number of columns by which the document indents nested maps; 2 if it has none. */
function indentStep(root: unknown, text: string): number {
  const map = root as MapNode
  if (map.kind !== 'map' || map.flow) return 2
  for (const entry of map.entries) {
    const { value } = entry
    const child = value.kind === 'map' && !value.flow ? value.entries[0] : undefined
    if (!child) continue
    const step = position(text, child.key.start).column - position(text, entry.key.start).column
    if (step > 0) return step
  }
  return 2
}

function closingOf(node: { end: number; kind: string; style?: ScalarStyle }): number {
  return node.kind === 'scalar' && (node.style === 'single' || node.style === 'double')
    ? node.end + 1
    : node.end
}

/** Returns the offset after the last character before `offset` that is not white space. */
function lastInk(text: string, offset: number): number {
  return text.slice(0, offset).trimEnd().length
}

/** Returns the end of the line that contains `offset`, before its line break. */
function lineEnd(text: string, offset: number): number {
  const match = /\r?\n/g
  match.lastIndex = offset
  return match.exec(text)?.index ?? text.length
}

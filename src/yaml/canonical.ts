import { inputError } from '../errors.ts'
import type { YamlFile, YamlNode } from './nodes.ts'
import { resolve } from './nodes.ts'
import { locate } from './position.ts'
import { doubleQuoted } from './scalars.ts'
import { coreTag } from './value.ts'

/** The same limits as in `value.ts`: with aliases, a short text can expand without end. */
const MAX_NODES = 200_000
const MAX_DEPTH = 200

/** The tags that a message may show. Any other tag may be a value that begins with an exclamation mark. */
const KNOWN_TAGS = new Set(
  'binary bool float int map merge null omap pairs seq set timestamp value'.split(' '),
)

/**
 * Formats a file in a form that all YAML readers interpret in the same way: maps and lists in brackets, aliases
 * expanded, strings in ASCII, no comments, no tags. Two readers may interpret the same text differently (Unicode line
 * breaks, `!!binary`, …). In this form, the next reader sees exactly the nodes that were checked. Only the type of a
 * plain scalar (`1.10`, `yes`) is still up to that reader.
 *
 * @param instead texts that replace some scalars
 * @throws FairleadError (input) if a value has a tag other than those of strings, maps and lists
 */
export function canonicalYaml(file: YamlFile, instead: ReadonlyMap<YamlNode, string> = new Map()): string {
  let nodes = 0
  const format = (raw: YamlNode, depth: number): string => {
    const node = resolve(raw)
    if (++nodes > MAX_NODES || depth > MAX_DEPTH)
      throw inputError('the YAML expands to too many values because of its aliases', {
        at: { file: file.path },
      })
    if (!node) return 'null'
    if (node.kind === 'sequence') return `[${node.items.map((item) => format(item, depth + 1)).join(', ')}]`
    if (node.kind === 'map') {
      const entries = node.entries.map(
        ({ key, value }) => `${format(key, depth + 1)}: ${format(value, depth + 1)}`,
      )
      return `{${entries.join(', ')}}`
    }
    const tag = coreTag(node.tag)
    if (tag !== undefined && tag !== 'str')
      throw inputError(`the tag ${KNOWN_TAGS.has(tag) ? `!!${tag}` : 'here'} is not read`, {
        at: locate(file, node.start),
        hint: 'Write the value without it.',
      })
    const other = instead.get(node)
    if (other === undefined && tag === undefined && node.style === 'plain') {
      if (node.value === '') return 'null'
      if (/^(<<|~|[+-]?[\w.][\w.+/-]*)$/.test(node.value)) return node.value
    }
    return asciiQuoted(other ?? node.value)
  }
  return file.documents.map(({ root }) => `${format(root, 0)}\n`).join('---\n')
}

function asciiQuoted(text: string): string {
  const escaped = doubleQuoted(text).replaceAll(/[^\x20-\x7e]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0
    return code > 0xffff
      ? String.raw`\U` + code.toString(16).padStart(8, '0')
      : String.raw`\u` + code.toString(16).padStart(4, '0')
  })
  return `"${escaped}"`
}

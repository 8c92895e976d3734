import { inputError } from '../errors.ts'
import type { YamlFile, YamlNode } from './nodes.ts'
import { resolve } from './nodes.ts'
import { locate } from './position.ts'
import { doubleQuoted } from './scalars.ts'
import { coreTag } from './value.ts'

/** As in `value.ts`: aliases can make a short text mean an endless one. */
const MAX_NODES = 200_000
const MAX_DEPTH = 200

/** Other tags may be a value that begins with an exclamation mark. */
const KNOWN_TAGS = new Set(
  'binary bool float int map merge null omap pairs seq set timestamp value'.split(' '),
)

/**
 * A file in one spelling that all readers of YAML take alike: every map and list in brackets, aliases written
 * out, texts in ASCII, no comments, no tags. Two readers may see different things in the same text (line breaks
 * of Unicode, `!!binary`, …); who has looked at the nodes of a file and hands it on in this spelling knows that
 * the next reader sees nothing else. What a plain scalar is (`1.10`, `yes`) stays that reader's decision.
 *
 * @param instead texts that are written in place of some scalars
 * @throws FairleadError (input) where a value has a tag other than those of texts, maps and lists
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

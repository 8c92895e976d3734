import { isAlias, isMap, isScalar, isSeq, LineCounter, parseAllDocuments, Scalar } from 'yaml'
import type { Node as SourceNode } from 'yaml'
import { inputError } from '../errors.ts'
import type { AliasNode, MapEntry, ScalarNode, ScalarStyle, YamlDocument, YamlNode } from './nodes.ts'

/**
 * A second parser, for texts that js-yaml rejects and Helm accepts: flow collections whose closing bracket is not
 * indented deeper than their key, as in some real values files. It is many times slower, so it is only the fallback.
 */

const styles: Record<string, ScalarStyle> = {
  [Scalar.PLAIN]: 'plain',
  [Scalar.QUOTE_SINGLE]: 'single',
  [Scalar.QUOTE_DOUBLE]: 'double',
  [Scalar.BLOCK_LITERAL]: 'literal',
  [Scalar.BLOCK_FOLDED]: 'folded',
}

/**
 * Parses the documents of a text.
 *
 * @throws FairleadError (input) if this parser also rejects it
 */
export function parseLeniently(text: string, path: string): YamlDocument[] {
  const lineCounter = new LineCounter()
  // The parser treats a byte order mark as a character of the first line.
  const mark = text.startsWith('\uFEFF') ? 1 : 0
  const documents = parseAllDocuments(text.slice(mark), {
    version: '1.1',
    uniqueKeys: false,
    lineCounter,
    keepSourceTokens: false,
    // Each pretty error reads the whole text again, and a malicious text can have an error per character.
    prettyErrors: false,
  })
  if ('empty' in documents) return []
  const [fault] = documents.flatMap((document) => document.errors)
  if (fault) {
    const { line, col } = lineCounter.linePos(fault.pos[0])
    throw inputError(`this is not valid YAML: ${fault.message.split('\n')[0] ?? ''}`, {
      at: { file: path, line, column: col },
    })
  }
  const result: YamlDocument[] = []
  for (const { contents } of documents) {
    if (!contents || (isScalar(contents) && contents.source === '' && contents.type === Scalar.PLAIN))
      continue
    const reader = new Reader(text, mark)
    const root = reader.node(contents as SourceNode)
    result.push({ index: result.length, root, aliases: reader.aliases })
  }
  return result
}

class Reader {
  readonly aliases: AliasNode[] = []
  readonly #text: string
  readonly #shift: number
  readonly #anchors = new Map<string, YamlNode>()

  constructor(text: string, shift: number) {
    this.#text = text
    this.#shift = shift
  }

  node(source: SourceNode | null): YamlNode {
    const [from = 0, to = 0] = source?.range ?? []
    const [start, end] = [from + this.#shift, to + this.#shift]
    if (isAlias(source)) {
      const alias: AliasNode = {
        kind: 'alias',
        name: source.source,
        start,
        end,
        target: this.#anchors.get(source.source),
      }
      this.aliases.push(alias)
      return alias
    }
    const anchor =
      source && 'anchor' in source && source.anchor !== undefined ? { anchor: source.anchor } : {}
    if (isMap(source)) {
      const entries: MapEntry[] = []
      const map: YamlNode = {
        kind: 'map',
        flow: source.flow === true,
        start,
        end: this.#collectionEnd(source.flow === true, end),
        entries,
        ...anchor,
      }
      this.#keep(map)
      for (const pair of source.items)
        entries.push({
          key: this.node(pair.key as SourceNode | null),
          value: this.node(pair.value as SourceNode | null),
        })
      return map
    }
    if (isSeq(source)) {
      const items: YamlNode[] = []
      const sequence: YamlNode = {
        kind: 'sequence',
        flow: source.flow === true,
        start,
        end: this.#collectionEnd(source.flow === true, end),
        items,
        ...anchor,
      }
      this.#keep(sequence)
      for (const item of source.items) items.push(this.node(item as SourceNode | null))
      return sequence
    }
    const scalar = this.#scalar(isScalar(source) ? source : undefined, start, end, anchor)
    this.#keep(scalar)
    return scalar
  }

  #scalar(source: Scalar | undefined, start: number, end: number, anchor: { anchor?: string }): ScalarNode {
    const style = styles[source?.type ?? Scalar.PLAIN] ?? 'plain'
    const value = source?.source ?? ''
    const tag = source?.tag === undefined || source.tag.startsWith('tag:') ? {} : { tag: source.tag }
    const common = { kind: 'scalar' as const, style, value, ...tag, ...anchor }
    if (style === 'single' || style === 'double')
      return { ...common, start: start + 1, end: end - 1, empty: false }
    if (style === 'plain' && start === end) {
      // An empty value would be written directly after the colon or the dash.
      let place = start
      while (' \t'.includes(this.#text[place - 1] ?? '.')) place--
      return { ...common, start: place, end: place, empty: true }
    }
    if (style === 'plain') return { ...common, start, end, empty: false }
    const newline = this.#text.indexOf('\n', start)
    return { ...common, start: newline < 0 ? end : Math.min(newline + 1, end), end, empty: false }
  }

  /** Returns the end of a collection. A block collection ends after the last character of its last entry. */
  #collectionEnd(flow: boolean, end: number): number {
    return flow ? end : this.#text.slice(0, end).trimEnd().length
  }

  #keep(node: Exclude<YamlNode, AliasNode>): void {
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, node)
  }
}

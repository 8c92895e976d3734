/** A YAML text as a tree of nodes with their positions in the text. Offsets are UTF-16 units, from 0. */

export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded'

export interface ScalarNode {
  readonly kind: 'scalar'
  readonly style: ScalarStyle
  /** The text as YAML decodes it, before it gets a type: `1.10` stays "1.10". */
  readonly value: string
  /**
   * The range of the content: inside the quotes; for a block scalar, its lines after the header; for an empty value,
   * the position after the colon or dash where a value would be written.
   */
  readonly start: number
  readonly end: number
  /** True if nothing is written, as in `key:`. */
  readonly empty: boolean
  readonly tag?: string
  readonly anchor?: string
}

export interface MapEntry {
  readonly key: YamlNode
  readonly value: YamlNode
}

export interface MapNode {
  readonly kind: 'map'
  readonly flow: boolean
  readonly start: number
  /** After the last character of the last entry (flow collections: of the closing bracket). */
  readonly end: number
  readonly entries: readonly MapEntry[]
  readonly anchor?: string
}

export interface SequenceNode {
  readonly kind: 'sequence'
  readonly flow: boolean
  readonly start: number
  readonly end: number
  readonly items: readonly YamlNode[]
  readonly anchor?: string
}

export interface AliasNode {
  readonly kind: 'alias'
  readonly name: string
  readonly start: number
  readonly end: number
  /** The node with the anchor; undefined if there is none. */
  readonly target: YamlNode | undefined
}

export type YamlNode = ScalarNode | MapNode | SequenceNode | AliasNode

/** One document of a YAML text. */
export interface YamlDocument {
  /** Position among the documents of the file that have content, from 0. */
  readonly index: number
  readonly root: YamlNode
  /** Every alias of the document, in the order of the text. */
  readonly aliases: readonly AliasNode[]
}

/** A parsed YAML text. */
export interface YamlFile {
  readonly path: string
  readonly text: string
  readonly documents: readonly YamlDocument[]
}

/** Returns the node itself, or the node that an alias refers to (undefined if there is none). */
export function resolve(node: YamlNode | undefined): Exclude<YamlNode, AliasNode> | undefined {
  let current = node
  while (current?.kind === 'alias') current = current.target
  return current
}

/** Returns the value of a map's key, or undefined. If the key exists twice, the last one is used, as in Helm. */
export function entryValue(node: YamlNode | undefined, key: string): YamlNode | undefined {
  const map = resolve(node)
  if (map?.kind !== 'map') return undefined
  // A plain loop, because this is called more often than any other function.
  for (let i = map.entries.length - 1; i >= 0; i--) {
    const entry = map.entries[i]
    if (entry && (entry.key.kind === 'scalar' ? entry.key.value : keyText(entry.key)) === key)
      return entry.value
  }
  return undefined
}

/** Returns a key as a string; undefined for a key that is a collection. */
export function keyText(key: YamlNode): string | undefined {
  const scalar = resolve(key)
  return scalar?.kind === 'scalar' ? scalar.value : undefined
}

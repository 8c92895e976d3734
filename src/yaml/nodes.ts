/** A YAML text as a tree of nodes that know their place in the text. Offsets are UTF-16 units, from 0. */

export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded'

export interface ScalarNode {
  readonly kind: 'scalar'
  readonly style: ScalarStyle
  /** The text as YAML decodes it, before any typing: `1.10` stays "1.10". */
  readonly value: string
  /**
   * The content's range: inside the quotes; for a block scalar its lines from the one after the header;
   * for an empty value the place behind the colon or dash where one would be written.
   */
  readonly start: number
  readonly end: number
  /** True where nothing is written at all, as in `key:`. */
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
  /** Behind the last character of the last entry (flow collections: of the closing bracket). */
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
  /** The node with the anchor; undefined where there is none. */
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

/** The node itself, or what an alias stands for (undefined for an alias of nothing). */
export function resolve(node: YamlNode | undefined): Exclude<YamlNode, AliasNode> | undefined {
  let current = node
  while (current?.kind === 'alias') current = current.target
  return current
}

/** The value of a map's key, or undefined; of a key that is there twice, the last, as Helm reads it. */
export function entryValue(node: YamlNode | undefined, key: string): YamlNode | undefined {
  const map = resolve(node)
  if (map?.kind !== 'map') return undefined
  // By hand: this is asked more often than anything else.
  for (let i = map.entries.length - 1; i >= 0; i--) {
    const entry = map.entries[i]
    if (entry && (entry.key.kind === 'scalar' ? entry.key.value : keyText(entry.key)) === key)
      return entry.value
  }
  return undefined
}

/** A key as text; undefined for a key that is a collection. */
export function keyText(key: YamlNode): string | undefined {
  const scalar = resolve(key)
  return scalar?.kind === 'scalar' ? scalar.value : undefined
}

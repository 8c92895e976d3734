import type { Edit } from './text-edit.ts'
import { parseEmbedded } from './embedded.ts'
import type { KeyPath } from './keys.ts'
import type { AliasNode, MapNode, ScalarNode, YamlDocument, YamlFile, YamlNode } from './nodes.ts'
import { keyText, resolve } from './nodes.ts'

/** The text that contains a node: the file itself, or YAML inside a literal block of it. */
export interface Scope {
  readonly file: YamlFile
  readonly document: YamlDocument
  /** Converts an edit of this scope's text to one of the file's own text. */
  outward(edit: Edit): Edit
  outwardOffset(offset: number): number
  /** The text of the file itself, which the outward offsets refer to. */
  readonly outerText: string
}

/**
 * The result of looking up a key. Every result except `scalar` and `collection` shows why there is no value to read
 * or edit.
 */
export type Lookup =
  | {
      readonly found: 'scalar'
      readonly node: ScalarNode
      readonly flow: boolean
      readonly scope: Scope
      readonly holders: readonly YamlNode[]
    }
  | {
      readonly found: 'collection'
      readonly node: YamlNode
      readonly flow: boolean
      readonly scope: Scope
      readonly holders: readonly YamlNode[]
    }
  /** `path[depth]` does not exist; `parent` is the node that lacks it. */
  | {
      readonly found: 'missing'
      readonly depth: number
      readonly parent: YamlNode
      readonly parentEntry?: { key: YamlNode; map: MapNode }
      readonly flow: boolean
      readonly scope: Scope
    }
  | {
      readonly found: 'duplicate'
      readonly depth: number
      readonly offsets: readonly number[]
      readonly scope: Scope
    }
  /** The path leads through an alias, so an edit would also change the other values that use its anchor. */
  | { readonly found: 'alias'; readonly depth: number; readonly alias: AliasNode; readonly scope: Scope }

function unchanged<T>(value: T): T {
  return value
}

/** Returns the scope of a whole document. */
export function wholeFile(file: YamlFile, document: YamlDocument): Scope {
  return { file, document, outward: unchanged, outwardOffset: unchanged, outerText: file.text }
}

/**
 * Follows a key path from the root of a scope, including YAML in literal blocks.
 *
 * @throws FairleadError (input) if the path leads into a literal block that is not YAML
 */
export function lookUp(scope: Scope, path: KeyPath): Lookup {
  let node = scope.document.root
  let flow = false
  let parentEntry: { key: YamlNode; map: MapNode } | undefined
  const holders: YamlNode[] = []
  for (let depth = 0; ; depth++) {
    if (node.kind === 'alias') return { found: 'alias', depth, alias: node, scope }
    holders.push(node)
    if (depth === path.length) {
      if (node.kind === 'scalar') return { found: 'scalar', node, flow, scope, holders }
      return { found: 'collection', node, flow, scope, holders }
    }
    const segment = path[depth] as string | number
    const missing = {
      found: 'missing' as const,
      depth,
      parent: node,
      flow,
      scope,
      ...(parentEntry ? { parentEntry } : {}),
    }
    if (node.kind === 'scalar') {
      const inside = enterBlock(scope, node)
      return inside ? shifted(lookUp(inside, path.slice(depth)), depth) : missing
    }
    flow ||= node.flow
    if (node.kind === 'sequence') {
      const item = /^\d+$/.test(String(segment)) ? node.items[Number(segment)] : undefined
      if (!item) return missing
      node = item
      parentEntry = undefined
      continue
    }
    const map: MapNode = node
    const entries = map.entries.filter((entry) => keyText(entry.key) === String(segment))
    if (entries.length > 1) {
      const offsets = entries.map((entry) => scope.outwardOffset(entry.key.start))
      return { found: 'duplicate', depth, offsets, scope }
    }
    const [entry] = entries
    if (!entry) {
      const alias = mergedFrom(map, String(segment))
      return alias ? { found: 'alias', depth, alias, scope } : missing
    }
    parentEntry = { key: entry.key, map }
    node = entry.value
  }
}

/**
 * Returns the scope of the YAML inside a literal block; undefined for other scalars and for blocks without a map or
 * list.
 */
export function enterBlock(scope: Scope, node: ScalarNode): Scope | undefined {
  const embedded = parseEmbedded(scope.file, node)
  const document = embedded?.file.documents[0]
  if (!embedded || !document || document.root.kind === 'scalar') return undefined
  return {
    file: embedded.file,
    document,
    outward: (edit) => scope.outward(embedded.outward(edit)),
    outwardOffset: (offset) => scope.outwardOffset(embedded.outwardOffset(offset)),
    outerText: scope.outerText,
  }
}

function shifted(lookup: Lookup, depth: number): Lookup {
  return 'depth' in lookup ? { ...lookup, depth: lookup.depth + depth } : lookup
}

/** Finds the alias of a merge key (`<<: *base`) that adds `key` to the map. */
function mergedFrom(map: MapNode, key: string, seen = new Set<MapNode>()): AliasNode | undefined {
  if (seen.has(map)) return undefined // a map that merges itself
  seen.add(map)
  for (const entry of map.entries) {
    if (keyText(entry.key) !== '<<') continue
    const sources = entry.value.kind === 'sequence' ? entry.value.items : [entry.value]
    for (const source of sources) {
      const target = resolve(source)
      if (source.kind !== 'alias' || target?.kind !== 'map') continue
      if (target.entries.some((e) => keyText(e.key) === key) || mergedFrom(target, key, seen)) return source
    }
  }
  return undefined
}

/**
 * Returns the aliases that read the value at a path: those of its own anchor and of the anchors around it. An alias
 * that merges a map into another (`<<: *base`) reads only keys that the other map, and the maps merged before it, do
 * not set.
 *
 * Rule: https://yaml.org/type/merge.html
 *
 * @param found the scalar at the path, as `lookUp` returns it
 */
export function aliasesOf(found: Lookup & { found: 'scalar' }): readonly AliasNode[] {
  const { scope, holders } = found
  const near = scope.document.aliases.filter(({ target }) => target && holders.includes(target))
  if (near.length === 0) return near
  const hidden = new Set<AliasNode>()
  forEachMerge(scope.document.root, (map, sources) => {
    const before: MapNode[] = [map]
    for (const source of sources) {
      const target = resolve(source)
      const name = target && nameBelow(target, holders)
      const isSaid = name !== undefined && before.some((other) => says(other, name, other !== map))
      if (source.kind === 'alias' && isSaid) hidden.add(source)
      if (target?.kind === 'map') before.push(target)
    }
  })
  return near.filter((alias) => !hidden.has(alias))
}

/** Returns the key of a map below which a path of nodes continues; undefined if the map is not on the path. */
function nameBelow(map: YamlNode, way: readonly YamlNode[]): string | undefined {
  const at = way.indexOf(map)
  if (at < 0 || map.kind !== 'map') return undefined
  const entry = map.entries.find(({ value }) => value === way[at + 1])
  return entry && keyText(entry.key)
}

/** Reports whether a map has a key: by itself, or optionally through a merged map. */
function says(map: MapNode, key: string, withMerged: boolean): boolean {
  return (
    map.entries.some((entry) => keyText(entry.key) === key) ||
    (withMerged && mergedFrom(map, key) !== undefined)
  )
}

/** Calls a function for each map of a tree that merges others, with the merged maps in their order. */
function forEachMerge(node: YamlNode, call: (map: MapNode, sources: readonly YamlNode[]) => void): void {
  if (node.kind === 'sequence') for (const item of node.items) forEachMerge(item, call)
  if (node.kind !== 'map') return
  const sources = node.entries
    .filter((entry) => keyText(entry.key) === '<<')
    .flatMap(({ value }) => (value.kind === 'sequence' ? value.items : [value]))
  if (sources.length > 0) call(node, sources)
  for (const entry of node.entries) forEachMerge(entry.value, call)
}

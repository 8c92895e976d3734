import type { KeyPath } from '../yaml/keys.ts'
import { parseKeyPath } from '../yaml/keys.ts'
import type { Scope } from '../yaml/lookup.ts'
import type { AliasNode, ScalarNode, YamlNode } from '../yaml/nodes.ts'
import { keyText, resolve } from '../yaml/nodes.ts'
import { evaluatePlain } from '../yaml/scalars.ts'
import type { Place } from './place.ts'
import { placeOf } from './place.ts'

/**
 * Helm values come in layers, and the highest one that sets a key decides. Here the layers are merged as
 * Helm merges them (maps key by key, lists and values whole, null removes), and every value remembers the
 * layer and the place that it comes from.
 *
 * Rule: helm/helm pkg/chart/common/util/coalesce.go; the order of Argo CD's layers: argo-cd
 * reposerver/repository/repository.go (helmTemplate); of Flux's: fluxcd/pkg chartutil/values.go.
 */

/** Where a layer comes from, as people are told. */
export type LayerKind = 'chart defaults' | 'values file' | 'inline values' | 'parameters'

/** One layer of values: a node of some file. */
export interface Layer {
  readonly kind: LayerKind
  readonly scope: Scope
  /** The document's position in its file. */
  readonly document: number
  /** The node that holds the values. */
  readonly node: YamlNode
  /** The way to that node, from the document's root. */
  readonly path: KeyPath
  /** The first part of that way: to the literal block whose YAML holds the node; empty for the file's own YAML. */
  readonly block: KeyPath
  /** Why nothing of it can be edited in place, as a sentence without a stop; undefined where it can. */
  readonly notEditable?: string | undefined
}

/** A value with its origin. Lists are one value; their items are reached through `itemsOf`. */
export interface MergedValue {
  readonly kind: 'value' | 'list'
  readonly node: YamlNode
  readonly layer: Layer
  readonly path: KeyPath
  readonly aliases: readonly AliasNode[]
}
export interface MergedMap {
  readonly kind: 'map'
  readonly entries: Map<string, Merged>
}
export type Merged = MergedMap | MergedValue

/** An empty set of values. */
export function emptyValues(): MergedMap {
  return { kind: 'map', entries: new Map() }
}

/**
 * Aliases repeat what they stand for, so a small text can stand for a huge value (a "YAML bomb"). No values come
 * near this many nodes; what is beyond is left out.
 */
const MAX_NODES = 200_000
/** Deeper nesting than any chart has is an alias that stands for what contains it. */
const MAX_DEPTH = 100

/** Says that values, or a manifest, were not followed to their end. */
export function noteUnending(file: string, notes: Set<string>): void {
  notes.add(
    `the aliases (*) in ${file} expand to too much data, so not all of its values are read; images in it may be missing here`,
  )
}

/**
 * Lays a layer over what is there.
 *
 * @param notes is added to where not all of the layer was followed
 */
export function applyLayer(base: MergedMap, layer: Layer, notes: Set<string>): void {
  const merging = new Merging(layer)
  const top = merging.of(layer.node, layer.path)
  if (merging.isPassed) noteUnending(layer.scope.file.path, notes)
  if (top?.kind === 'map') mergeInto(base, top)
}

/**
 * Lays one `--set` style parameter over what is there: `image.tag`. One that reaches into a list (`images[0].tag`)
 * is not followed: the list is taken out, since what its items finally hold is not known.
 *
 * @returns false where the parameter was not followed
 */
export function applyParameter(
  base: MergedMap,
  name: string,
  value: ScalarNode,
  origin: Omit<Layer, 'node'>,
): boolean {
  let path: KeyPath
  try {
    path = parseKeyPath(name)
  } catch {
    return false // Helm would refuse such a name
  }
  const leaf: MergedValue = {
    kind: 'value',
    node: value,
    layer: { ...origin, node: value },
    path: origin.path,
    aliases: [],
  }
  const last = path.at(-1)
  const index = path.findIndex((segment) => typeof segment === 'number')
  if (index > 0) {
    let holder: Merged | undefined = base
    for (const segment of path.slice(0, index - 1))
      holder = holder?.kind === 'map' ? holder.entries.get(String(segment)) : undefined
    if (holder?.kind === 'map') holder.entries.delete(String(path[index - 1]))
    return false
  }
  if (last === undefined) return false
  let map = base
  for (const segment of path.slice(0, -1)) {
    const next = map.entries.get(String(segment))
    const inner: MergedMap = next?.kind === 'map' ? next : emptyValues()
    map.entries.set(String(segment), inner)
    map = inner
  }
  map.entries.set(String(last), leaf)
  return true
}

function mergeInto(base: MergedMap, top: MergedMap): void {
  for (const [key, value] of top.entries) {
    const below = base.entries.get(key)
    if (value.kind === 'map' && below?.kind === 'map') mergeInto(below, value)
    else if (value.kind === 'value' && isNull(value)) {
      // Helm drops the key; the place stays known, since a bump may be meant for it.
      if (!below) base.entries.set(key, value)
      else if (below.kind !== 'map') base.entries.set(key, value)
    } else base.entries.set(key, value)
  }
}

function isNull(value: MergedValue): boolean {
  const { node } = value
  return node.kind === 'scalar' && node.style === 'plain' && evaluatePlain(node.value) === null
}

/** Makes merged values of the nodes of one layer, as many as `MAX_NODES`. */
class Merging {
  readonly #layer: Layer
  #left = MAX_NODES
  /** Whether there was more. */
  isPassed = false

  constructor(layer: Layer) {
    this.#layer = layer
  }

  /** @param via the aliases by which the node is reached */
  of(raw: YamlNode, path: KeyPath, via: readonly AliasNode[] = [], depth = 0): Merged | undefined {
    const layer = this.#layer
    const node = resolve(raw)
    if (!node) return undefined
    if (depth > MAX_DEPTH || --this.#left < 0) {
      this.isPassed = true
      return undefined
    }
    const aliases = raw.kind === 'alias' ? [...via, raw] : via
    if (node.kind === 'scalar') return { kind: 'value', node, layer, path, aliases }
    if (node.kind === 'sequence') return { kind: 'list', node, layer, path, aliases }
    const map = emptyValues()
    const ownKeys = new Set(node.entries.map((entry) => keyText(entry.key)))
    for (const entry of node.entries) {
      const key = keyText(entry.key)
      if (key === undefined) continue
      if (key === '<<' && entry.key.kind === 'scalar' && entry.key.style === 'plain') {
        for (const source of entry.value.kind === 'sequence' ? entry.value.items : [entry.value]) {
          const merged = this.of(source, path, aliases, depth + 1)
          if (merged?.kind !== 'map') continue
          for (const [name, value] of merged.entries)
            if (!ownKeys.has(name) && !map.entries.has(name)) map.entries.set(name, value)
        }
        continue
      }
      const value = this.of(entry.value, path.concat(key), aliases, depth + 1)
      if (value) map.entries.set(key, value)
    }
    return map
  }
}

/** The items of a list, each as a merged value of the list's own layer. */
export function itemsOf(list: MergedValue, notes: Set<string>): Merged[] {
  if (list.node.kind !== 'sequence') return []
  const merging = new Merging(list.layer)
  const items = list.node.items.flatMap(
    (item, i) => merging.of(item, list.path.concat(i), list.aliases) ?? [],
  )
  if (merging.isPassed) noteUnending(list.layer.scope.file.path, notes)
  return items
}

/** The text of a scalar; undefined for anything else and for null. */
export function textOf(merged: Merged | undefined): string | undefined {
  if (merged?.kind !== 'value' || merged.node.kind !== 'scalar') return undefined
  return isNull(merged) && !merged.node.empty && merged.node.value !== '' ? undefined : merged.node.value
}

/** The place of a merged scalar: where its anchor is written, if it is read by an alias. Undefined where it cannot be edited. */
export function placeOfMerged(merged: Merged | undefined): Place | undefined {
  if (merged?.kind !== 'value' || merged.node.kind !== 'scalar') return undefined
  const { layer, node, aliases } = merged
  if (layer.notEditable !== undefined) return undefined
  const anchored = aliases.length > 0 ? pathOfNode(layer.scope.document.root, node) : undefined
  const path = anchored ? [...layer.block, ...anchored] : merged.path
  return placeOf(layer.scope, layer.document, node, path, aliases)
}

function pathOfNode(root: YamlNode, wanted: YamlNode): KeyPath | undefined {
  if (root === wanted) return []
  if (root.kind === 'map')
    for (const entry of root.entries) {
      const key = keyText(entry.key)
      const found = key === undefined ? undefined : pathOfNode(entry.value, wanted)
      if (found && key !== undefined) return [key, ...found]
    }
  if (root.kind === 'sequence')
    for (const [i, item] of root.items.entries()) {
      const found = pathOfNode(item, wanted)
      if (found) return [i, ...found]
    }
  return undefined
}

import type { KeyPath } from '../yaml/keys.ts'
import { parseKeyPath } from '../yaml/keys.ts'
import type { Scope } from '../yaml/lookup.ts'
import type { AliasNode, ScalarNode, YamlNode } from '../yaml/nodes.ts'
import { keyText, resolve } from '../yaml/nodes.ts'
import { evaluatePlain } from '../yaml/scalars.ts'
import type { Place } from './place.ts'
import { placeOf } from './place.ts'

/**
 * Helm values come in layers, and the highest layer that sets a key is used. This module merges the layers as Helm
 * does (maps key by key, lists and values as a whole, null removes), and stores the layer and the location of every
 * value.
 *
 * Rule: helm/helm pkg/chart/common/util/coalesce.go; the order of Argo CD's layers: argo-cd
 * reposerver/repository/repository.go (helmTemplate); of Flux's: fluxcd/pkg chartutil/values.go.
 */

/** The kind of a layer, as shown to users. */
export type LayerKind = 'chart defaults' | 'values file' | 'inline values' | 'parameters'

/** A layer of values: a node of a file. */
export interface Layer {
  readonly kind: LayerKind
  readonly scope: Scope
  /** The index of the document in its file. */
  readonly document: number
  /** The node that contains the values. */
  readonly node: YamlNode
  /** The path of that node, from the root of the document. */
  readonly path: KeyPath
  /**
   * The first part of that path: the literal block whose YAML contains the node; empty for the YAML of the file
   * itself.
   */
  readonly block: KeyPath
  /**
   * The reason why nothing in it can be edited in place, as a sentence without a period; undefined if it can be
   * edited.
   */
  readonly notEditable?: string | undefined
}

/** A value with its origin. A list is one value; `itemsOf` returns its items. */
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

/** Returns an empty set of values. */
export function emptyValues(): MergedMap {
  return { kind: 'map', entries: new Map() }
}

/**
 * The maximum number of nodes; the rest is ignored. Aliases repeat the value that they refer to, so a small text can
 * expand to a huge value (a "YAML bomb"). No real values have nearly this many nodes.
 */
const MAX_NODES = 200_000
/** The maximum depth. Deeper nesting than in any chart means that an alias refers to a value that contains it. */
const MAX_DEPTH = 100

/** Adds a note that values, or a manifest, were not read completely. */
export function noteUnending(file: string, notes: Set<string>): void {
  notes.add(
    `the aliases (*) in ${file} expand to too much data, so not all of its values are read; images in it may be missing here`,
  )
}

/**
 * Merges a layer over the existing values.
 *
 * @param notes receives a note if the layer was not read completely
 */
export function applyLayer(base: MergedMap, layer: Layer, notes: Set<string>): void {
  const merging = new Merging(layer)
  const top = merging.of(layer.node, layer.path)
  if (merging.isPassed) noteUnending(layer.scope.file.path, notes)
  if (top?.kind === 'map') mergeInto(base, top)
}

/**
 * Merges one `--set` style parameter over the existing values: `image.tag`. A parameter that sets a part of a list
 * (`images[0].tag`) is not followed: the list is removed, because the final content of its items is not known.
 *
 * @returns false if the parameter was not followed
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
      // Helm removes the key. Its location is kept because a bump may target it.
      if (!below) base.entries.set(key, value)
      else if (below.kind !== 'map') base.entries.set(key, value)
    } else base.entries.set(key, value)
  }
}

function isNull(value: MergedValue): boolean {
  const { node } = value
  return node.kind === 'scalar' && node.style === 'plain' && evaluatePlain(node.value) === null
}

/** Converts the nodes of one layer to merged values, at most `MAX_NODES`. */
class Merging {
  readonly #layer: Layer
  #left = MAX_NODES
  /** Whether there were more nodes than the limits allow. */
  isPassed = false

  constructor(layer: Layer) {
    this.#layer = layer
  }

  /** @param via the aliases through which the node is reached */
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

/** Returns the items of a list, each as a merged value of the layer of the list. */
export function itemsOf(list: MergedValue, notes: Set<string>): Merged[] {
  if (list.node.kind !== 'sequence') return []
  const merging = new Merging(list.layer)
  const items = list.node.items.flatMap(
    (item, i) => merging.of(item, list.path.concat(i), list.aliases) ?? [],
  )
  if (merging.isPassed) noteUnending(list.layer.scope.file.path, notes)
  return items
}

/** Returns the text of a scalar; undefined for null and for anything else. */
export function textOf(merged: Merged | undefined): string | undefined {
  if (merged?.kind !== 'value' || merged.node.kind !== 'scalar') return undefined
  return isNull(merged) && !merged.node.empty && merged.node.value !== '' ? undefined : merged.node.value
}

/**
 * Returns the location of a merged scalar, or of its anchor if an alias refers to it; undefined if it cannot be
 * edited.
 */
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

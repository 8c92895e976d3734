import { inputError } from '../errors.ts'
import type { YamlNode } from './nodes.ts'
import { keyText } from './nodes.ts'
import { evaluatePlain } from './scalars.ts'

/** What YAML evaluates to. Maps are null-prototype objects, so that no key can reach Object's own members. */
export type Value = string | number | boolean | null | Value[] | ValueMap
export interface ValueMap {
  [key: string]: Value
}

/**
 * Aliases repeat what they stand for, so a small text can stand for a huge value (a "YAML bomb"). No values
 * file comes near this many nodes.
 */
const MAX_NODES = 1_000_000

/**
 * The value of a node as Helm reads it: YAML 1.1 typing, `<<` merged, the last of duplicate keys.
 *
 * @throws FairleadError (input) where aliases expand without measure or stand for what holds them
 */
export function evaluate(node: YamlNode | undefined, path: string): Value {
  let budget = MAX_NODES
  const open = new Set<YamlNode>()
  const walk = (current: YamlNode | undefined): Value => {
    if (!current) return null
    if (--budget < 0)
      throw inputError('its aliases expand to more than a million values', {
        at: { file: path },
        hint: 'Such a file is refused, since it can exhaust any reader.',
      })
    switch (current.kind) {
      case 'scalar':
        return evaluateScalar(current)
      case 'alias':
        return walk(current.target)
      case 'sequence':
        return guarded(current, () => current.items.map(walk))
      case 'map':
        return guarded(current, () => evaluateMap(current.entries, walk))
    }
  }
  const guarded = <T extends Value>(current: YamlNode, step: () => T): T => {
    if (open.has(current)) throw inputError('an alias stands for what contains it', { at: { file: path } })
    open.add(current)
    const value = step()
    open.delete(current)
    return value
  }
  return walk(node)
}

function evaluateScalar(node: YamlNode & { kind: 'scalar' }): Value {
  if (node.tag !== undefined) return /^!!str$|:str$|^!$/.test(node.tag) ? node.value : typedByTag(node)
  return node.style === 'plain' ? evaluatePlain(node.value) : node.value
}

function typedByTag(node: YamlNode & { kind: 'scalar' }): Value {
  return /^!!(int|float|bool|null)$/.test(node.tag ?? '') ? evaluatePlain(node.value) : node.value
}

function evaluateMap(
  entries: readonly { key: YamlNode; value: YamlNode }[],
  walk: (node: YamlNode) => Value,
): ValueMap {
  const map: ValueMap = Object.create(null) as ValueMap
  const merged: Value[] = []
  for (const { key, value } of entries) {
    const name = keyText(key)
    if (name === undefined) continue
    if (name === '<<' && key.kind === 'scalar' && key.style === 'plain') merged.push(walk(value))
    else map[name] = walk(value)
  }
  // A map's own keys win over merged ones, earlier merged maps over later ones.
  for (const source of merged.flat())
    if (isMap(source))
      for (const [name, value] of Object.entries(source)) if (!(name in map)) map[name] = value
  return map
}

export function isMap(value: unknown): value is ValueMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

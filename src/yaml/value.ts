import { inputError } from '../errors.ts'
import type { KeyPath } from './keys.ts'
import type { ScalarNode, YamlNode } from './nodes.ts'
import { keyText, resolve } from './nodes.ts'
import { evaluatePlain } from './scalars.ts'

/** The value of a YAML text, as JSON. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/** Receives each scalar with its value and may return another value instead. */
export type ScalarHook = (value: Json, node: ScalarNode, path: KeyPath) => Json

/** With aliases, a short text can expand without end; no object that Kubernetes accepts is as large. */
const MAX_NODES = 200_000
const MAX_DEPTH = 200

/**
 * Returns the value of a node as go-yaml reads it (YAML 1.1): typed scalars, aliases and merge keys resolved; if a
 * key exists twice, the last one is used.
 *
 * @param path the path to the node, for the hook
 * @throws FairleadError (input) if aliases make it too large
 */
export function evaluate(node: YamlNode, hook: ScalarHook = (value) => value, path: KeyPath = []): Json {
  let nodes = 0
  const visit = (current: YamlNode, way: KeyPath): Json => {
    const target = resolve(current)
    if (++nodes > MAX_NODES || way.length > MAX_DEPTH)
      throw inputError('the YAML expands to too many values because of its aliases')
    if (!target) return null
    if (target.kind === 'scalar') return hook(scalarValue(target), target, way)
    if (target.kind === 'sequence') return target.items.map((item, i) => visit(item, [...way, i]))
    // In text order: a merge after a key overrides it, go-yaml v2 decode.go (mappingSlice, merge).
    const own = new Map<string, Json>()
    for (const { key, value } of target.entries) {
      const name = keyText(key) ?? ''
      if (isMerge(key)) {
        for (const source of sourcesOf(value).toReversed()) {
          const from = visit(source, way)
          if (isObject(from)) for (const [k, v] of Object.entries(from)) own.set(k, v)
        }
      } else own.set(keyValue(key, name), visit(value, [...way, name]))
    }
    return Object.fromEntries(own)
  }
  return visit(node, path)
}

/**
 * Returns a key as a JSON string; `on` and `010` become `true` and `8`: sigs.k8s.io/yaml yaml.go
 * (convertToJSONableObject).
 */
function keyValue(key: YamlNode, text: string): string {
  const scalar = resolve(key)
  if (scalar?.kind !== 'scalar') return text
  const value = scalarValue(scalar)
  return value === null || typeof value === 'object' ? text : String(value)
}

/** Rule: go-yaml v2 decode.go (isMerge). */
function isMerge(key: YamlNode): boolean {
  const scalar = resolve(key)
  if (scalar?.kind !== 'scalar' || scalar.value !== '<<') return false
  const tag = coreTag(scalar.tag)
  return tag === 'merge' || (tag === undefined && scalar.style === 'plain')
}

function sourcesOf(value: YamlNode): readonly YamlNode[] {
  const target = resolve(value)
  return target?.kind === 'sequence' ? target.items : [value]
}

/** Tags that give even a quoted scalar a type other than string. */
const TYPED = new Set(['bool', 'int', 'float', 'null'])

/** Rule: go-yaml v2 resolve.go (resolve) */
function scalarValue(node: ScalarNode): Json {
  const tag = coreTag(node.tag)
  if (tag === 'binary') return Buffer.from(node.value, 'base64').toString()
  const isText = tag === undefined ? node.style !== 'plain' || node.tag === '!' : !TYPED.has(tag)
  if (isText) return node.value
  const value = evaluatePlain(node.value)
  return typeof value === 'number' && !Number.isFinite(value) ? node.value : value
}

/**
 * Returns the name of a YAML core tag, such as `bool` for `!!bool` and `!<tag:yaml.org,2002:bool>`; `str` for any
 * other tag, because go-yaml reads such a value as a string; undefined if there is no tag.
 */
export function coreTag(tag: string | undefined): string | undefined {
  if (tag === undefined) return undefined
  return /^(?:!!|!<tag:yaml\.org,2002:)([a-z]+)>?$/.exec(tag)?.[1] ?? 'str'
}

/** Reports whether a value is a map. */
export function isObject(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Returns the value at a path; undefined if there is none. */
export function valueAt(value: Json | undefined, ...path: KeyPath): Json | undefined {
  let current = value
  for (const segment of path) {
    if (Array.isArray(current)) current = (current as readonly Json[])[Number(segment)]
    else if (isObject(current) && Object.hasOwn(current, String(segment))) current = current[String(segment)]
    else return undefined
  }
  return current
}

/** Returns the string at a path; undefined if there is none, or the value is not a string. */
export function textAt(value: Json | undefined, ...path: KeyPath): string | undefined {
  const found = valueAt(value, ...path)
  return typeof found === 'string' ? found : undefined
}

/** Returns the list at a path; empty if there is none. */
export function listAt(value: Json | undefined, ...path: KeyPath): readonly Json[] {
  const found = valueAt(value, ...path)
  return Array.isArray(found) ? (found as readonly Json[]) : []
}

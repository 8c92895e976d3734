import type { Json } from '../yaml/value.ts'
import { isObject, textAt } from '../yaml/value.ts'
import { isEqual, stableText } from './equal.ts'
import { templatePath } from '../kube/workload.ts'

/**
 * Lists that Kubernetes merges by a key, by their path in a pod's spec; `*` stands for the items of a list.
 * `initContainers` are not included because they run in order. Lists that Kubernetes replaces as a whole (`command`,
 * `args`, `tolerations`) and lists of custom resources are also not included.
 *
 * Source: `patchMergeKey` and `listMapKey` in
 * https://github.com/kubernetes/api/blob/master/core/v1/types.go
 */
const POD_LISTS: Readonly<Record<string, readonly string[]>> = {
  containers: ['name'],
  volumes: ['name'],
  imagePullSecrets: ['name'],
  hostAliases: ['ip'],
  topologySpreadConstraints: ['topologyKey', 'whenUnsatisfiable'],
  ...Object.fromEntries(
    ['containers', 'initContainers'].flatMap((list) => [
      [`${list}.*.env`, ['name']],
      [`${list}.*.ports`, ['containerPort', 'protocol']],
      [`${list}.*.volumeMounts`, ['mountPath']],
      [`${list}.*.volumeDevices`, ['devicePath']],
    ]),
  ),
}

const LISTS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  Service: { 'spec.ports': ['port', 'protocol'] },
  ServiceAccount: { imagePullSecrets: ['name'], secrets: ['name'] },
  CustomResourceDefinition: { 'spec.versions': ['name'] },
}

/** The defaults of Kubernetes for missing parts of a key. */
const DEFAULTS: Readonly<Record<string, string>> = { protocol: 'TCP' }

/**
 * Returns the keys of the items of a list whose order does not matter. Returns undefined if the order matters: the
 * list has no key, an item lacks it, or two items have the same one. It also matters for `env` if a value uses
 * another variable (`$(NAME)`), which must come before it.
 */
function itemKeys(kind: string, path: readonly string[], list: readonly Json[]): string[] | undefined {
  const pod = templatePath(kind)
  const isInPod = pod?.every((key, i) => path[i] === key) && path[pod.length] === 'spec'
  const found =
    pod && isInPod
      ? own(POD_LISTS, path.slice(pod.length + 1).join('.'))
      : own(own(LISTS, kind) ?? {}, path.join('.'))
  if (!found) return undefined
  if (path.at(-1) === 'env' && list.some((item) => textAt(item, 'value')?.includes('$('))) return undefined
  const keys = list.map((item) => {
    const parts = found.map((key) => (isObject(item) ? (item[key] ?? DEFAULTS[key]) : undefined))
    return parts.some((part) => typeof part !== 'string' && typeof part !== 'number')
      ? ''
      : stableText(parts as Json)
  })
  return keys.includes('') || new Set(keys).size < keys.length ? undefined : keys
}

function own<T>(map: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined
}

/**
 * Returns an object with its keyed lists sorted by key. Two results are equal if the objects differ only in this
 * order.
 */
export function canonical(content: Json): Json {
  const kind = textAt(content, 'kind') ?? ''
  const visit = (value: Json, path: readonly string[]): Json => {
    if (Array.isArray(value)) {
      const list = value as readonly Json[]
      const items = list.map((item) => visit(item, [...path, '*']))
      const keys = itemKeys(kind, path, list)
      if (!keys) return items
      return keys
        .map((key, i) => [key, items[i] as Json] as const)
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([, item]) => item)
    }
    if (!isObject(value)) return value
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, visit(inner, [...path, key])]),
    )
  }
  return visit(content, [])
}

/**
 * Returns the second of two objects with its keyed lists in the order of the first, for the items that they share. A
 * new item stays after the item that it follows. A diff of the two then does not show moves without meaning.
 */
export function aligned(before: Json, after: Json): Json {
  const kind = textAt(after, 'kind') ?? ''
  if (textAt(before, 'kind') !== kind) return after
  const visit = (a: Json | undefined, b: Json, path: readonly string[]): Json => {
    if (Array.isArray(b)) {
      const list = b as readonly Json[]
      const old = Array.isArray(a) ? (a as readonly Json[]) : []
      const keys = itemKeys(kind, path, list)
      const oldKeys = itemKeys(kind, path, old)
      const inner = [...path, '*']
      if (!keys || !oldKeys) return list.map((item, i) => visit(old[i], item, inner))
      const places = new Map(keys.map((key, i) => [key, i]))
      const known = new Set(oldKeys)
      // New items, by the preceding item that is in both lists; undefined for new items at the beginning.
      const behind = new Map<string | undefined, Json[]>()
      let anchor: string | undefined
      keys.forEach((key, i) => {
        if (known.has(key)) anchor = key
        else if (behind.has(anchor)) behind.get(anchor)?.push(list[i] as Json)
        else behind.set(anchor, [list[i] as Json])
      })
      const result = [...(behind.get(undefined) ?? [])]
      oldKeys.forEach((key, i) => {
        const at = places.get(key)
        if (at === undefined) return
        result.push(visit(old[i], list[at] as Json, inner))
        for (const item of behind.get(key) ?? []) result.push(item)
      })
      return result
    }
    if (!isObject(b)) return b
    const from = isObject(a) ? a : {}
    return Object.fromEntries(
      Object.entries(b).map(([key, value]) => [key, visit(from[key], value, [...path, key])]),
    )
  }
  return visit(before, after, [])
}

/** Reports whether two objects are equal except for the order of keyed lists. */
export function isSame(before: Json, after: Json): boolean {
  return isEqual(before, after) || isEqual(canonical(before), canonical(after))
}

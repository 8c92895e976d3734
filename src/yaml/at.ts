import type { KeyPath } from './keys.ts'
import type { YamlNode } from './nodes.ts'
import { entryValue, resolve } from './nodes.ts'

/** Returns the node at a path, with aliases resolved. */
export function at(node: YamlNode | undefined, ...path: KeyPath) {
  let current = resolve(node)
  for (const segment of path) {
    current = resolve(
      typeof segment === 'number'
        ? current?.kind === 'sequence'
          ? current.items[segment]
          : undefined
        : entryValue(current, segment),
    )
  }
  return current
}

/** Returns the text of the scalar at a path; undefined if there is none or it is empty. */
export function stringAt(node: YamlNode | undefined, ...path: KeyPath): string | undefined {
  const scalar = at(node, ...path)
  return scalar?.kind === 'scalar' && !(scalar.style === 'plain' && isNothing(scalar.value))
    ? scalar.value
    : undefined
}

function isNothing(text: string): boolean {
  return text === '' || text === '~' || text === 'null'
}

/** Reports whether the scalar at a path is true. */
export function isTrueAt(node: YamlNode | undefined, ...path: KeyPath): boolean {
  return stringAt(node, ...path) === 'true'
}

/** Returns the strings of the list at a path. */
export function stringsAt(node: YamlNode | undefined, ...path: KeyPath): string[] {
  const list = at(node, ...path)
  return list?.kind === 'sequence' ? list.items.flatMap((item) => stringAt(item) ?? []) : []
}

/** Returns the items of the list at a path. */
export function itemsAt(node: YamlNode | undefined, ...path: KeyPath): readonly YamlNode[] {
  const list = at(node, ...path)
  return list?.kind === 'sequence' ? list.items : []
}

/** Returns the string entries of the map at a path, such as labels. */
export function recordAt(node: YamlNode | undefined, ...path: KeyPath): Record<string, string> {
  const map = at(node, ...path)
  if (map?.kind !== 'map') return {}
  return Object.fromEntries(
    map.entries.flatMap((entry) => {
      const key = stringAt(entry.key)
      const value = stringAt(entry.value)
      return key === undefined || value === undefined ? [] : [[key, value]]
    }),
  )
}

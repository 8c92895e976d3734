import { inputError, suggestion } from '../errors.ts'
import type { KeyPath, KeySelector } from './keys.ts'
import { formatKeyPath, isSelector, parseKeyPath, parseKeyParts } from './keys.ts'
import { lookUp, wholeFile } from './lookup.ts'
import type { YamlDocument, YamlFile, YamlNode } from './nodes.ts'
import { entryValue, resolve } from './nodes.ts'
import { position } from './position.ts'

/**
 * Returns the path of a key in a file: `releases[name=docs].version` is `releases[2].version` if the third item has
 * that name.
 *
 * @param document the only document to search; if undefined, the one that has such an item
 * @throws FairleadError (input) if no item or several items match
 */
export function pathOfKey(file: YamlFile, key: string, document?: number): KeyPath {
  const parts = parseKeyParts(key)
  if (!parts.some(isSelector)) return parseKeyPath(key)
  const documents = file.documents.filter(({ index }) => document === undefined || index === document)
  const found = documents.map((one) => follow(file, one, parts))
  const [path, ...more] = found.flatMap((one) => ('path' in one ? [one.path] : []))
  if (path && more.every((other) => formatKeyPath(other) === formatKeyPath(path))) return path
  const fault = found.find((one) => 'fault' in one)
  throw path || !fault
    ? inputError(`the key ${key} matches items in several documents, or in none`, {
        at: { file: file.path },
        hint: 'Select one with the input "document".',
      })
    : inputError(fault.fault, { at: { file: file.path, line: fault.line }, hint: fault.hint })
}

type Followed =
  | { readonly path: KeyPath }
  | { readonly fault: string; readonly line: number; readonly hint: string }

function follow(
  file: YamlFile,
  document: YamlDocument,
  parts: readonly (string | number | KeySelector)[],
): Followed {
  const path: (string | number)[] = []
  for (const part of parts) {
    if (!isSelector(part)) {
      path.push(part)
      continue
    }
    const lookup = lookUp(wholeFile(file, document), path)
    const at = lookup.found === 'collection' ? lookup.scope.outwardOffset(lookup.node.start) : 0
    const { line } = position(file.text, at)
    const list = formatKeyPath(path)
    if (lookup.found !== 'collection' || lookup.node.kind !== 'sequence')
      return {
        fault: `the key ${list} is not a list`,
        line,
        hint: `[${part.field}=…] selects an item of a list.`,
      }
    const values = lookup.node.items.map((item) => fieldOf(item, part.field))
    const fitting = values.flatMap((value, i) => (value === part.value ? [i] : []))
    const [index, ...more] = fitting
    if (index === undefined)
      return {
        fault: `no item of ${list} has ${part.field}: ${part.value}`,
        line,
        hint: suggestion(
          part.value,
          values.filter((value) => value !== undefined),
        ),
      }
    if (more.length > 0)
      return {
        fault: `${fitting.length} items of ${list} have ${part.field}: ${part.value}`,
        line,
        hint: `Select one by its position: ${fitting.map((i) => `${list}[${i}]`).join(', ')}.`,
      }
    path.push(index)
  }
  return { path }
}

/** Returns the text of a field of an item. The field may be a path (`metadata.name`). */
function fieldOf(item: YamlNode, field: string): string | undefined {
  let node: YamlNode | undefined = item
  for (const name of parseKeyPath(field)) node = entryValue(node, String(name))
  const scalar = resolve(node)
  return scalar?.kind === 'scalar' ? scalar.value : undefined
}

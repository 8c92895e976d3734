import type { KeyPath } from './keys.ts'
import { formatKeyPath } from './keys.ts'
import { lookUp, wholeFile } from './lookup.ts'
import type { YamlFile, YamlNode } from './nodes.ts'
import { keyText } from './nodes.ts'
import { parseYaml } from './parse.ts'
import type { ScalarValue } from './edit.ts'

/** Parses the edited text again and compares it with the old one, value by value. */
export function verify(
  file: YamlFile,
  text: string,
  assignments: readonly { readonly path: KeyPath; readonly value: ScalarValue }[],
  assigned: readonly { readonly path: KeyPath; readonly document: number }[],
): void {
  const edited = readBack(text, file.path)
  const same = edited.documents.length === file.documents.length
  const wrong = assignments.find((assignment, i) => {
    const document = edited.documents[assigned[i]?.document ?? 0]
    if (!document) return true
    const lookup = lookUp(wholeFile(edited, document), assignment.path)
    return lookup.found !== 'scalar' || lookup.node.value !== String(assignment.value)
  })
  const changed = new Set(assigned.map((a) => nameOf(a.document, a.path)))
  const others = (f: YamlFile) => leaves(f, changed)
  if (!same || wrong || others(file) !== others(edited))
    throw new Error(
      `refusing to write ${file.path}: reading back the edited text gave a different result${wrong ? ` at ${formatKeyPath(wrong.path)}` : ''}; this is a bug in Fairlead`,
    )
}

/** Returns every value of a file with its path, except those that were meant to change, as one text to compare. */
function leaves(file: YamlFile, except: ReadonlySet<string>): string {
  const lines: string[] = []
  const walk = (node: YamlNode, path: KeyPath, document: number): void => {
    if (node.kind === 'map')
      for (const entry of node.entries) walk(entry.value, [...path, keyText(entry.key) ?? '?'], document)
    else if (node.kind === 'sequence')
      for (const [i, item] of node.items.entries()) walk(item, [...path, i], document)
    else {
      const name = nameOf(document, path)
      const inside = [...except].some((key) => key === name || key.startsWith(`${name}\u0000`))
      if (!inside)
        lines.push(
          `${name} = ${node.kind === 'alias' ? `*${node.name}` : `${node.style} ${JSON.stringify(node.value)}`}`,
        )
    }
  }
  for (const document of file.documents) walk(document.root, [], document.index)
  return lines.join('\n')
}

/** Returns a name for a path. A position in a list has the same name whether it was written as [1] or .1. */
function nameOf(document: number, path: KeyPath): string {
  return [document, ...path].join('\u0000')
}

function readBack(text: string, path: string): YamlFile {
  try {
    return parseYaml(text, path)
  } catch (error) {
    throw new Error(
      `refusing to write ${path}: the edited text is not valid YAML; this is a bug in Fairlead`,
      {
        cause: error,
      },
    )
  }
}

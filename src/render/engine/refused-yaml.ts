import { inputError } from '../../errors.ts'
import type { YamlNode } from '../../yaml/nodes.ts'
import { resolve } from '../../yaml/nodes.ts'
import { position } from '../../yaml/position.ts'
import { evaluatePlain } from '../../yaml/scalars.ts'

/** YAML that controllers read differently. It is refused instead of shown as if it were deployed. */

/** A file, and the line in it if it is known. */
export interface FaultPlace {
  readonly file: string
  readonly line?: number
}

/**
 * Refuses a text that controllers split differently than YAML does.
 *
 * @throws FairleadError (input) with the location
 */
export function refuseText(text: string, name: string): void {
  refuseHidden(text, name)
  refuseDirectives(text, name)
}

/**
 * Refuses a text of which controllers leave out a part: they split it at lines that begin with `---` and read only
 * the first document between two of these lines, so anything after `...` is never deployed.
 *
 * Rule: k8s.io/apimachinery pkg/util/yaml/decoder.go (YAMLReader)
 */
function refuseHidden(text: string, name: string): void {
  for (const { index } of text.matchAll(/^\.\.\.(?=\s|$)|(?<=\r)(?:---|\.\.\.)/gm)) {
    // For that reader, a line that ends in only a carriage return is part of the next line.
    const rest = text.slice(text.indexOf('\n', index) + 1 || text.length)
    const isEnd =
      text[index] === '.' && text[index - 1] !== '\r' && /^(?:[ \t]*(?:#.*)?\r?\n)*(?:---|$)/.test(rest)
    if (!isEnd)
      throw inputError('controllers do not read the text after the end of this document', {
        at: { file: name, line: position(text, index).line },
        hint: 'Separate documents with a line that contains only "---".',
      })
  }
}

/**
 * Refuses a document with directives: controllers split at `---`, so they read the text before it as a document.
 *
 * Rule: k8s.io/apimachinery pkg/util/yaml/decoder.go (YAMLReader)
 */
function refuseDirectives(text: string, name: string): void {
  for (const { index } of text.matchAll(/^%/gm)) {
    // In a text of several lines, such a line is not a directive.
    let start = index
    let before = ''
    while (start > 0 && /^\s*(?:#|$)/.test(before)) {
      const end = start - 1
      start = text.lastIndexOf('\n', end - 1) + 1
      before = text.slice(start, end)
    }
    if (/^(?:---|\s*(?:#|$))/.test(before))
      throw inputError('controllers cannot read a document that begins with a directive', {
        at: { file: name, line: position(text, index).line },
        hint: 'Remove the line that begins with "%".',
      })
  }
}

/**
 * Refuses keys that JSON cannot represent.
 *
 * Rule: sigs.k8s.io/yaml yaml.go (convertToJSONableObject)
 */
export function refuseKeys(node: YamlNode, where: (at: YamlNode) => FaultPlace): void {
  if (node.kind === 'sequence') for (const item of node.items) refuseKeys(item, where)
  if (node.kind !== 'map') return
  for (const { key, value } of node.entries) {
    const known = resolve(key)
    if (
      known?.kind !== 'scalar' ||
      (known.style === 'plain' && known.tag === undefined && evaluatePlain(known.value) === null)
    )
      throw inputError('controllers cannot read a map with a key that is null or not a scalar', {
        at: where(key),
        hint: 'Put the key in quotes.',
      })
    refuseKeys(value, where)
  }
}

import { inputError } from '../errors.ts'
import type { YamlFile, YamlNode } from './nodes.ts'
import { locate } from './position.ts'

/**
 * Matches what {@link refuseAmbiguous} checks: line breaks that only YAML 1.1 has, directives that rename tags, names
 * of anchors and tags that go-yaml ends elsewhere, and `?` without a following blank.
 */
const SEEN_DIFFERENTLY =
  /[\u0085\u2028\u2029]|^%TAG[ \t]|[&*][\w-]+[?:,\]}%@`]|[{[,\s]\?\S|(?:^|\s)[^\s!]*!\S*[,[\]{}]/m

/** Most texts contain none of these characters, and searching for them takes a tenth of the time. */
const ITS_CHARACTERS = /[\u0085\u2028\u2029%&*?!]/

/** Reports whether a text contains something that {@link refuseAmbiguous} checks. */
export function maySeemDifferent(text: string): boolean {
  return ITS_CHARACTERS.test(text) && SEEN_DIFFERENTLY.test(text)
}

/**
 * Rejects a text that go-yaml, used by Helm, kustomize and all controllers, may read differently. It treats U+0085,
 * U+2028 and U+2029 as line breaks (as in YAML 1.1, but not 1.2), so an apparent comment ends there and the rest
 * becomes keys. Within quotes, both read them as part of the text.
 *
 * Rule: go-yaml's yamlprivateh.go (is_break) and parserc.go (yaml_parser_process_directives)
 *
 * @throws FairleadError (input) with the location
 */
export function refuseAmbiguous(file: YamlFile): void {
  const tag = /^%TAG[ \t]/m.exec(file.text)
  if (tag)
    throw inputError('the directive %TAG is not supported', {
      at: locate(file, tag.index),
      hint: 'Write tags in full: !!str.',
    })
  const quoted: [number, number][] = []
  for (const { root } of file.documents) checkNode(root, file, quoted)
  quoted.sort(([a], [b]) => a - b)
  let next = 0
  for (const { index, 0: character } of file.text.matchAll(/[\u0085\u2028\u2029]/g)) {
    while (next < quoted.length && (quoted[next]?.[1] ?? 0) <= index) next++
    if ((quoted[next]?.[0] ?? Infinity) <= index) continue
    const code = character.charCodeAt(0).toString(16).padStart(4, '0')
    throw inputError(
      `there is an invisible character, U+${code.toUpperCase()}, which ends a line for controllers`,
      {
        at: locate(file, index),
        hint: `Remove it. If a string needs it, write "\\u${code}" within double quotes.`,
      },
    )
  }
}

/** Collects quoted texts, and rejects names of anchors and keys in brackets that go-yaml delimits differently. */
function checkNode(root: YamlNode, file: YamlFile, quoted: [number, number][]): void {
  const pending: { node: YamlNode; flow: boolean }[] = [{ node: root, flow: false }]
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { node, flow } = next
    const name = node.kind === 'alias' ? node.name : node.anchor
    if (name !== undefined && !/^[^?:,\]}%@`]+$/.test(name))
      throw inputError('controllers do not read the whole name of an anchor here', {
        at: locate(file, node.start),
        hint: 'Use only letters, digits, "-" and "_" in its name.',
      })
    if (node.kind === 'sequence') {
      for (const item of node.items) pending.push({ node: item, flow: node.flow })
    } else if (node.kind === 'map') {
      for (const { key, value } of node.entries)
        pending.push({ node: key, flow: node.flow }, { node: value, flow: node.flow })
    } else if (node.kind === 'scalar') {
      if (node.style === 'single' || node.style === 'double') quoted.push([node.start, node.end])
      if (flow && node.empty && node.tag !== undefined)
        throw inputError('controllers do not read the whole tag here', {
          at: locate(file, node.start),
          hint: 'Put a space after it.',
        })
      if (flow && node.style === 'plain' && node.value.startsWith('?'))
        throw inputError(
          'controllers read "?" within brackets as a key indicator, not as part of the string',
          {
            at: locate(file, node.start),
            hint: 'Put the string in quotes.',
          },
        )
    }
  }
}

import { inputError, suggestion } from '../errors.ts'
import type { Fault } from '../errors.ts'
import type { KeyPath } from './keys.ts'
import { formatKeyPath } from './keys.ts'
import type { Lookup } from './lookup.ts'
import { lookUp, wholeFile } from './lookup.ts'
import type { YamlFile, YamlNode } from './nodes.ts'
import { keyText } from './nodes.ts'
import { position } from './position.ts'

/** A key of a file. */
export interface WantedKey {
  readonly path: KeyPath
  /** The document of the file, from 0; by default, the only one that has the key. */
  readonly document?: number
  /** Adds the key if it is missing. */
  readonly create?: boolean
}

/**
 * Finds the only location of a key: a scalar, or (with `create`) the map that lacks it.
 *
 * @throws FairleadError (input) if there is none, or more than one
 */
export function locateKey(
  file: YamlFile,
  wanted: WantedKey,
): { lookup: Lookup & { found: 'scalar' | 'missing' }; document: number } {
  const key = formatKeyPath(wanted.path)
  if (file.documents.length === 0)
    throw inputError('the file has no content', {
      at: { file: file.path },
      hint: `There is no key ${key} in it.`,
    })
  const candidates =
    wanted.document === undefined ? file.documents : file.documents.filter((d) => d.index === wanted.document)
  if (candidates.length === 0)
    throw inputError(`the file has no document ${wanted.document}`, {
      at: { file: file.path },
      hint: `It has ${file.documents.length}, counted from 0.`,
    })
  const lookups = candidates.map((document) => ({
    document: document.index,
    lookup: lookUp(wholeFile(file, document), wanted.path),
  }))
  const hits = lookups.filter(({ lookup }) => lookup.found !== 'missing')
  if (hits.length > 1)
    throw inputError(
      `the key ${key} is in more than one document (${hits.map((hit) => hit.document).join(', ')}, counted from 0)`,
      {
        at: { file: file.path },
        hint: 'Select one with the input "document".',
      },
    )
  const [hit] = hits
  if (hit?.lookup.found === 'scalar') return { lookup: hit.lookup, document: hit.document }
  const deepest = lookups.toSorted((a, b) => depthOf(b.lookup) - depthOf(a.lookup))[0]
  if (!hit && wanted.create && deepest?.lookup.found === 'missing') {
    if (lookups.length > 1 && depthOf(deepest.lookup) === 0)
      throw inputError(`the file has ${lookups.length} documents`, {
        at: { file: file.path },
        hint: 'Set the input "document" to the one that gets the new key.',
      })
    return { lookup: deepest.lookup, document: deepest.document }
  }
  const lookup = hit?.lookup ?? deepest?.lookup
  if (!lookup || lookup.found === 'scalar') throw new Error('a lookup without an answer')
  throw notEditable(file, wanted.path, lookup)
}

function depthOf(lookup: Lookup): number {
  return 'depth' in lookup ? lookup.depth : Number.MAX_SAFE_INTEGER
}

function notEditable(file: YamlFile, path: KeyPath, lookup: Exclude<Lookup, { found: 'scalar' }>) {
  const key = formatKeyPath(path)
  const at = (offset: number) => ({
    file: file.path,
    ...position(file.text, lookup.scope.outwardOffset(offset)),
  })
  switch (lookup.found) {
    case 'collection':
      return inputError(`the key ${key} is a ${lookup.node.kind === 'map' ? 'map' : 'list'}, not a value`, {
        at: at(lookup.node.start),
        ...hint(`Name a key inside it, such as ${key}.${firstKey(lookup.node) ?? '…'}.`),
      })
    case 'duplicate':
      return inputError(
        `the key ${formatKeyPath(path.slice(0, lookup.depth + 1))} exists ${lookup.offsets.length} times`,
        {
          at: { file: file.path, ...position(file.text, lookup.offsets[0] ?? 0) },
          hint: `Lines ${lookup.offsets.map((offset) => position(file.text, offset).line).join(', ')}: keep one of them.`,
        },
      )
    case 'alias': {
      const anchor = lookup.alias.target
      const where = anchor ? ` (line ${at(anchor.start).line})` : ''
      return inputError(`the key ${key} is not set here: it comes from the alias *${lookup.alias.name}`, {
        at: at(lookup.alias.start),
        hint: `Change it at the anchor &${lookup.alias.name}${where}, or set a separate value here.`,
      })
    }
    case 'missing': {
      const there = keysOf(lookup.parent)
      const name = String(path[lookup.depth])
      const parent = formatKeyPath(path.slice(0, lookup.depth))
      const what =
        lookup.parent.kind === 'scalar' && !lookup.parent.empty
          ? `${parent} is a value, not a map`
          : undefined
      const dotted = dottedKey(path, lookup)
      if (dotted !== undefined)
        return inputError(`there is no key ${key}`, {
          at: at(lookup.parent.start),
          ...hint(`Escape a literal dot as \\.: ${dotted}`),
        })
      return inputError(`there is no key ${key}${what ? `: ${what}` : ''}`, {
        at: at(lookup.parent.start),
        ...hint(`${what ? '' : suggestion(name, there)} To add a missing key, set create: true.`.trim()),
      })
    }
  }
}

/** Returns the intended key path if a name with dots was written without escapes; undefined if none fits. */
function dottedKey(path: KeyPath, lookup: Lookup & { found: 'missing' }): string | undefined {
  const { parent, parentEntry, depth } = lookup
  const places = [
    { map: parent, from: depth },
    ...(parentEntry ? [{ map: parentEntry.map, from: depth - 1 }] : []),
  ]
  for (const { map, from } of places) {
    const names = keysOf(map).toSorted((a, b) => b.length - a.length)
    for (const name of names) {
      const end = endOfName(path, from, name)
      if (end !== undefined && end > from + 1)
        return formatKeyPath([...path.slice(0, from), name, ...path.slice(end)])
    }
  }
  return undefined
}

/** Returns the end of the part of a path that forms this name when joined with dots; undefined if none does. */
function endOfName(path: KeyPath, from: number, name: string): number | undefined {
  let end = from
  for (let length = -1; end < path.length && length < name.length; end++)
    length += 1 + String(path[end]).length
  return path.slice(from, end).join('.') === name ? end : undefined
}

function hint(text: string): Pick<Fault, 'hint'> {
  return { hint: text }
}

function keysOf(node: YamlNode): string[] {
  if (node.kind === 'sequence') return node.items.map((_, i) => String(i))
  return node.kind === 'map' ? node.entries.flatMap((entry) => keyText(entry.key) ?? []) : []
}

function firstKey(node: YamlNode): string | undefined {
  return keysOf(node)[0]
}

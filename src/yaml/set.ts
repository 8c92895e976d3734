import { FaultCollector, inputError, refusal, suggestion } from '../errors.ts'
import type { Fault } from '../errors.ts'
import type { ScalarValue } from './edit.ts'
import type { Edit } from './text-edit.ts'
import { applyEdits, insertKey, replaceScalar, formatNested } from './edit.ts'
import type { KeyPath } from './keys.ts'
import { formatKeyPath } from './keys.ts'
import type { Lookup } from './lookup.ts'
import { aliasesOf, lookUp, wholeFile } from './lookup.ts'
import type { ScalarNode, YamlFile, YamlNode } from './nodes.ts'
import { keyText } from './nodes.ts'
import { parseYaml } from './parse.ts'
import { position } from './position.ts'
import { isTyped } from './scalars.ts'

/** A value to set in a file. */
export interface Assignment {
  readonly path: KeyPath
  readonly value: ScalarValue
  /** The document of the file, from 0; by default, the only one that has the key. */
  readonly document?: number
  /** Adds the key if it is missing. */
  readonly create?: boolean
  /** Also sets a value that is used by aliases elsewhere in the file. */
  readonly allowShared?: boolean
}

/** The result of an assignment: the text and the location of the old value. */
export interface Assigned {
  readonly path: KeyPath
  readonly document: number
  /** The old value's text; undefined if the key was added. */
  readonly before: string | undefined
  readonly line: number
  readonly column: number
}

/**
 * Finds the locations of assignments, and the edits of the text there.
 *
 * @throws FairleadError (input, refused) with all errors of all assignments
 */
function editsOf(
  file: YamlFile,
  assignments: readonly Assignment[],
): { edits: (Edit & { path: KeyPath })[]; assigned: Assigned[] } {
  const faults = new FaultCollector()
  const edits: (Edit & { path: KeyPath })[] = []
  const assigned: Assigned[] = []
  for (const assignment of assignments) {
    faults.attempt(() => {
      const { lookup, document } = locateKey(file, assignment)
      const old = lookup.found === 'scalar' ? lookup.node : undefined
      const offset = lookup.scope.outwardOffset(
        (old ?? (lookup.found === 'missing' ? lookup.parent : undefined))?.start ?? 0,
      )
      assigned.push({ path: assignment.path, document, before: old?.value, ...position(file.text, offset) })
      if (lookup.found === 'scalar') {
        if (isAlready(lookup.node, assignment.value)) return
        if (!assignment.allowShared) refuseSharedAnchor(file, lookup, assignment)
        edits.push({ ...replaceScalar(lookup, assignment.value), path: assignment.path })
      } else if (lookup.found === 'missing') {
        edits.push({ ...insertKey(lookup, assignment.path, assignment.value), path: assignment.path })
      }
    })
  }
  faults.throwIfAny()
  refuseTwoValuesForOnePlace(file, edits)
  return { edits, assigned }
}

/**
 * Returns what `setValues` would find, and whether it would change anything. Nothing is edited.
 *
 * @throws FairleadError (input, refused) as `setValues`, except for conflicts between new keys
 */
export function findValues(
  file: YamlFile,
  assignments: readonly Assignment[],
): { assigned: Assigned[]; isChange: boolean } {
  const isNew = (assignment: Assignment) => assignment.create === true && !isThere(file, assignment)
  const { edits, assigned } = editsOf(
    file,
    assignments.filter((assignment) => !isNew(assignment)),
  )
  const known = assigned.values()
  const added = (assignment: Assignment): Assigned[] => {
    const { path } = assignment
    if (file.documents.length === 0) return [{ path, document: 0, before: undefined, line: 1, column: 1 }]
    return editsOf(file, [assignment]).assigned
  }
  return {
    assigned: assignments.flatMap((one) => (isNew(one) ? added(one) : (known.next().value ?? []))),
    isChange: edits.length > 0 || assignments.some(isNew),
  }
}

/**
 * Sets existing values in a YAML text and changes nothing else in it. The result is parsed again before it is
 * returned: it must contain the new values at their paths and the old values everywhere else.
 *
 * @throws FairleadError (input, refused) with all errors of all assignments; then nothing is changed
 */
function setKnownValues(
  file: YamlFile,
  assignments: readonly Assignment[],
): { text: string; assigned: Assigned[] } {
  const { edits, assigned } = editsOf(file, assignments)
  const text = applyEdits(file.text, distinct(edits))
  if (text !== file.text) verify(file, text, assignments, assigned)
  return { text, assigned }
}

/**
 * Sets values in a YAML text and changes nothing else in it. New keys are added one after the other, each to the
 * result of the previous one, because they may need the same new parent.
 *
 * @throws FairleadError (input, refused) with all errors of all assignments; then nothing is changed
 */
export function setValues(
  file: YamlFile,
  assignments: readonly Assignment[],
): { text: string; assigned: Assigned[] } {
  const isNew = assignments.map((assignment) => assignment.create === true && !isThere(file, assignment))
  const known = setKnownValues(
    file,
    assignments.filter((_, i) => !isNew[i]),
  )
  const rest = known.assigned.values()
  let text = known.text
  const assigned: Assigned[] = []
  for (const [i, assignment] of assignments.entries()) {
    if (!isNew[i]) {
      const next = rest.next().value
      if (next) assigned.push(next)
      continue
    }
    const current = parseYaml(text, file.path)
    if (current.documents.length === 0) {
      text = appendToEmpty(text, assignment)
      assigned.push({ path: assignment.path, document: 0, before: undefined, line: 1, column: 1 })
      continue
    }
    const added = setKnownValues(current, [assignment])
    text = added.text
    assigned.push(...added.assigned)
  }
  return { text, assigned }
}

function isThere(file: YamlFile, { path, document }: Assignment): boolean {
  return file.documents.some((candidate) => {
    if (document !== undefined && candidate.index !== document) return false
    return lookUp(wholeFile(file, candidate), path).found !== 'missing'
  })
}

/** Adds the first key to a text without content, which may contain comments. */
function appendToEmpty(text: string, { path, value }: Assignment): string {
  const eol = text.includes('\r\n') ? '\r\n' : '\n'
  const gap = text === '' || text.endsWith('\n') ? '' : eol
  return `${text}${gap}${formatNested(path.map(String), value, eol)}${eol}`
}

/**
 * Finds the only location of a key: a scalar, or (with `create`) the map that lacks it.
 *
 * @throws FairleadError (input) if there is none, or more than one
 */
export function locateKey(
  file: YamlFile,
  wanted: Assignment,
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

/** Reports whether the scalar already has the value. A plain 1.10 is not the string "1.10". */
function isAlready(node: ScalarNode, value: ScalarValue): boolean {
  const typed =
    typeof value === 'string' && node.style === 'plain' && node.tag === undefined && isTyped(node.value)
  return node.value === String(value) && !node.empty && !typed
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
        ...hint(`${what ? '' : suggestion(name, there)} To add a missing key set create: true.`.trim()),
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

function refuseSharedAnchor(file: YamlFile, lookup: Lookup & { found: 'scalar' }, wanted: Assignment): void {
  const aliases = aliasesOf(lookup)
  if (aliases.length === 0) return
  const anchors = [...new Set(aliases.map(({ name }) => `&${name}`))]
  const lines = [
    ...new Set(aliases.map((alias) => position(file.text, lookup.scope.outwardOffset(alias.start)).line)),
  ]
  const readers = lines.length === 1 ? `line ${lines[0]} also reads` : `lines ${listed(lines)} also read`
  const owners = anchors.length === 1 ? `the anchor ${anchors[0]}` : `the anchors ${listed(anchors)}`
  throw refusal(`the key ${formatKeyPath(wanted.path)} belongs to ${owners}, which ${readers}`, {
    at: { file: file.path, ...position(file.text, lookup.scope.outwardOffset(lookup.node.start)) },
    hint: 'A change here also affects them. If this is intended, set allow-shared: true. If not, set a separate value there.',
  })
}

/** Formats a list: `3, 6 and 9`. */
function listed(items: readonly (string | number)[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${String(items.at(-1))}`
}

function refuseTwoValuesForOnePlace(file: YamlFile, edits: readonly (Edit & { path: KeyPath })[]): void {
  for (const [i, edit] of edits.entries()) {
    const other = edits
      .slice(0, i)
      .find(
        (e) => e.start === edit.start && e.end === edit.end && e.text !== edit.text && edit.end > edit.start,
      )
    if (other)
      throw inputError(`the key ${formatKeyPath(edit.path)} would get two values`, {
        at: { file: file.path, ...position(file.text, edit.start) },
        hint: 'Give each key once.',
      })
  }
}

function distinct<T extends Edit>(edits: readonly T[]): T[] {
  return edits.filter(
    (edit, i) =>
      edits.findIndex((e) => e.start === edit.start && e.end === edit.end && e.text === edit.text) === i,
  )
}

/** Parses the edited text again and compares it with the old one, value by value. */
function verify(
  file: YamlFile,
  text: string,
  assignments: readonly Assignment[],
  assigned: readonly Assigned[],
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

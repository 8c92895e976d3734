import { FaultCollector, inputError, refusal } from '../errors.ts'
import type { ScalarValue } from './edit.ts'
import type { Edit } from './text-edit.ts'
import { applyEdits, insertKey, replaceScalar, formatNested } from './edit.ts'
import type { KeyPath } from './keys.ts'
import { formatKeyPath } from './keys.ts'
import type { Lookup } from './lookup.ts'
import { aliasesOf, lookUp, wholeFile } from './lookup.ts'
import type { ScalarNode, YamlFile } from './nodes.ts'
import { parseYaml } from './parse.ts'
import { position } from './position.ts'
import { isTyped } from './scalars.ts'
import { locateKey } from './locate.ts'
import type { WantedKey } from './locate.ts'
import { verify } from './read-back.ts'

/** A value to set in a file. */
export interface Assignment extends WantedKey {
  readonly value: ScalarValue
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

/** Reports whether the scalar already has the value. A plain 1.10 is not the string "1.10". */
function isAlready(node: ScalarNode, value: ScalarValue): boolean {
  const typed =
    typeof value === 'string' && node.style === 'plain' && node.tag === undefined && isTyped(node.value)
  return node.value === String(value) && !node.empty && !typed
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

import * as v from 'valibot'
import { inputError, suggestion } from '../errors.ts'
import type { FaultCollector } from '../errors.ts'
import type { MapNode, YamlFile, YamlNode } from '../yaml/nodes.ts'
import { keyText, resolve } from '../yaml/nodes.ts'
import { locate } from '../yaml/position.ts'
import { evaluatePlain } from '../yaml/scalars.ts'
import { aboutKeys, isUnknownKey, MUST_BE, notAmong, placeName, shapeFault, subjectKeys } from './messages.ts'
import type { Form } from './messages.ts'

/**
 * Schemas of YAML: each one takes a node, opens it, and checks its content with a schema of valibot. So the path of
 * an error consists of nodes, which know their location in the file. The output is plain data, and the published JSON
 * Schema is generated from the output.
 */

/** Valibot does not have to check nodes: they come from Fairlead's own parser. */
const node = v.custom<YamlNode>(() => true)

/** The map that an opened map came from, and the keys that it may have. */
const ORIGIN = Symbol('where it came from')
interface Origin {
  readonly map: MapNode
  readonly known: readonly string[]
}

/** Any scalar, as the text in the file: `1.10` is not a number. */
export const text = (description: string) =>
  v.pipe(node, v.transform(textOf), v.string(MUST_BE.text), v.description(description))

/** A text that is one of the options. */
export const oneOf = <const O extends readonly string[]>(description: string, options: O) =>
  v.pipe(
    node,
    v.transform(textOf),
    v.string(MUST_BE.text),
    v.values(options, notAmong),
    v.picklist(options),
    v.description(description),
  )

/** A text that has a form. */
export const formed = (description: string, { pattern, words }: Form) =>
  v.pipe(text(description), v.regex(pattern, `must be ${words}`))

/** `true` or `false`, without quotes, as YAML 1.1 writes them. */
export const flag = (description: string) =>
  v.pipe(node, v.transform(flagOf), v.boolean(MUST_BE.flag), v.description(description))

/** A whole number of at least `least`, without quotes. */
export const count = (description: string, least: number) =>
  v.pipe(
    node,
    v.transform(numberOf),
    v.number(MUST_BE.count(least)),
    v.integer(MUST_BE.count(least)),
    v.minValue(least, MUST_BE.count(least)),
    v.description(description),
  )

export const list = <I extends v.GenericSchema<YamlNode, unknown>>(description: string, items: I) =>
  v.pipe(node, v.transform(itemsOf), v.array(items, MUST_BE.list), v.description(description))

/** Any keys, all with values of one shape. A map without content is empty. */
export const map = <I extends v.GenericSchema<YamlNode, unknown>>(description: string, values: I) =>
  v.pipe(
    node,
    v.transform(entriesOf),
    // Not valibot's record, which silently drops keys such as constructor.
    v.map(v.string(), values, MUST_BE.map),
    v.transform((read) => Object.fromEntries<v.InferOutput<I>>(read)),
    v.description(description),
  )

/** Exactly these keys. A map without content is empty. */
export const object = <E extends v.ObjectEntries>(description: string, entries: E) =>
  v.pipe(
    node,
    v.transform((from) => recordOf(from, Object.keys(entries))),
    v.strictObject(entries, aboutKeys),
    v.description(description),
  )

/** A key that may be missing. */
export const optional = v.exactOptional

function textOf(from: YamlNode): unknown {
  const target = resolve(from)
  return target?.kind === 'scalar' && !target.empty ? target.value : undefined
}

function flagOf(from: YamlNode): unknown {
  const target = resolve(from)
  return target?.kind === 'scalar' && target.style === 'plain' ? evaluatePlain(target.value) : undefined
}

function numberOf(from: YamlNode): unknown {
  const target = resolve(from)
  const isPlain = target?.kind === 'scalar' && target.style === 'plain'
  return isPlain && /^\d{1,9}$/.test(target.value) ? Number(target.value) : undefined
}

function itemsOf(from: YamlNode): unknown {
  const target = resolve(from)
  return target?.kind === 'sequence' ? target.items.filter((item) => resolve(item)) : undefined
}

function entriesOf(from: YamlNode): unknown {
  const target = resolve(from)
  if (target?.kind === 'scalar' && target.empty) return new Map()
  if (target?.kind !== 'map') return undefined
  const entries = new Map<string, YamlNode>()
  for (const { key, value } of target.entries) {
    const name = keyText(key) ?? ''
    // A duplicate key is a separate error: see doubleKeys.
    if (resolve(value) && !entries.has(name)) entries.set(name, value)
  }
  return entries
}

function recordOf(from: YamlNode, known: readonly string[]): unknown {
  const entries = entriesOf(from)
  if (!(entries instanceof Map)) return undefined
  const record: Record<string | symbol, unknown> = Object.fromEntries(entries)
  const target = resolve(from)
  if (target?.kind === 'map') record[ORIGIN] = { map: target, known } satisfies Origin
  return record
}

/**
 * Reads a node with a schema of this file.
 *
 * @param root the name of the whole in an error
 * @param faults receives every error, with its location in the file
 * @returns undefined if there are errors
 */
export function readYaml<S extends v.GenericSchema<YamlNode, unknown>>(
  schema: S,
  { file, start, root }: { readonly file: YamlFile; readonly start: YamlNode; readonly root: string },
  faults: FaultCollector,
): v.InferOutput<S> | undefined {
  const found: Found[] = [...doubleKeys(start, [], root)]
  const result = v.safeParse(schema, start)
  for (const issue of result.issues ?? [])
    if (isUnknownKey(issue)) found.push(...unknownKeys(issue, root))
    else {
      const nodes = [start, ...(issue.path ?? []).map(({ value }) => value as YamlNode)]
      found.push({ ...shapeFault(issue, root), at: nodes[subjectKeys(issue).length]?.start ?? 0 })
    }
  for (const { message, hint, at } of found.toSorted((a, b) => a.at - b.at))
    faults.keep(inputError(message, { at: locate(file, at), ...(hint ? { hint } : {}) }))
  return result.success && found.length === 0 ? result.output : undefined
}

interface Found {
  readonly message: string
  readonly hint?: string | undefined
  /** Its offset in the text. */
  readonly at: number
}

/** Returns all unknown keys, because valibot stops at the first one. */
function unknownKeys(issue: v.BaseIssue<unknown>, root: string): Found[] {
  const origin = (issue.path?.at(-1)?.input as { readonly [ORIGIN]?: Origin } | undefined)?.[ORIGIN]
  const where = placeName(subjectKeys(issue), root)
  return (origin?.map.entries ?? []).flatMap(({ key }) => {
    const name = keyText(key) ?? ''
    if (!origin || origin.known.includes(name)) return []
    return [{ message: `${where} has no key "${name}"`, hint: suggestion(name, origin.known), at: key.start }]
  })
}

/** Finds duplicate keys in maps, of which valibot sees only the first one. */
function* doubleKeys(from: YamlNode, keys: readonly unknown[], root: string): Generator<Found> {
  if (from.kind === 'sequence')
    for (const [i, item] of from.items.entries()) yield* doubleKeys(item, [...keys, i], root)
  if (from.kind !== 'map') return
  const seen = new Set<string>()
  for (const { key, value } of from.entries) {
    const name = keyText(key) ?? ''
    if (seen.has(name))
      yield { message: `${placeName(keys, root)} has the key ${JSON.stringify(name)} twice`, at: key.start }
    seen.add(name)
    yield* doubleKeys(value, [...keys, name], root)
  }
}

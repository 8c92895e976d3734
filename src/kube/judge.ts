import { isObject } from '../yaml/value.ts'
import type { Json } from '../yaml/value.ts'
import { isEnforced, isQuantityType, META, ownFaults } from './builtin-rules.ts'
import type { BuiltIn } from './builtin.ts'
import type { Schema } from './schema.ts'
import { below, item, mustBe, nearest, typeOf } from './words.ts'

/** A reason why the API server does not accept an object as it is. */
export interface Fault {
  /**
   * - `refused`: the API server rejects the object
   * - `unknown`: a field that the API server does not know; the client that applies it decides whether it is rejected
   *   or dropped
   */
  readonly kind: 'refused' | 'unknown'
  /** The description, with the path. It contains no value of the object. */
  readonly text: string
}

export interface Judging {
  readonly builtIn: BuiltIn
  /** Reports whether a text is a placeholder for a value that is not known here. */
  readonly isOpen: (text: string) => boolean
  /** Whether the schema is from a CustomResourceDefinition. */
  readonly isCustom: boolean
  /** Whether patterns may be run. An untrusted pattern may take forever. */
  readonly hasPatterns: boolean
}

/** The longest text that a pattern is run on. */
const MAX_MATCHED = 253
const MAX_DEPTH = 100
/** The most values of one object that are checked: the object, or the definition, may be malicious. */
const MAX_VISITS = 200_000
/** The most errors of one object that are looked for. */
const MAX_FAULTS = 100

/**
 * Checks a value against a schema, as the API server would: types, unknown fields, required fields and limits. It
 * accepts what it cannot check.
 *
 * Rules: kubernetes staging/src/k8s.io/apimachinery pkg/runtime/serializer/json (strict decoding),
 * k8s.io/apiextensions-apiserver pkg/apiserver/schema (structural schemas, pruning) and pkg/apiserver/validation
 */
export function judge(value: Json, schema: Schema, path: string, judging: Judging): Fault[] {
  const faults: Fault[] = []
  visit(value, schema, path, { ...judging, faults, depth: 0, budget: { left: MAX_VISITS } })
  return faults
}

interface Visit extends Judging {
  readonly faults: Fault[]
  readonly depth: number
  /** Shared by the whole object. */
  readonly budget: { left: number }
}

function visit(value: Json, declared: Schema, path: string, state: Visit): void {
  if (state.depth > MAX_DEPTH || --state.budget.left < 0 || state.faults.length > MAX_FAULTS) return
  if (typeof value === 'string' && state.isOpen(value)) return
  const { $ref } = declared
  const schema = $ref === undefined ? declared : state.builtIn.definition($ref)
  if (!schema) return
  const inner = { ...state, depth: state.depth + 1 }
  if (value === null) {
    // Go treats null as a missing value; a CustomResourceDefinition must allow it.
    if (state.isCustom && schema.type !== undefined && schema.nullable !== true)
      refuse(typeFault([schema.type]))
    return
  }
  if ($ref !== undefined) for (const text of ownFaults($ref, value, path, state.isOpen)) refuse(text)
  if (isQuantityType($ref)) return
  const types = typesOf(schema)
  if (types.length > 0 && !types.some((type) => fits(value, type))) return refuse(typeFault(types))
  for (const text of limitFaults(value, schema, path, state)) refuse(text)
  if (isObject(value)) visitMap(value, schema, path, $ref, inner)
  else if (Array.isArray(value) && schema.items)
    for (const [i, entry] of (value as readonly Json[]).entries())
      visit(entry, schema.items, item(path, i, entry), inner)
  for (const text of combinedFaults(value, schema, path, inner)) refuse(text)

  function refuse(text: string): void {
    state.faults.push({ kind: 'refused', text })
  }
  function typeFault(expected: readonly string[]): string {
    return `${path} ${mustBe(expected, value)}`
  }
}

/** The fields that an object of any kind has, even if its definition does not list them. */
const OBJECT_FIELDS = ['apiVersion', 'kind', 'metadata']

function visitMap(
  value: { readonly [key: string]: Json },
  schema: Schema,
  path: string,
  name: string | undefined,
  state: Visit,
): void {
  const { properties = {}, additionalProperties, required = [] } = schema
  const isWhole = state.isCustom && (path === '' || schema['x-kubernetes-embedded-resource'] === true)
  const isOpen =
    schema['x-kubernetes-preserve-unknown-fields'] === true ||
    additionalProperties === true ||
    (!state.isCustom && !schema.properties && additionalProperties === undefined) ||
    (state.isCustom && schema.type === undefined && !schema.properties)
  for (const [key, entry] of Object.entries(value)) {
    const way = below(path, key)
    const known = Object.hasOwn(properties, key) ? properties[key] : undefined
    if (isWhole && OBJECT_FIELDS.includes(key)) {
      if (key === 'metadata') visit(entry, { $ref: META }, way, { ...state, isCustom: false })
    } else if (path === '' && key === 'status') continue
    else if (known) visit(entry, known, way, state)
    else if (typeof additionalProperties === 'object') visit(entry, additionalProperties, way, state)
    else if (!isOpen && entry !== null && !state.isOpen(key) && state.faults.length < MAX_FAULTS) {
      const meant = state.faults.length < 5 ? nearest(key, Object.keys(properties)) : undefined
      const hint = meant === undefined || Object.hasOwn(value, meant) ? '' : `; is ${meant} meant?`
      state.faults.push({ kind: 'unknown', text: `unknown field ${way}${hint}` })
    }
  }
  for (const key of required)
    if (!Object.hasOwn(value, key) || (value[key] === null && !state.isCustom)) {
      if (isEnforced(name, key))
        state.faults.push({ kind: 'refused', text: `${below(path, key)} is required and missing` })
    }
}

function typesOf(schema: Schema): string[] {
  if (schema['x-kubernetes-int-or-string'] === true) return ['integer', 'string']
  if (schema.type !== undefined) return [schema.type]
  // Only definitions of Kubernetes itself have types in alternatives: quantities, and port numbers or names.
  const types = (schema.oneOf ?? schema.anyOf ?? []).map(({ type }) => type)
  return types.every((type) => type !== undefined) ? types : []
}

function fits(value: Json, type: string): boolean {
  const own = typeOf(value)
  return own === type || (type === 'number' && own === 'integer')
}

function limitFaults(value: Json, schema: Schema, path: string, state: Judging): string[] {
  const found: string[] = []
  const { minimum, maximum, minLength, maxLength, minItems, maxItems, pattern } = schema
  if (schema.enum && !schema.enum.some((one) => JSON.stringify(one) === JSON.stringify(value)))
    found.push(`${path} must be one of ${schema.enum.map((one) => JSON.stringify(one)).join(', ')}`)
  if (typeof value === 'number') {
    if (minimum !== undefined && value < minimum) found.push(`${path} must be at least ${minimum}`)
    if (maximum !== undefined && value > maximum) found.push(`${path} must be at most ${maximum}`)
  }
  if (typeof value === 'string') {
    const length = [...value].length
    if (minLength !== undefined && length < minLength)
      found.push(minLength === 1 ? `${path} must not be empty` : `${path} must have ${minLength} characters`)
    if (maxLength !== undefined && length > maxLength)
      found.push(`${path} must have at most ${maxLength} characters`)
    if (pattern !== undefined && state.hasPatterns && length <= MAX_MATCHED && !matches(value, pattern))
      found.push(`${path} must match ${pattern}`)
    if (schema.format === 'byte' && !isBase64(value)) found.push(`${path} must be base64`)
  }
  if (Array.isArray(value)) {
    if (minItems !== undefined && value.length < minItems) found.push(`${path} must have ${minItems} entries`)
    if (maxItems !== undefined && value.length > maxItems)
      found.push(`${path} must have at most ${maxItems} entries`)
  }
  return found
}

/** Reports whether a value matches a pattern. A pattern that JavaScript cannot compile matches everything. */
function matches(value: string, pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(value)
  } catch {
    return true
  }
}

/** Go ignores line breaks in base64: encoding/base64 (StdEncoding). */
function isBase64(value: string): boolean {
  const plain = value.replaceAll(/[\r\n]/g, '')
  return plain.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(plain)
}

/**
 * Returns the errors from `allOf`, `anyOf`, `oneOf` and `not` of a definition. Unknown fields are not errors there.
 */
function combinedFaults(value: Json, schema: Schema, path: string, state: Visit): string[] {
  if (!state.isCustom || schema['x-kubernetes-int-or-string'] === true) return []
  const refused = (one: Schema): string[] => {
    const part: Visit = { ...state, faults: [] }
    visit(value, { ...one, 'x-kubernetes-preserve-unknown-fields': true }, path, part)
    return part.faults.filter(({ kind }) => kind === 'refused').map(({ text }) => text)
  }
  const fitting = (list: readonly Schema[]) => list.filter((one) => refused(one).length === 0).length
  const found = (schema.allOf ?? []).flatMap(refused)
  if (schema.anyOf && fitting(schema.anyOf) === 0)
    found.push(`${path} does not match any of the forms that its definition allows`)
  if (schema.oneOf && fitting(schema.oneOf) !== 1)
    found.push(`${path} must match exactly one of the forms that its definition allows`)
  if (schema.not && refused(schema.not).length === 0) found.push(`${path} is forbidden by its definition`)
  return found
}

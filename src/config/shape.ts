import { inputError, suggestion } from '../errors.ts'
import type { FaultCollector } from '../errors.ts'
import type { YamlFile, YamlNode } from '../yaml/nodes.ts'
import { keyText, resolve } from '../yaml/nodes.ts'
import { locate } from '../yaml/position.ts'
import { evaluatePlain } from '../yaml/scalars.ts'

/**
 * The shape of a configuration, as data: the check of `fairlead.yaml` and the published JSON Schema both
 * come from it, so that they cannot disagree.
 */
export type Shape =
  | {
      readonly type: 'string'
      readonly description: string
      readonly options?: readonly string[]
      readonly form?: Form
    }
  | { readonly type: 'boolean'; readonly description: string }
  | { readonly type: 'list'; readonly description: string; readonly items: Shape }
  | {
      readonly type: 'object'
      readonly description: string
      readonly keys: Readonly<Record<string, Shape>>
      readonly required?: readonly string[]
    }
  /** Any keys, all with values of one shape. */
  | { readonly type: 'map'; readonly description: string; readonly values: Shape }

/** What a whole text must look like, and how to say so: "must be …". */
export interface Form {
  readonly pattern: RegExp
  readonly words: string
}

/** The shape as JSON Schema (draft 2020-12). */
export function jsonSchema(shape: Shape): Record<string, unknown> {
  const { description } = shape
  switch (shape.type) {
    case 'string':
      return {
        type: 'string',
        description,
        ...(shape.options ? { enum: shape.options } : {}),
        ...(shape.form ? { pattern: shape.form.pattern.source } : {}),
      }
    case 'boolean':
      return { type: 'boolean', description }
    case 'list':
      return { type: 'array', description, items: jsonSchema(shape.items) }
    case 'map':
      return { type: 'object', description, additionalProperties: jsonSchema(shape.values) }
    case 'object':
      return {
        type: 'object',
        description,
        properties: Object.fromEntries(
          Object.entries(shape.keys).map(([key, value]) => [key, jsonSchema(value)]),
        ),
        additionalProperties: false,
        ...(shape.required ? { required: shape.required } : {}),
      }
  }
}

/**
 * Reads a node by a shape; every fault goes to `faults` with its line. What is faulty is left out of the
 * answer.
 */
export function readShape(
  shape: Shape,
  node: YamlNode,
  where: string,
  file: YamlFile,
  faults: FaultCollector,
): unknown {
  const target = resolve(node)
  const fault = (message: string, hint?: string, at: YamlNode = node) =>
    faults.keep(inputError(message, { at: locate(file, at.start), ...(hint ? { hint } : {}) }))
  if (!target) return undefined
  switch (shape.type) {
    case 'string':
      if (target.kind !== 'scalar' || target.empty) return void fault(`${where} must be a text`)
      if (shape.options && !shape.options.includes(target.value))
        return void fault(`${where} cannot be "${target.value}"`, suggestion(target.value, shape.options))
      if (shape.form && !shape.form.pattern.test(target.value))
        return void fault(`${where} must be ${shape.form.words}`)
      return target.value
    case 'boolean': {
      const value =
        target.kind === 'scalar' && target.style === 'plain' ? evaluatePlain(target.value) : undefined
      return typeof value === 'boolean' ? value : void fault(`${where} must be true or false`)
    }
    case 'list':
      if (target.kind !== 'sequence') return void fault(`${where} must be a list`)
      return target.items
        .map((item, i) => readShape(shape.items, item, `${where}[${i}]`, file, faults))
        .filter((item) => item !== undefined)
    case 'map':
    case 'object': {
      if (target.kind === 'scalar' && target.empty) return {}
      if (target.kind !== 'map') return void fault(`${where} must be a map`)
      const result: Record<string, unknown> = {}
      for (const { key, value } of target.entries) {
        const name = keyText(key) ?? ''
        const inner =
          shape.type === 'map' ? shape.values : Object.hasOwn(shape.keys, name) ? shape.keys[name] : undefined
        if (!inner)
          fault(
            `${where} has no key "${name}"`,
            suggestion(name, Object.keys(shape.type === 'object' ? shape.keys : {})),
            key,
          )
        else if (Object.hasOwn(result, name)) fault(`${where} has the key "${name}" twice`, undefined, key)
        else {
          const read = readShape(inner, value, where === 'the file' ? name : `${where}.${name}`, file, faults)
          if (read !== undefined) Object.defineProperty(result, name, { value: read, enumerable: true })
        }
      }
      if (shape.type === 'object')
        for (const name of shape.required ?? [])
          if (!Object.hasOwn(result, name)) fault(`${where} lacks the key "${name}"`)
      return result
    }
  }
}

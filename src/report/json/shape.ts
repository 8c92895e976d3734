import { inputError } from '../../errors.ts'

/**
 * The shape of JSON data: the check of what is read and the published JSON Schema both come from it, so that
 * they cannot disagree.
 */
export type DataShape =
  | { readonly type: 'string'; readonly description?: string; readonly options?: readonly string[] }
  | { readonly type: 'integer' | 'number'; readonly description?: string; readonly least: number }
  | { readonly type: 'boolean'; readonly description?: string }
  | { readonly type: 'list'; readonly description?: string; readonly items: DataShape }
  /** Any keys, all with values of one shape. */
  | { readonly type: 'map'; readonly description?: string; readonly values: DataShape }
  /** Any JSON. */
  | { readonly type: 'any'; readonly description?: string }
  | {
      readonly type: 'object'
      readonly description?: string
      readonly keys: Readonly<Record<string, DataShape>>
      /** Keys that may lack; all others must be there. */
      readonly optional?: readonly string[]
    }

/** The shape as JSON Schema (draft 2020-12). */
export function dataSchema(shape: DataShape): Record<string, unknown> {
  const description = shape.description === undefined ? {} : { description: shape.description }
  switch (shape.type) {
    case 'any':
      return description
    case 'string':
      return { type: 'string', ...description, ...(shape.options ? { enum: shape.options } : {}) }
    case 'integer':
    case 'number':
      return { type: shape.type, ...description, minimum: shape.least }
    case 'boolean':
      return { type: 'boolean', ...description }
    case 'list':
      return { type: 'array', ...description, items: dataSchema(shape.items) }
    case 'map':
      return { type: 'object', ...description, additionalProperties: dataSchema(shape.values) }
    case 'object': {
      const keys = Object.keys(shape.keys)
      return {
        type: 'object',
        ...description,
        properties: Object.fromEntries(
          Object.entries(shape.keys).map(([key, value]) => [key, dataSchema(value)]),
        ),
        required: keys.filter((key) => !shape.optional?.includes(key)),
        additionalProperties: false,
      }
    }
  }
}

/**
 * Copies data by a shape: exactly the keys of the shape, in its order. What is undefined is left out.
 *
 * @param where how the value is called in a fault
 * @throws FairleadError (input) where the data has another shape
 */
export function readData(shape: DataShape, value: unknown, where: string): unknown {
  const wrong = (what: string) => inputError(`${where} must be ${what}`)
  switch (shape.type) {
    case 'any':
      return value
    case 'string':
      if (typeof value !== 'string') throw wrong('a text')
      if (shape.options && !shape.options.includes(value))
        throw wrong(`one of ${shape.options.map((option) => `"${option}"`).join(', ')}`)
      return value
    case 'integer':
    case 'number': {
      const fit = shape.type === 'integer' ? Number.isSafeInteger(value) : Number.isFinite(value)
      if (!fit || (value as number) < shape.least) throw wrong(`a number of at least ${shape.least}`)
      return value
    }
    case 'boolean':
      if (typeof value !== 'boolean') throw wrong('true or false')
      return value
    case 'list':
      if (!Array.isArray(value)) throw wrong('a list')
      return value.map((item, index) => readData(shape.items, item, `${where}[${index}]`))
    case 'map': {
      if (!isRecord(value)) throw wrong('a map')
      // Object.fromEntries defines keys, so that even __proto__ is one like others.
      return Object.fromEntries(
        Object.entries(value)
          .toSorted(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, item]) => [key, readData(shape.values, item, `${where}[${JSON.stringify(key)}]`)]),
      )
    }
    case 'object': {
      if (!isRecord(value)) throw wrong('a map')
      const unknown = Object.keys(value).find((key) => !Object.hasOwn(shape.keys, key))
      if (unknown !== undefined)
        throw inputError(`${where} has no key ${JSON.stringify(unknown.slice(0, 100))}`)
      return Object.fromEntries(
        Object.entries(shape.keys).flatMap(([key, inner]) => {
          const item = Object.hasOwn(value, key) ? value[key] : undefined
          if (item !== undefined) return [[key, readData(inner, item, `${where}.${key}`)]]
          if (shape.optional?.includes(key)) return []
          throw inputError(`${where} lacks the key "${key}"`)
        }),
      )
    }
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

import fc from 'fast-check'

/** The parts of JSON Schema that the published schemas use. */
interface Schema {
  readonly type?: string
  readonly enum?: readonly string[]
  readonly const?: unknown
  readonly pattern?: string
  readonly minimum?: number
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: Schema | false
}

/**
 * Returns values that match a schema, or almost: about half of them have a few parts of another type, a missing key
 * or an additional one. Null and numbers are used only if the schema has them, because YAML may read them as strings.
 */
export function near(schema: object): fc.Arbitrary<unknown> {
  return fc.boolean().chain((isStrayed) => valueOf(schema, isStrayed ? 20 : 0))
}

const OTHERS: readonly unknown[] = [
  '',
  'x',
  true,
  false,
  [],
  {},
  ['a'],
  [{}],
  { a: 'b' },
  { constructor: [] },
]
/** Strings for the patterns of the schemas. */
const FORMS = [
  '1.2.3',
  'v3.19.4-rc.1',
  '1.2',
  'aB'.repeat(32),
  'https://example.com/a/b',
  'https://a@b',
  '2h30m',
  '08:00',
  '24:00',
  'mon-fri',
  '2026-12-20',
  '',
]
/** Values that YAML cannot read as strings. An unquoted `true` looks the same as a string and as a boolean. */
const NO_TEXTS = OTHERS.filter((other) => typeof other === 'object')

/**
 * Returns values that match a schema.
 *
 * @param stray one in this many values does not match; 0 for none
 */
function valueOf(schema: Schema, stray: number): fc.Arbitrary<unknown> {
  const fitting = fittingOf(schema, stray)
  if (stray === 0) return fitting
  const others = schema.type === 'string' ? NO_TEXTS : OTHERS
  return fc.oneof({ weight: stray, arbitrary: fitting }, { weight: 1, arbitrary: fc.constantFrom(...others) })
}

function fittingOf(schema: Schema, stray: number): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum) return fc.constantFrom(...schema.enum)
  if (schema.pattern !== undefined) {
    const pattern = new RegExp(schema.pattern)
    return fc.constantFrom(...FORMS.filter((form) => stray > 0 || pattern.test(form)))
  }
  switch (schema.type) {
    case 'string':
      return fc.constantFrom('a', '', 'true', '1.10', 'apps/**', 'ä "\\', '__proto__')
    case 'boolean':
      return fc.boolean()
    case 'integer':
      return fc.integer({ min: schema.minimum ?? 0, max: 1000 })
    case 'number':
      return fc.double({ min: schema.minimum ?? 0, max: 1e9, noNaN: true })
    case 'array':
      return fc.array(valueOf(schema.items ?? {}, stray), { maxLength: 2 })
    case 'object':
      return schema.properties ? recordOf(schema, stray) : mapOf(schema.additionalProperties || {}, stray)
    default:
      return fc.constantFrom(...OTHERS)
  }
}

function mapOf(values: Schema, stray: number): fc.Arbitrary<unknown> {
  const names = fc.constantFrom('prod', 'a.b/c', 'constructor', 'prototype', '__proto__', 'toString', '')
  return fc
    .uniqueArray(fc.tuple(names, valueOf(values, stray)), { maxLength: 3, selector: ([name]) => name })
    .map((entries) => Object.fromEntries(entries))
}

function recordOf({ properties = {}, required = [] }: Schema, stray: number): fc.Arbitrary<unknown> {
  const keys = Object.entries(properties).map(([name, schema]) => {
    const isThere = required.includes(name)
      ? stray === 0
        ? fc.constant(true)
        : oneIn(stray, false)
      : oneIn(3, true)
    return fc.tuple(fc.constant(name), valueOf(schema, stray), isThere)
  })
  const more = fc.tuple(
    fc.constantFrom('extra', 'constructor', '__proto__'),
    fc.constant('x'),
    stray === 0 ? fc.constant(false) : oneIn(stray, true),
  )
  return fc
    .tuple(...keys, more)
    .map((entries) =>
      Object.fromEntries(entries.flatMap(([name, value, isThere]) => (isThere ? [[name, value]] : []))),
    )
}

/** Returns `value` once in this many times, and otherwise its opposite. */
function oneIn(times: number, value: boolean): fc.Arbitrary<boolean> {
  return fc.oneof(
    { weight: times - 1, arbitrary: fc.constant(!value) },
    { weight: 1, arbitrary: fc.constant(value) },
  )
}

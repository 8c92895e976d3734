import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { FairleadError } from '../../../src/errors.ts'
import { fromJson, toJson } from '../../../src/report/json/json.ts'
import { comments } from '../../../src/report/markdown/comments.ts'
import { near } from '../../support/near-schema.ts'
import { anyReport, makeApp, makeObject, makeReport } from '../../support/report.ts'

const schema = JSON.parse(readFileSync('docs/diff.schema.json', 'utf8')) as object
const validate = new Ajv2020({ strict: true }).compile(schema)

describe('a report as JSON', () => {
  test('is read back as what was written, and fits the published schema', () => {
    fc.assert(
      fc.property(anyReport, (report) => {
        const text = toJson(report)
        // toStrictEqual: keys with the value undefined are restored. JSON does not have -0.
        expect(fromJson(text)).toStrictEqual(JSON.parse(JSON.stringify(report), undefined) && revive(report))
        expect(toJson(fromJson(text))).toBe(text)
        expect(validate(JSON.parse(text)), JSON.stringify(validate.errors)).toBe(true)
      }),
      { numRuns: 200 },
    )
  })

  test('is taken where it fits the published schema, and refused where it does not', () => {
    const counts = { taken: 0, refused: 0 }
    fc.assert(
      fc.property(near(schema), (value) => {
        // The schema cannot express rules across several parts.
        const data = {
          ...(value as { readonly apps?: readonly unknown[] }),
          version: 1,
          shard: undefined,
          only: undefined,
        }
        const text = JSON.stringify(data)
        const isValid = validate(JSON.parse(text))
        const read = () => fromJson(text)
        if (isValid && namesOnce(data)) expect(read).not.toThrow()
        if (!isValid)
          expect(read, JSON.stringify(validate.errors)).toThrow(/^this is not a Fairlead report: /)
        counts[isValid ? 'taken' : 'refused']++
      }),
      { numRuns: 300 },
    )
    expect(Math.min(counts.taken, counts.refused)).toBeGreaterThan(40)
  })

  test('is the same text whatever the order of keys', () => {
    const report = makeReport({ digests: { prod: 'a', dev: 'b' }, versions: { helm: '3', kustomize: '5' } })
    const turned = Object.fromEntries(
      Object.entries({ ...report, digests: { dev: 'b', prod: 'a' } }).toReversed(),
    )
    expect(toJson(turned as unknown as typeof report)).toBe(toJson(report))
  })
})

/** A report must not contain an app twice. */
function namesOnce({ apps }: { readonly apps?: readonly unknown[] }): boolean {
  return (apps?.length ?? 0) < 2
}

/** Replaces `-0` by `0`, as JSON does. */
function revive<T>(value: T): T {
  if (Object.is(value, -0)) return 0 as T
  if (Array.isArray(value)) return value.map(revive) as T
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, revive(item)])) as T
}

/** Returns a report with one change. */
function tampered(change: (data: any) => void): string {
  const data = JSON.parse(toJson(makeReport({ apps: [makeApp({}, { objects: [makeObject()] })] })))
  change(data)
  return JSON.stringify(data)
}

describe('a hostile report', () => {
  test.each<[string, string, RegExp]>([
    ['no JSON', '\u001B[31m{"a"', /^this is not a Fairlead report: it is not valid JSON\n/],
    ['a text', '"x"', /the report must be a map/],
    ['null', 'null', /the report must be a map/],
    ['a list', '[]', /the report must be a map/],
    ['nothing', '', /it is not valid JSON/],
    ['too deep', '['.repeat(100_000), /deeper than 250 levels/],
    ['too many values', `[${'[],'.repeat(5_000_000)}1]`, /more than 4000000 values/],
    ['an unknown key', tampered((data) => (data.extra = 1)), /the report has no key "extra"/],
    [
      'the prototype as a key',
      tampered((data) => data).replace('{', '{"__proto__":{"apps":[]},'),
      /no key "__proto__"/,
    ],
    [
      'the constructor as a key',
      tampered((data) => (data.apps[0].constructor = {})),
      /apps\[0\] has no key "constructor"/,
    ],
    [
      'a key that lacks',
      tampered((data) => delete data.apps[0].objects[0].diff),
      /objects\[0\] is missing the key "diff"/,
    ],
    [
      'a number for a text',
      tampered((data) => (data.apps[0].app.name = 5)),
      /apps\[0\]\.app\.name must be a string/,
    ],
    [
      'an object for a text',
      tampered((data) => (data.apps[0].objects[0].diff = { length: 1 })),
      /diff must be a string/,
    ],
    ['a map for a list', tampered((data) => (data.apps = { length: 1 })), /apps must be a list/],
    [
      'a level that is none',
      tampered((data) => (data.apps[0].risks = [{ rule: 'x', level: 'none', reason: '' }])),
      /level cannot be "none"\. Available: high, low, medium\./,
    ],
    [
      'a negative count',
      tampered((data) => (data.apps[0].noise = -1)),
      /noise must be a number of at least 0/,
    ],
    [
      'an endless count',
      tampered((data) => (data.apps[0].noise = 0)).replace('"noise":0', '"noise":1e999'),
      /noise must be a number/,
    ],
    [
      'another version',
      tampered((data) => (data.version = 2)),
      /version 2, but this Fairlead reads version 1/,
    ],
    [
      'one on some apps only',
      tampered((data) => (data.only = 'app: web')),
      /only some of the apps of its change/,
    ],
    ['an impossible part', tampered((data) => (data.shard = { index: 3, count: 2 })), /part 3 of 2/],
  ])('%s is refused', (_, text, message) => {
    const error = thrownBy(() => fromJson(text))
    expect(error).toBeInstanceOf(FairleadError)
    expect((error as FairleadError).kind).toBe('input')
    expect((error as FairleadError).message).toMatch(message)
    expect((error as FairleadError).faults[0].hint).toBeDefined()
  })

  test('is refused by its size before it is parsed', () => {
    expect(() => fromJson('{"a":"ä"}', { bytes: 9, depth: 5, values: 5 })).toThrow(/larger than 9 bytes/)
  })

  test('pollutes no prototype by the objects that it shows', () => {
    const text = tampered((data) => data).replace('"before":{', '"before":{"__proto__":{"polluted":true},')
    const report = fromJson(text)
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
    expect(Object.hasOwn(report.apps[0]?.objects[0]?.before as object, '__proto__')).toBe(true)
  })

  test('whose diff closes its fence gives a comment that shows it as text', () => {
    const text = tampered(
      (data) => (data.apps[0].objects[0].diff = '```\n</details>\n\n# Approved by @octocat'),
    )
    const [body = ''] = comments(fromJson(text), { limit: 65_536, most: 1, request: 'pull request' })
    expect(body).toContain('````diff\n```\n</details>\n\n# Approved by @octocat\n````')
  })
})

function thrownBy(step: () => unknown): unknown {
  try {
    step()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}

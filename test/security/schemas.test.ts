import { expect, it } from 'vitest'
import { Definitions } from '../../src/kube/definitions.ts'
import { objectFaults } from '../../src/kube/faults.ts'
import type { Json } from '../../src/yaml/value.ts'

/** Definitions and objects of a stranger must not slow down the validation of objects, whatever they contain. */

function judged(schema: Json, spec: Json): { faults: number; ms: number } {
  const definition = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'things.x.io' },
    spec: {
      group: 'x.io',
      names: { kind: 'Thing', plural: 'things' },
      versions: [
        {
          name: 'v1',
          served: true,
          schema: { openAPIV3Schema: { type: 'object', properties: { spec: schema } } },
        },
      ],
    },
  }
  const start = performance.now()
  const faults = objectFaults(
    { apiVersion: 'x.io/v1', kind: 'Thing', metadata: { name: 'a' }, spec },
    { version: '1.34', isCertain: true, definitions: new Definitions([definition]), isOpen: () => false },
  )
  return { faults: faults.length, ms: performance.now() - start }
}

it('patterns of a repository are not run', () => {
  const schema = { type: 'string', pattern: '^(a+)+$' }
  expect(judged(schema, `${'a'.repeat(200)}!`)).toEqual({ faults: 0, ms: expect.any(Number) })
})

it('alternatives over long lists come to an end', () => {
  const one = { type: 'object', properties: { a: { type: 'string', enum: ['x'] } }, required: ['a'] }
  const anyOf = Array.from({ length: 2000 }, () => one)
  const list = Array.from({ length: 2000 }, () => ({ a: 'y' }))
  expect(judged({ type: 'array', items: { type: 'object', anyOf } }, list).ms).toBeLessThan(20_000)
})

it('thousands of unknown fields beside thousands of known ones come to an end, and are few', () => {
  const names = (letter: string) =>
    Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`${letter.repeat(40)}${i}`, {}]))
  const { faults, ms } = judged({ type: 'object', properties: names('a') }, names('b'))
  expect(faults).toBeLessThanOrEqual(102)
  expect(ms).toBeLessThan(20_000)
})

it('schemas and values of any depth do', () => {
  let schema: Json = { type: 'string' }
  let value: Json = 'x'
  for (let i = 0; i < 5000; i++) {
    schema = { type: 'object', properties: { a: schema } }
    value = { a: value }
  }
  expect(judged(schema, value).faults).toBe(0)
})

it('names that every object of JavaScript has are fields like others', () => {
  const spec = JSON.parse('{"__proto__": 1, "constructor": 2, "toString": 3}') as Json
  expect(judged({ type: 'object', properties: { a: { type: 'string' } } }, spec).faults).toBe(3)
})

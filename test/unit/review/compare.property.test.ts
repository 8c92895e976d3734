import { applyPatch } from 'diff'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareApp } from '../../../src/review/compare.ts'
import { digestOf } from '../../../src/review/digest.ts'
import { stableText } from '../../../src/compare/equal.ts'
import type { AppChange } from '../../../src/review/model.ts'
import { toYaml, unified } from '../../../src/compare/text.ts'
import type { Json } from '../../../src/yaml/value.ts'
import { ofObjects } from '../../support/rendered.ts'

type Content = { readonly [key: string]: Json }

const options = { production: false }
const leaf = fc.oneof(
  fc.string({ maxLength: 8 }),
  fc.string({ maxLength: 4, unit: 'binary' }),
  fc.constantFrom(
    'yes',
    '1e3',
    '~',
    ' x ',
    'a: b',
    '- x',
    '#',
    'two\nlines\n',
    'tail ',
    '0x1f',
    '2024-01-01',
  ),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
)
const { tree } = fc.letrec<{ tree: Json }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leaf,
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'name', 'spec', 'x y', '1', 'true'), tie('tree'), { maxKeys: 4 }),
  ),
}))
const content: fc.Arbitrary<Content> = fc.record({
  apiVersion: fc.constant('example.org/v1'),
  kind: fc.constantFrom('Thing', 'Other'),
  metadata: fc.record({ name: fc.constantFrom('a', 'b', 'c', 'd') }),
  spec: tree,
})
const side = fc.uniqueArray(content, {
  maxLength: 5,
  selector: (object) => stableText([object['kind'] as Json, object['metadata'] as Json]),
})
const compare = (before: readonly Content[], after: readonly Content[]) =>
  compareApp(ofObjects(before), ofObjects(after), options)

/** Two sides that are often similar. */
const sides = fc.oneof(
  fc.tuple(side, side),
  side.map((objects) => [objects, objects] as [Content[], Content[]]),
  fc
    .tuple(side, tree)
    .map(([objects, spec]): [Content[], Content[]] => [
      objects,
      objects.map((object, i) => (i === 0 ? { ...object, spec } : object)),
    ]),
)
const sorted = (objects: readonly Content[]) => objects.map((object) => stableText(object)).toSorted()

test('the comparison is empty exactly when the objects are equal', () => {
  fc.assert(
    fc.property(sides, ([before, after]) => {
      const { objects, digest, noise } = compare(before, after)
      const isEqual = stableText(sorted(before)) === stableText(sorted(after))
      expect(objects.length === 0).toBe(isEqual)
      expect(digest === undefined).toBe(isEqual)
      expect(noise).toBe(0)
    }),
  )
})

test('applying what is shown to what was gives what will be, and nothing else is shown', () => {
  fc.assert(
    fc.property(sides, ([before, after]) => {
      for (const object of compare(before, after).objects) {
        expect(object.diff).not.toBe('')
        expect(applyPatch(toYaml(object.before), `--- a\n+++ b\n${object.diff}`)).toBe(toYaml(object.after))
      }
    }),
  )
})

test('texts that have little in common are shown as a whole, and apply', () => {
  const lines = (word: string) => Array.from({ length: 3_000 }, (_, i) => `${word}${i}\n`).join('')
  const diff = unified(lines('a'), lines('b'))
  expect(applyPatch(lines('a'), `--- a\n+++ b\n${diff}`)).toBe(lines('b'))
})

test('neither the order of objects nor that of keys changes what is found, or its digest', () => {
  const reversed = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(reversed)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value)
        .toReversed()
        .map(([key, inner]) => [key, reversed(inner)]),
    )
  }
  const turned = (objects: readonly Content[]) =>
    objects.toReversed().map((object) => reversed(object) as Content)
  fc.assert(
    fc.property(sides, ([before, after]) => {
      const [one, two] = [compare(before, after), compare(turned(before), turned(after))]
      expect(two.digest).toBe(one.digest)
      expect(two.objects.map(({ diff }) => diff)).toEqual(one.objects.map(({ diff }) => diff))
    }),
  )
})

test('another content is another digest', () => {
  fc.assert(
    fc.property(side, side, side, (before, one, two) => {
      const [a, b] = [compare(before, one), compare(before, two)]
      const isEqual = stableText(sorted(one)) === stableText(sorted(two))
      expect(a.digest === b.digest).toBe(isEqual)
    }),
  )
})

test('the digest of an environment is that of its apps in any order, and of no other environment', () => {
  const app = (name: string, environment: string, digest: string): AppChange => ({
    app: {
      name,
      kind: 'Application',
      controlPlane: 'apps',
      ownNamespace: 'argocd',
      toldApartBy: undefined,
      namespace: 'argocd',
      cluster: 'c',
      environment,
      production: false,
      declaredAt: { file: `${Math.random()}.yaml`, line: 1 },
    },
    conditions: undefined,
    values: [],
    status: 'changed',
    objects: [],
    restarts: [],
    risks: [],
    images: [],
    noise: 0,
    digest,
    failures: [],
    notes: [],
    files: [],
  })
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.tuple(fc.string(), fc.string()), { minLength: 1, selector: ([name]) => name }),
      (entries) => {
        const apps = () => entries.map(([name, digest]) => app(name, 'prod', digest))
        const digest = digestOf('prod', apps())
        expect(digestOf('prod', [app('x', 'test', 'y'), ...apps().toReversed()])).toBe(digest)
        expect(digestOf('prod', apps().slice(1))).not.toBe(digest)
        expect(digestOf('staging', apps())).toBeUndefined()
      },
    ),
  )
})

test('no value of a Secret is in anything that comes out', () => {
  const value = fc.base64String({ minLength: 16, maxLength: 24 }).map((text) => `k${text}`)
  const place = fc.constantFrom('env', 'annotation', 'configmap', 'secret-annotation', 'base64', 'json')
  fc.assert(
    fc.property(value, value, fc.array(place, { maxLength: 4 }), (one, two, places) => {
      const app = (text: string): Content[] => {
        const at = (name: string, put: string) => (places.includes(name as never) ? put : 'none')
        return [
          {
            apiVersion: 'v1',
            kind: 'Secret',
            metadata: { name: 's', annotations: { a: at('secret-annotation', `<${text}>`) } },
            data: { k: Buffer.from(text).toString('base64') },
          },
          {
            apiVersion: 'v1',
            kind: 'ConfigMap',
            metadata: { name: 'c' },
            data: { a: at('configmap', `pw = ${text}\n`), b: at('json', JSON.stringify({ pw: text })) },
          },
          {
            apiVersion: 'v1',
            kind: 'Pod',
            metadata: {
              name: 'p',
              annotations: {
                x: at('annotation', text),
                y: at('base64', Buffer.from(text).toString('base64')),
              },
            },
            spec: {
              containers: [
                {
                  name: 'c',
                  image: 'a/b:1',
                  args: ['--x'],
                  env: [{ name: 'P', value: at('env', text) }],
                },
              ],
            },
          },
        ]
      }
      const result = compare(app(one), app(two))
      const out = JSON.stringify(result) + result.mask(`error: ${one} ${two}`)
      for (const secret of [
        one,
        two,
        Buffer.from(one).toString('base64'),
        Buffer.from(two).toString('base64'),
      ])
        expect(out).not.toContain(secret)
      if (one !== two) expect(result.objects.every(({ diff }) => diff !== '')).toBe(true)
    }),
    { numRuns: 12 },
  )
})

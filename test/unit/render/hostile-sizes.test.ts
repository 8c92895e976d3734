import { expect, test } from 'vitest'
import { nearest } from '../../../src/errors.ts'
import { aligned } from '../../../src/compare/lists.ts'
import { atAnotherTime, atFixedTime } from '../../../src/render/engine/clock.ts'
import { usesGenerators } from '../../../src/render/engine/generated.ts'
import { dependencesOf } from '../../../src/gotemplate/dependence.ts'
import { explainHelm } from '../../../src/render/engine/helm-failures.ts'
import { defaultLimits } from '../../../src/render/engine/limits.ts'
import { KUSTOMIZE_PHRASES } from '../../../src/render/engine/kustomize-phrases.ts'
import { sayingsIn } from '../../../src/render/engine/sayings.ts'
import { Finder } from '../../../src/secrets/finder.ts'
import { partsOf } from '../../../src/secrets/parts.ts'
import { Mask } from '../../../src/runtime/secrets.ts'
import { reduced } from '../../../src/text/reduced.ts'
import { readManifests } from '../../../src/render/engine/manifests.ts'

// These inputs can have any length, and no deadline applies to this process. With quadratic time, each of these
// inputs would take many minutes.

test('a long text is looked through for functions once', () => {
  const outside = 'now '.repeat(1_000_000)
  expect(usesGenerators(Buffer.from(`{{ }}${outside}`))).toBe(false)
  expect(usesGenerators(Buffer.from(`{{/* ${outside}*/}}`))).toBe(false)
  expect(usesGenerators(Buffer.from(`${'{{ '.repeat(1_000_000)} }} now`))).toBe(false)
  expect(usesGenerators(Buffer.from(`${'{{ }} now '.repeat(300_000)}{{ now }}`))).toBe(true)
  const many = atAnotherTime(
    atFixedTime(Buffer.from(`{{ ${outside} }} now {{/* now */}} {{- now }}`)),
  ).toString()
  expect(many.split('toDate').length).toBe(1_000_002)
  expect(many.slice(-90)).toContain('}} now {{/* now */}} {{- (toDate ')
})

test('a long template is looked through for what it depends on in one pass', () => {
  for (const text of [
    '{{ if now }}'.repeat(50_000) + '{{ end }}'.repeat(50_000),
    `{{ ${'tpl ('.repeat(100_000)} }}`,
    `{{ ${'.Release.Revision '.repeat(50_000)} }}`,
    `{{ ${'keys '.repeat(100_000)} first }}`,
    `{{ tpl (print ${'"{{ a" '.repeat(50_000)}) . }}`,
    Array.from({ length: 20_000 }, (_, i) => `{{ $a${i + 1} := $a${i} }}`).join('') + '{{ $a0 := now }}',
  ])
    expect(dependencesOf(new Map([['a.yaml', text]])).length).toBeGreaterThan(0)
  const chain = (i: number) => `{{ define "a${i}" }}{{ now }}{{ include "a${i + 1}" . }}{{ end }}`
  const chained = Array.from({ length: 20_000 }, (_, i) => chain(i)).join('')
  expect(dependencesOf(new Map([['a.tpl', chained]])).length).toBeGreaterThan(1999)
})

test('a long failure of Helm is searched and shown in part', async () => {
  for (const part of ['a/', 'a.', '-', 'aaaaaaaaaaaa/', 'a/a.yaml:1:1 ']) {
    const failure = `Error: begin ${part.repeat(Math.ceil(64_000 / part.length))} end`
    const chart = { name: 'web', locate: () => undefined } as never
    const input = { chart, names: new Map<string, string>(), target: '/stage' }
    const { message } = await explainHelm(failure, input, defaultLimits)
    expect(message.length).toBeLessThan(8000)
  }
})

test('what is looked through for values is looked through once', () => {
  const finder = new Finder(new Map([['a/a/a/a/', { origin: 'x', how: 'anywhere' }]]))
  for (const part of [
    'a.',
    'a://b:',
    'a=',
    '{{ ',
    '{{ fail "',
    '"',
    'Aa1',
    'node contents:',
    "from '/",
    '[',
  ]) {
    const text = `${part.repeat(Math.ceil(190_000 / part.length))}@`
    expect([...partsOf(text), ...sayingsIn(text, true), ...finder.find(text)]).toBeDefined()
    expect(new Mask().text(text)).toBeDefined()
    expect(reduced(text.slice(0, 6000), KUSTOMIZE_PHRASES)).toBeDefined()
  }
}, 10_000)

test('a path in a failure of kustomize that ends in what no path has is given up at once', () => {
  const starts = ['', '/', "path '", 'from ', 'stat ', 'in File: ', 'CRDs [', 'Secret.v1.[noGrp]/', 'field "']
  for (const start of starts)
    for (const part of ['a', 'a.', 'a/', '/a', 'aaaaaaaa/', 'A.', '.[noGrp]'])
      for (const end of ['"', ',', '}', ' x']) {
        const message = `accumulating resources ${start}${part.repeat(5900 / part.length)}${end}`
        expect(reduced(message, KUSTOMIZE_PHRASES)).toContain('accumulating resources')
      }
}, 20_000)

test('a long output with many lines that stand too far left is given up', () => {
  const object = 'apiVersion: v1\nkind: A\nmetadata: {name: a}\n'
  const filler = `${'x: "y"\n'.repeat(20_000)}z: "\n`
  const read = (left: number, filled: string) =>
    readManifests(`${object}${filled}${'x\n'.repeat(left)}"\n`, 'a.yaml', () => undefined)
  expect(() => read(190, filler)).toThrow('deficient indentation')
  expect(read(1, filler)).toHaveLength(1)
  expect(read(150, 'z: "\n')).toHaveLength(1)
})

test('a list with very many items is put into the order of another', () => {
  const list = (names: string[]) => ({
    kind: 'Pod',
    spec: { containers: [{ name: 'a', env: names.map((name) => ({ name, value: 'x' })) }] },
  })
  const names = (letter: string) => Array.from({ length: 60_000 }, (_, i) => `${letter}${i}`)
  const [old, fresh] = [names('a'), names('b')]
  const order = (before: string[], after: string[]) =>
    aligned(list(before), list(after)) as ReturnType<typeof list>
  expect(order(old, [...fresh, ...old.toReversed()])).toEqual(list([...fresh, ...old]))
  expect(order(['a', 'b', 'c'], ['x', 'c', 'y', 'z', 'a'])).toEqual(list(['x', 'a', 'c', 'y', 'z']))
})

test('a suggestion is looked for among words, not among whatever a server sends', () => {
  expect(nearest('a'.repeat(200_000), ['b'.repeat(200_000)])).toBeUndefined()
  expect(nearest('redis', ['x'.repeat(10_000_000), 'rediss'])).toBe('rediss')
})

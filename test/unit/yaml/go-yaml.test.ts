import { describe, expect, test } from 'vitest'
import { canonicalYaml } from '../../../src/yaml/canonical.ts'
import { parseYaml } from '../../../src/yaml/parse.ts'
import { evaluate } from '../../../src/yaml/value.ts'

function read(text: string): unknown {
  return parseYaml(text, 'a.yaml').documents.map(({ root }) => evaluate(root))
}

describe('a text means what sigs.k8s.io/yaml reads', () => {
  // The expected results are those of sigs.k8s.io/yaml 1.6.
  test.each([
    ['a: !!bool "true"', { a: true }],
    ['a: !!bool "yes"', { a: true }],
    ['a: !<tag:yaml.org,2002:bool> "on"', { a: true }],
    ['a: !!int "0"', { a: 0 }],
    ['a: !!int "0x10"', { a: 16 }],
    ['a: !!null ""', { a: null }],
    ['a: !!binary aGVsbG8=', { a: 'hello' }],
    ['!!binary aGVsbG8=: 1', { hello: 1 }],
    ['!!bool "yes": 1', { true: 1 }],
    ['a: !custom true', { a: 'true' }],
    ['a: !custom 1', { a: '1' }],
    ['a: !!str 1', { a: '1' }],
    ['"<<": {b: 1}', { '<<': { b: 1 } }],
    ['!!str <<: {b: 1}', { '<<': { b: 1 } }],
    ['<<: {b: 1}\nb: 2', { b: 2 }],
    // A merge overrides the keys before it.
    ['b: 2\n<<: {b: 1}', { b: 1 }],
    ['b: 2\n<<: [{b: 3}, {b: 1}]', { b: 3 }],
    ['<<: {b: 1}\n<<: {b: 2}', { b: 2 }],
  ])('%s', (text, value) => {
    expect(read(text)).toEqual([value])
  })
})

describe('a text that controllers read otherwise is refused', () => {
  test.each(['\u0085', '\u2028', '\u2029'])('%j ends a line for them', (mark) => {
    const code = mark.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')
    for (const text of [
      `a: 1 #${mark}b: 2`,
      `a: |\n  x${mark}b: 2\n`,
      `a: {b: c #${mark}, d: e\n  }`,
      `a: 'b' #${mark}b: "c${mark}d"`,
    ])
      expect(() => read(text)).toThrow(`there is an invisible character, U+${code}, which ends a line`)
    expect(read(`a: "b${mark}c"\nd: 'e${mark}'`)).toEqual([{ a: `b${mark}c`, d: `e${mark}` }])
  })

  test.each([
    [
      'an anchor ends for them before the colon',
      'a: &x:y',
      'a.yaml:1:8: controllers do not read the whole name of an anchor here',
    ],
    [
      'an alias as well',
      'a: &x 1\nb: [*x:]',
      'a.yaml:2:5: controllers do not read the whole name of an anchor here',
    ],
    ['within brackets "?" is a sign of its own', 'a: {?b: c}', 'a.yaml:1:5: controllers read "?"'],
    ['a tag goes on behind the comma', 'a: [!x,b]', 'a.yaml:1:7: controllers do not read the whole tag here'],
  ])('%s', (_, text, message) => {
    expect(() => read(text)).toThrow(message)
    expect(read('a: [&x "?b, !c", *x , !x "d, &e:"]')).toEqual([{ a: ['?b, !c', '?b, !c', 'd, &e:'] }])
  })

  test('tags with other names', () => {
    expect(() => read('%TAG !b! tag:yaml.org,2002:\n---\na: !b!bool "true"')).toThrow(
      'a.yaml:1:1: the directive %TAG is not supported',
    )
  })
})

test('the one spelling says the same as the text', () => {
  const text = [
    'a: &x {"b c": 1.10, d: yes, e: "yes", f: ~, g: , h: !!str 1, "<<": k, 1: 0x1F}',
    'i: [*x, -1, "é😀", "tab\\t", "#", ": "]',
    'j: |\n  one\n  two\nk: {<<: *x, d: no}',
    '---',
    'l: # nothing',
  ].join('\n')
  const written = canonicalYaml(parseYaml(text, 'a.yaml'))
  expect(written).toMatch(/^[\x20-\x7e\n]*$/)
  expect(written).not.toMatch(/[&*#]x/)
  expect(read(written)).toEqual(read(text))
})

import { describe, expect, test } from 'vitest'
import { readManifests } from '../../../src/render/engine/manifests.ts'

const object = (name: string, more = '') =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n${more}`
const read = (text: string) => readManifests(text, 'a.yaml', () => undefined)
const names = (text: string) => read(text).map(({ name }) => name)

describe('objects are those that controllers read', () => {
  test.each([
    ['what follows the end of a document', `${object('a')}...\n${object('b')}`],
    ['the same behind a comment', `${object('a')}... # end\n# and\n\n${object('b')}`],
    ['a line that ends in a carriage return alone', `${object('a')}#\r---\r${object('b')}`],
    ['the end of a document behind one', `${object('a')}#\r...\n---\n${object('b')}`],
  ])('%s is never deployed, so it is not shown as if it were', (_, text) => {
    expect(() => names(text)).toThrow(
      'a.yaml:5: controllers do not read the text after the end of this document',
    )
  })

  test('the end of a document may be marked', () => {
    expect(names(`${object('a')}...\n# next\r\n\n---\n${object('b')}...\n`)).toEqual(['a', 'b'])
    expect(names(object('a', 'data:\n  a: |\n    ...\n    ---\n'))).toEqual(['a'])
  })

  test('whole numbers of 64 bits are told apart', () => {
    const [a, b] = read(
      [object('a', 'x: 9007199254740993\n'), object('b', 'x: 9007199254740992\n')].join('---\n'),
    )
    expect(a?.content['x']).toBe('9007199254740993')
    expect(b?.content['x']).not.toEqual(a?.content['x'])
    expect(read(object('c', 'x: 9007199254740991\n'))[0]?.content['x']).toBe(9007199254740991)
  })

  test('it is told which texts are whole numbers, also in a list; larger ones are what Go makes of them', () => {
    const [a] = read(object('a', 'x: [0x20000000000001, "9007199254740993", -9_223_372_036_854_775_808]\n'))
    expect(a?.content['x']).toEqual(['9007199254740993', '9007199254740993', '-9223372036854775808'])
    expect(a?.large).toEqual([
      ['x', 0],
      ['x', 2],
    ])
    const items = object('b', 'x: 9007199254740993\n').replaceAll(/^/gm, '  ').replace('  ', '- ')
    expect(read(`apiVersion: v1\nkind: List\nitems:\n${items.trimEnd()}\n`)[0]?.large).toEqual([['x']])
    const [c] = read(object('c', 'x: 12345678901234567890\n'))
    expect(JSON.stringify(c?.content['x'])).toBe('12345678901234567000')
    expect(c?.large).toBeUndefined()
  })

  test('a document with directives is two documents to controllers', () => {
    expect(() => read(`%YAML 1.1\n---\n${object('a')}`)).toThrow('a.yaml:1: controllers cannot read')
    expect(() => read(`${object('a')}---\n\n# x\n%YAML 1.1\n---\n${object('b')}`)).toThrow('a.yaml:8:')
    expect(names(object('a', 'data:\n  a: "x\n%y\n  z"\n'))).toEqual(['a'])
  })

  test.each(['null: x', '~: x', '? [a]\n: x', ': x'])(
    'the key of "%s" is none that controllers read',
    (line) => {
      expect(() => read(object('a', `${line}\n`))).toThrow('controllers cannot read a map with a key')
      expect(names(object('a', '"null": x\n"": y\n? z\n: 1\n'))).toEqual(['a'])
    },
  )

  test('a list in a list is not taken apart', () => {
    const inner = 'apiVersion: v1\nkind: List\nitems: []\n'
    const nested = `${inner.replace('[]', '')}- ${inner.replaceAll('\n', '\n  ')}`
    expect(() => read(nested)).toThrow('this List is in a nested list')
  })
})

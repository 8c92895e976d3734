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
    expect(() => names(text)).toThrow('a.yaml:5: what stands behind the end of this document is not read')
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
})

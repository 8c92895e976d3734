/** A change can contain any number of objects and any texts: this must not end the run. */
import { expect, test } from 'vitest'
import { gravest } from '../../src/review/level.ts'
import { perFolder } from '../../src/inventory/unseen/other-tools.ts'
import { fence, code } from '../../src/text/markdown.ts'

const MANY = 180_000

test('the gravest of the risks of many objects is found (broke be0c4d6)', () => {
  expect(gravest([...Array.from({ length: MANY }, () => 'low' as const), 'high'])).toBe('high')
})

test('a text of many backticks is code, and a fence (broke be0c4d6)', () => {
  const text = '`a'.repeat(MANY)
  expect(code(text).startsWith('`` `a')).toBe(true)
  expect(fence(text, 'diff').startsWith('```diff\n')).toBe(true)
})

test('files of another tool are counted, however many there are', () => {
  const paths = Array.from({ length: MANY }, (_, i) => `a/${i}.cue`)
  expect(perFolder(paths)).toMatchObject([{ folder: 'a', count: MANY }])
})
